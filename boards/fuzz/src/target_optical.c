// Target: bytes at the management core's ports, at its optical head above all (IEC 62056-21).
#include <string.h>

#include "management.h"
#include "watch.h"

#define SOH 0x01
#define ETX 0x03
#define COMMAND_MOST 200u

/** A command of programming mode at the optical head: SOH before these bytes, ETX and the right block check behind them. */
static void command(const uint8_t *bytes, uint32_t length) {
  uint8_t message[COMMAND_MOST + 3] = {SOH};
  if (length > COMMAND_MOST) length = COMMAND_MOST;
  memcpy(message + 1, bytes, length);
  message[1 + length] = ETX;
  uint8_t check = 0;
  for (uint32_t i = 1; i < length + 2; i++) check ^= message[i];
  message[length + 2] = check & 0x7f;
  management_port(TM_PORT_OPTICAL, message, length + 3);
  management_tick();
}

/** The first byte of bytes is their port; of a switch which contact, and what it is. */
static void step(const input_step_t *step) {
  if (step->length == 0) return;
  uint8_t first = step->bytes[0];
  if (step->op == OP_TIME) {
    management_time(step);
  } else if (step->op == OP_SWITCH) {
    bool button = first & 0x40;
    bench_add(&(bench_record_t){button ? TM_SLICE_BUTTON : TM_SLICE_CONTACT,
                                first % (button ? TM_BUTTONS : TM_CONTACTS), first >> 7, NULL, 0});
    bench_run();
  } else if (step->op == OP_FRAME) {
    command(step->bytes, step->length);
  } else {
    management_port(first % TM_MANAGEMENT_PORTS, step->bytes + 1, step->length - 1);
    management_tick();
  }
}

const fuzz_target_t fuzz_target = {"optical", HAL_MANAGEMENT, STEPS_MOST, management_prepare, step, management_check,
                                   NULL, 0};
