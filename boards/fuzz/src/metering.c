// Brings the metering core to where inputs begin, exchanges frames with it, and holds what no input may change.
#include "metering.h"

#include <string.h>

#include "watch.h"

#define SCOPES 4u
#define READINGS (SCOPES + 1u) // all open, the total closed
#define REGISTERS_AT 16u       // behind sample index, scope, moment and flags
// Of DL/T 645-2007, 5.2.
#define WAKE_645 0xfe
#define AT_CONTROL_645 8u
#define REPLY_645 0x80

#define FIRST_ADJUSTMENT TM_MESSAGE_ADJUSTMENT_IDENTIFY

typedef struct {
  uint8_t readings[READINGS][TM_REGISTERS_BYTES];
} registers_t;

/** By the blocks that went by since the bench was kept. */
static registers_t expected[METERING_BLOCKS_MAX + 1];

void metering_switch(uint8_t input, bool closed) {
  uint8_t payload[8];
  slice_put_u64(payload, bench.sample_index);
  bench_add(&(bench_record_t){TM_SLICE_SWITCH, input, closed, payload, sizeof payload});
  bench_run();
}

/** What is no whole frame of this version gets no answer, but for a foreign version; no reply to messages of the seal. */
static void judge_reply(const uint8_t *request, uint32_t length) {
  const uint8_t *reply = bench_out.link;
  if (bench_out.link_length == 0) return;
  if (!input_is_frame(reply, bench_out.link_length)) watch_found("the reply on the link is no frame");
  uint8_t kind = reply[1] & 15;
  if (kind != TM_FRAME_REPLY && kind != TM_FRAME_ERROR) watch_found("the reply on the link is of kind %d", kind);
  if (length < TM_FRAME_HEADER || reply[2] != request[2] || reply[3] != request[3])
    watch_found("a reply to something else");
  if (kind == TM_FRAME_ERROR) return;
  uint32_t whole = TM_FRAME_HEADER + slice_get_u16(request + 4) + TM_FRAME_TRAILER;
  if (whole > length || !input_is_frame(request, whole)) watch_found("a reply to what is no whole frame");
  if ((request[1] & 15) != TM_FRAME_REQUEST) watch_found("a reply to what is no request");
  if (request[3] >= FIRST_ADJUSTMENT) watch_found("message %d is answered outside the seal", request[3]);
}

void metering_link(const uint8_t *bytes, uint32_t length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return;
  bench_add(&(bench_record_t){TM_SLICE_LINK_FRAME, 0, 0, bytes, length});
  bench_run();
  judge_reply(bytes, length);
}

/** A frame of DL/T 645 behind what wakes its receiver. @return bytes of both. */
static uint32_t judge_645(const uint8_t *bytes, uint32_t length) {
  uint32_t waking = 0;
  while (waking < length && bytes[waking] == WAKE_645) waking++;
  uint32_t frame = input_is_frame_645(bytes + waking, length - waking);
  if (frame == 0) watch_found("the legal port gives what is no frame");
  if (!(bytes[waking + AT_CONTROL_645] & REPLY_645)) watch_found("the legal port asks something");
  return waking + frame;
}

/** @return bytes of the frame of the link at the start. */
static uint32_t judge_frame(uint8_t port, const uint8_t *frame, uint32_t left) {
  uint32_t length = left < TM_FRAME_HEADER ? 0 : TM_FRAME_HEADER + slice_get_u16(frame + 4) + TM_FRAME_TRAILER;
  if (length > left || !input_is_frame(frame, length)) watch_found("port %d gives what is no frame", port);
  bool is_reply = (frame[1] & 15) == TM_FRAME_REPLY;
  if (port == TM_PORT_LEGAL && is_reply && frame[3] >= FIRST_ADJUSTMENT) {
    watch_found("message %d is answered outside the seal", frame[3]);
  }
  return length;
}

static void judge_port(uint8_t port) {
  if (bench_out.port_longest > TM_LINK_FRAME_MAX) watch_found("%u bytes sent at once", bench_out.port_longest);
  if (bench_out.port_length == BENCH_SAID_MAX) return; // the last may be cut off
  for (uint32_t at = 0; at < bench_out.port_length;) {
    const uint8_t *bytes = bench_out.port + at;
    uint32_t left = bench_out.port_length - at;
    bool is_645 = port == TM_PORT_LEGAL && bytes[0] != TM_FRAME_START;
    at += is_645 ? judge_645(bytes, left) : judge_frame(port, bytes, left);
  }
}

/** What waited for its time or for room comes now. */
void metering_blocks(uint32_t blocks) {
  while (blocks-- > 0 && bench.blocks < METERING_BLOCKS_MAX) {
    bench_block();
    judge_port(bench_out.port_number);
  }
}

