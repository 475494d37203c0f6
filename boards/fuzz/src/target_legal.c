// Target: a stream of bytes on the legal port: frames of the link, and of DL/T 645, which an APDU's step gives without its mask.
#include "metering.h"

static void prepare(void) {
  metering_prepare();
  metering_learn();
}

#define DELAY_BLOCKS 4 // an answer of DL/T 645 comes no sooner than 20 ms behind its request

static void ask_645(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  metering_port(TM_PORT_LEGAL, frame, input_frame_645(frame, step->bytes, step->length));
  metering_blocks(DELAY_BLOCKS);
}

static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_APDU) ask_645(step);
  else if (step->op == OP_FRAME) metering_port(TM_PORT_LEGAL, frame, input_frame(frame, step->bytes, step->length));
  else metering_port(TM_PORT_LEGAL, step->bytes, step->length);
}

static void finish(void) { metering_check(0); }

const fuzz_target_t fuzz_target = {"legal", HAL_METERING, STEPS_MOST, prepare, step, finish, NULL, 0};
