// Target: what comes back on the link, as a metering core gives it that is broken, or a line that is disturbed.
#include <string.h>

#include "management.h"

#define ROUND_TICKS 100

/** Ticks until something is asked. @return false where nothing is. */
static bool await_request(void) {
  uint32_t length = 0;
  for (int i = 0; i < 10 && length == 0; i++) {
    if (i > 0) management_tick();
    (void)management_request(&length);
  }
  return length > 0;
}

/** The right reply with bytes of its payload changed: offset, then what they are changed by. */
static void edited(const input_step_t *step) {
  uint8_t reply[TM_LINK_FRAME_MAX];
  uint32_t length = management_reply(reply), payload = length - TM_FRAME_HEADER - TM_FRAME_TRAILER;
  for (uint32_t i = 1; payload > 0 && i < step->length && i <= payload; i++) {
    reply[TM_FRAME_HEADER + (step->bytes[0] + i - 1) % payload] ^= step->bytes[i];
  }
  input_mend(reply, length);
  management_answer(0, reply, length);
}

/** A frame of the input's own, with number and message of the request where these are zero. */
static void made(const input_step_t *step) {
  uint8_t content[INPUT_BYTES_MAX], frame[TM_LINK_FRAME_MAX];
  uint32_t length;
  const uint8_t *request = management_request(&length);
  memcpy(content, step->bytes, step->length);
  if (step->length > 1 && content[1] == 0) content[1] = request[2];
  if (step->length > 2 && content[2] == 0) content[2] = request[3];
  management_answer(0, frame, input_frame(frame, content, step->length));
}

static void step(const input_step_t *step) {
  if (step->op == OP_TIME) {
    management_time(step);
  } else if (!await_request()) {
    return;
  } else if (step->op == OP_EDIT) {
    edited(step);
  } else if (step->op == OP_FRAME) {
    made(step);
  } else if (step->op == OP_SWITCH) {
    management_answer(step->length > 0 ? (int16_t)(-1 - step->bytes[0] % 16) : TM_STATUS_TIMEOUT, NULL, 0);
  } else {
    management_answer(0, step->bytes, step->length < TM_LINK_FRAME_MAX ? step->length : TM_LINK_FRAME_MAX);
  }
}

/** What was left behind shows when each record comes round again. */
static void finish(void) {
  for (uint32_t i = 0; i < ROUND_TICKS; i++) management_tick();
  management_check();
}

const fuzz_target_t fuzz_target = {"replies", HAL_MANAGEMENT, STEPS_MOST, management_prepare, step, finish, NULL, 0};
