// Target: the adjustment port, with its jumper open until a step closes it; what is sealed changes only where one did.
#include <string.h>

#include "metering.h"

/** Since the input began. */
static bool closed_once;

/** The sealed record in its pages, as requests that write them. */
enum { PAGES = (TM_PARAMETERS_BYTES + TM_PARAMETERS_PAGE - 1) / TM_PARAMETERS_PAGE };
static uint8_t writes[PAGES][3 + TM_PARAMETERS_PAGE_BYTES];
static input_step_t examples[PAGES];

static void make_examples(void) {
  for (uint8_t page = 0; page < PAGES; page++) {
    const uint32_t at = page * TM_PARAMETERS_PAGE, left = TM_PARAMETERS_BYTES - at;
    uint8_t *request = writes[page];
    memcpy(request,
           (const uint8_t[]){TM_FRAME_VERSION << 4 | TM_FRAME_REQUEST, page, TM_MESSAGE_WRITE_PARAMETERS, page, PAGES},
           5);
    memcpy(request + 3 + TM_PARAMETERS_PAGE_bytes, bench_fram() + TM_FRAM_PARAMETERS_A + at,
           left < TM_PARAMETERS_PAGE ? left : TM_PARAMETERS_PAGE);
    examples[page] = (input_step_t){OP_FRAME, request, sizeof writes[page]};
  }
}

static void set_jumper(bool closed) {
  closed_once |= closed;
  metering_switch(TM_SWITCH_CALIBRATION_JUMPER, closed);
}

static void prepare(void) {
  metering_prepare();
  make_examples();
  metering_learn();
}

static void send(const uint8_t *bytes, uint32_t length) { metering_port(TM_PORT_ADJUSTMENT, bytes, length); }

static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_SWITCH) {
    set_jumper(step->length > 0 && step->bytes[0] % 2 != 0);
    return;
  }
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_FRAME) send(frame, input_frame(frame, step->bytes, step->length));
  else send(step->bytes, step->length);
}

static void finish(void) {
  metering_check(closed_once ? MAY_SEAL : 0);
  closed_once = false;
}

const fuzz_target_t fuzz_target = {"adjustment", HAL_METERING, STEPS_MOST, prepare, step, finish, examples, PAGES};
