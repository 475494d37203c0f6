// Target: bytes on the link, as the management board sends them or whoever took its place.
#include "metering.h"

static void prepare(void) {
  metering_prepare();
  metering_learn();
}

static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_FRAME) metering_link(frame, input_frame(frame, step->bytes, step->length));
  else metering_link(step->bytes, step->length);
}

static void finish(void) { metering_check(0); }

const fuzz_target_t fuzz_target = {"link", HAL_METERING, STEPS_MOST, prepare, step, finish, NULL, 0};
