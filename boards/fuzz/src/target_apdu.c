// Target: APDUs for logical device 16 of somebody without keys, whole ones and parts of them in frames made by hand.
#include <string.h>

#include "metering.h"
#include "watch.h"

/** What a record of sessions holds of counters that were received. */
#define RECEIVED_AT 8u
#define RECEIVED_BYTES (4u * TM_KEY_CLIENTS)

static uint8_t answer[TM_APDU_MAX];

/** The first part of an APDU of 400 bytes, made by hand. */
#define PART_BYTES (TM_APDU_SEGMENT_BYTES - TM_APDU_SEGMENT_bytes)
static const uint8_t part[3 + TM_APDU_SEGMENT_BYTES] = {
    TM_FRAME_VERSION << 4 | TM_FRAME_REQUEST, 1, TM_MESSAGE_WRITE_APDU, 9, 1, 400 & 0xff, 400 >> 8, 0, 0, PART_BYTES};
static const input_step_t examples[] = {{OP_FRAME, part, sizeof part}};

/** Refused once, so that the record of sessions stands in both banks. */
static void prepare(void) {
  static const uint8_t get[] = {0xc0, 1, 0xc1};
  metering_prepare();
  bench.blocks = 0;
  if (metering_apdu(1, get, sizeof get, answer) == 0) watch_found("an APDU without an association is not answered");
  for (uint32_t i = 0; i < 400; i++) bench_block();
  metering_learn();
}

/** An APDU: its client, then its bytes. */
static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_BYTES) metering_link(step->bytes, step->length);
  else if (step->op == OP_FRAME) metering_link(frame, input_frame(frame, step->bytes, step->length));
  else if (step->length > 1) (void)metering_apdu(step->bytes[0] % 8, step->bytes + 1, step->length - 1, answer);
}

static void check_counters(uint32_t bank) {
  const uint8_t *is = bench_fram() + bank + RECEIVED_AT, *was = bench_kept_fram() + bank + RECEIVED_AT;
  if (memcmp(is, was, RECEIVED_BYTES) != 0) watch_found("a counter was taken of somebody without keys");
}

static void finish(void) {
  metering_check(0);
  check_counters(TM_FRAM_SESSION_A);
  check_counters(TM_FRAM_SESSION_B);
}

const fuzz_target_t fuzz_target = {"apdu", HAL_METERING, STEPS_MOST, prepare, step, finish, examples, 1};