void metering_time(const input_step_t *step) { metering_blocks(step->length > 0 ? step->bytes[0] % 8u + 1u : 1u); }

void metering_port(uint8_t port, const uint8_t *bytes, uint32_t length) {
  uint8_t state[8];
  slice_put_u32(state, TM_PORT_LEGAL_RING);
  slice_put_u32(state + 4, 1);
  bench_add(&(bench_record_t){TM_SLICE_PORT_STATE, port, 0, state, sizeof state});
  if (length > 0) bench_add(&(bench_record_t){TM_SLICE_PORT, port, 0, bytes, length});
  bench_run();
  judge_port(port);
}

const uint8_t *metering_ask(uint8_t message, const uint8_t *payload, uint32_t length, uint32_t *reply_length) {
  uint8_t content[3 + TM_LINK_FRAME_MAX] = {TM_FRAME_VERSION << 4 | TM_FRAME_REQUEST, ++bench.link_number, message};
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (length > 0) memcpy(content + 3, payload, length);
  metering_link(frame, input_frame(frame, content, 3 + length));
  if (bench_out.link_length == 0 || (bench_out.link[1] & 15) != TM_FRAME_REPLY) return NULL;
  *reply_length = slice_get_u16(bench_out.link + 4);
  return bench_out.link + TM_FRAME_HEADER;
}

/** Behind a latch of their own: those closed would else be of one that the input left. */
static void read_registers(registers_t *registers) {
  uint32_t ignored;
  (void)metering_ask(TM_MESSAGE_LATCH, NULL, 0, &ignored);
  for (uint8_t i = 0; i < READINGS; i++) {
    uint32_t length = 0;
    const uint8_t request[] = {(uint8_t)(i % SCOPES), i < SCOPES ? TM_MOMENT_OPEN : TM_MOMENT_CLOSED};
    const uint8_t *reply = metering_ask(TM_MESSAGE_READ_REGISTERS, request, sizeof request, &length);
    if (reply == NULL || length != TM_REGISTERS_BYTES) watch_found("registers of scope %d are not told", i);
    memcpy(registers->readings[i], reply, TM_REGISTERS_BYTES);
  }
}

static void check_registers(void) {
  registers_t now;
  read_registers(&now);
  for (uint32_t i = 0; i < READINGS; i++) {
    const uint8_t *is = now.readings[i], *was = expected[bench.blocks].readings[i];
    if (slice_get_u64(is) != slice_get_u64(was)) watch_found("the sample index is another one");
    if (memcmp(is + REGISTERS_AT, was + REGISTERS_AT, TM_REGISTERS_BYTES - REGISTERS_AT) != 0)
      watch_found("registers changed");
  }
}

static bool same(uint32_t at, uint32_t bytes) { return memcmp(bench_fram() + at, bench_kept_fram() + at, bytes) == 0; }

void metering_check(uint32_t may) {
  bool sealed = same(TM_FRAM_PARAMETERS_A, TM_PARAMETERS_BYTES) && same(TM_FRAM_PARAMETERS_B, TM_PARAMETERS_BYTES);
  if (!sealed && !(may & MAY_SEAL)) watch_found("the sealed record changed");
  bool settings = same(TM_FRAM_LOCAL_TIME_A, TM_LOCAL_TIME_BYTES) && same(TM_FRAM_LOCAL_TIME_B, TM_LOCAL_TIME_BYTES);
  if (!(may & MAY_SET_TIME) && (!settings || bench.clock_sets > 0)) watch_found("clock or time settings changed");
  if (sealed) check_registers();
}

static void start_clock(void) {
  uint8_t told[24] = {0};
  slice_put_u64(told, bench.clock_s);
  slice_put_u32(told + 12, 23000);
  bench_add(&(bench_record_t){TM_SLICE_CLOCK, TM_CLOCK_READ, 0, told, sizeof told});
  bench_run();
}

void metering_begin(void) {
  start_clock();
  for (uint8_t input = 0; input < TM_SWITCHES; input++) metering_switch(input, input != TM_SWITCH_CALIBRATION_JUMPER);
}

void metering_prepare(void) {
  bench.clock_s = 1795890000;
  metering_begin();
  for (uint32_t i = 0; i < 500; i++) bench_block();
}

void metering_learn(void) {
  bench_keep();
  for (uint32_t blocks = 0; blocks <= METERING_BLOCKS_MAX; blocks++) {
    bench_back();
    metering_blocks(blocks);
    read_registers(&expected[blocks]);
  }
  bench_back();
}
