// Target: a stream of bytes on the legal port, whatever is spoken there.
#include "metering.h"

static void prepare(void) {
  metering_prepare();
  metering_learn();
}

static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_FRAME) metering_port(TM_PORT_LEGAL, frame, input_frame(frame, step->bytes, step->length));
  else metering_port(TM_PORT_LEGAL, step->bytes, step->length);
}

static void finish(void) { metering_check(0); }

const fuzz_target_t fuzz_target = {"legal", HAL_METERING, STEPS_MOST, prepare, step, finish, NULL, 0};
