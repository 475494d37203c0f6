// Target: bytes at the management core's ports, at its optical head above all (IEC 62056-21).
#include "management.h"
#include "watch.h"

/** The first byte of bytes is their port; of a switch which contact, and what it is. */
static void step(const input_step_t *step) {
  if (step->length == 0) return;
  uint8_t first = step->bytes[0];
  if (step->op == OP_TIME) {
    for (uint32_t i = 0; i <= first % 64u; i++) management_tick();
  } else if (step->op == OP_SWITCH) {
    bool button = first & 0x40;
    bench_add(&(bench_record_t){button ? TM_SLICE_BUTTON : TM_SLICE_CONTACT,
                                first % (button ? TM_BUTTONS : TM_CONTACTS), first >> 7, NULL, 0});
    bench_run();
  } else {
    management_port(first % TM_MANAGEMENT_PORTS, step->bytes + 1, step->length - 1);
    management_tick();
  }
}

static void prepare(void) { management_prepare(); }

const fuzz_target_t fuzz_target = {"optical", HAL_MANAGEMENT, STEPS_MOST, prepare, step, management_check, NULL, 0};
