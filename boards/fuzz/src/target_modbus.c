// Target: requests of Modbus RTU at the slot towards the premises, the CRC right or not.
#include "management.h"
#include "watch.h"
#include "wires.h"

#define PATIENCE_TICKS 20u
#define ANSWER_MOST 512u
#define UNIT 1
#define LEAST 5u // unit, function or its error, one byte, CRC
#define ERROR 0x80
#define LENGTH_AT 2u

/** Functions whose answers say how long they are; the other answers have eight bytes, errors five. */
static uint32_t length_of(const uint8_t *answer, uint32_t length) {
  if (length < LEAST) return LEAST;
  if (answer[1] & ERROR) return LEAST;
  return answer[1] <= 4 ? LEAST + answer[LENGTH_AT] : 8;
}

static bool is_whole(const uint8_t *bytes, uint32_t length) { return length >= length_of(bytes, length); }

static void ask(const input_step_t *step) {
  static const management_line_t slot = {TM_PORT_DOWNLINK, ANSWER_MOST, PATIENCE_TICKS, is_whole};
  uint8_t frame[WIRES_FRAME_MAX], answer[ANSWER_MOST];
  uint32_t got = management_ask(&slot, frame, wires_modbus(frame, step->bytes, step->length), answer);
  if (got == 0) return;
  if (step->bytes[0] != UNIT) watch_found("unit %d is answered", step->bytes[0]);
  if (got != length_of(answer, got)) watch_found("an answer of %u bytes", got);
  uint16_t crc = wires_crc_modbus(answer, got - 2);
  if ((answer[got - 2] | answer[got - 1] << 8) != crc) watch_found("an answer with a wrong CRC");
}

static void step(const input_step_t *step) {
  if (step->length == 0) return;
  if (step->op == OP_TIME) {
    management_time(step);
  } else if (step->op == OP_FRAME) {
    ask(step);
  } else {
    management_port(TM_PORT_DOWNLINK, step->bytes, step->length);
    for (uint32_t i = 0; i < PATIENCE_TICKS; i++) management_tick();
  }
}

const fuzz_target_t fuzz_target = {"modbus", HAL_MANAGEMENT, STEPS_MOST, management_prepare, step, management_check,
                                   NULL, 0};
