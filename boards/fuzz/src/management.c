// Gives the management core a link: each request is answered as the recorded metering core answered it, in its own frame.
#include "management.h"

#include <stdio.h>
#include <string.h>

#include "watch.h"

#define TAPE "build/fuzz/images/tape.bin"
#define TICK_us 10000u
#define PREPARE_TICKS 3000
#define TICKS_AT_ONCE 64u
#define PATIENCE_TICKS 130 // a round begins each second

/** Requests and replies one behind the other: u8 length, message and payload; u8 length, payload. */
static uint8_t tape[1 << 16];
static uint32_t tape_length;

/** Requests since management_check began. */
static uint32_t asked;

const uint8_t *management_request(uint32_t *length) {
  *length = bench.request_length;
  return bench.request;
}

/** The core's requests are whole frames, and it leaves room for a reply that a frame can have. */
static void take_request(void) {
  if (bench_out.link_length == 0) return;
  if (!input_is_frame(bench_out.link, bench_out.link_length)) watch_found("a request on the link is no frame");
  if ((bench_out.link[1] & 15) != TM_FRAME_REQUEST) watch_found("what is asked is no request");
  memcpy(bench.request, bench_out.link, bench_out.link_length);
  bench.request_length = bench_out.link_length;
  asked++;
}

/** What the core says at a port while it is listened to. */
static struct {
  uint8_t port, *bytes;
  uint32_t room, length;
} heard;

static void listen(void) {
  if (heard.bytes == NULL || bench_out.port_length == 0 || bench_out.port_number != heard.port) return;
  uint32_t count = bench_out.port_length;
  if (count > heard.room - heard.length) count = heard.room - heard.length;
  memcpy(heard.bytes + heard.length, bench_out.port, count);
  heard.length += count;
}

static void run(void) {
  bench_run();
  listen();
  take_request();
}

/** Payload of the recorded reply, NULL where nobody asked that. */
static const uint8_t *find(uint32_t *length) {
  const uint32_t asks = 1 + slice_get_u16(bench.request + 4);
  for (uint32_t at = 0; at < tape_length;) {
    const uint8_t *question = tape + at + 1, *answer = question + tape[at];
    bool found = tape[at] == asks && question[0] == bench.request[3] &&
                 memcmp(question + 1, bench.request + TM_FRAME_HEADER, asks - 1) == 0;
    *length = answer[0];
    if (found) return answer + 1;
    at += 2u + tape[at] + answer[0];
  }
  return NULL;
}

uint32_t management_reply(uint8_t reply[TM_LINK_FRAME_MAX]) {
  static const uint8_t not_found[] = {(uint8_t)TM_STATUS_NOT_FOUND, 0xff, 0xff, 0xff};
  uint32_t length = sizeof not_found;
  uint8_t content[3 + TM_LINK_FRAME_MAX] = {TM_FRAME_VERSION << 4 | TM_FRAME_REPLY, bench.request[2], bench.request[3]};
  const uint8_t *payload = find(&length);
  if (payload == NULL) content[0] = TM_FRAME_VERSION << 4 | TM_FRAME_ERROR;
  if (payload == NULL) length = sizeof not_found;
  memcpy(content + 3, payload != NULL ? payload : not_found, length);
  return input_frame(reply, content, 3 + length);
}

void management_answer(int16_t status, const uint8_t *bytes, uint32_t length) {
  if (bench.request_length == 0) return;
  bench.request_length = 0;
  bench_add(&(bench_record_t){TM_SLICE_LINK_REPLY, 0, status, bytes, status < 0 ? 0 : length});
  run();
}

static void rings_empty(void) {
  static const uint32_t rings[] = {TM_PORT_RS485_RING, TM_PORT_OPTICAL_RING, TM_PORT_UPLINK_RING,
                                   TM_PORT_DOWNLINK_RING};
  uint8_t state[8];
  for (uint8_t port = 0; port < TM_MANAGEMENT_PORTS; port++) {
    slice_put_u32(state, rings[port]);
    slice_put_u32(state + 4, 1);
    bench_add(&(bench_record_t){TM_SLICE_PORT_STATE, port, 0, state, sizeof state});
  }
}

void management_tick(void) {
  uint8_t reply[TM_LINK_FRAME_MAX];
  if (bench.request_length > 0) management_answer(0, reply, management_reply(reply));
  rings_empty();
  bench_tick(TICK_us);
  listen();
  take_request();
}

void management_time(const input_step_t *step) {
  for (uint32_t i = 0; step->length > 0 && i <= step->bytes[0] % TICKS_AT_ONCE; i++) management_tick();
}

void management_port(uint8_t port, const uint8_t *bytes, uint32_t length) {
  rings_empty();
  if (length > 0) bench_add(&(bench_record_t){TM_SLICE_PORT, port, 0, bytes, length});
  run();
}

uint32_t management_ask(const management_line_t *line, const uint8_t *bytes, uint32_t length, uint8_t *answer) {
  heard.port = line->port;
  heard.bytes = answer;
  heard.room = line->room;
  heard.length = 0;
  management_port(line->port, bytes, length);
  uint32_t before = 0;
  for (uint32_t silent = 0; silent < line->ticks && !line->is_whole(answer, heard.length); silent++) {
    management_tick();
    if (heard.length > before) silent = 0;
    before = heard.length;
  }
  heard.bytes = NULL;
  return heard.length;
}

static void read_tape(void) {
  FILE *file = fopen(TAPE, "rb");
  tape_length = file != NULL ? (uint32_t)fread(tape, 1, sizeof tape, file) : 0;
  if (tape_length == 0) watch_found("%s: cannot be read", TAPE);
  fclose(file);
}

void management_prepare(void) {
  read_tape();
  for (int i = 0; i < PREPARE_TICKS; i++) management_tick();
  while (bench.request_length > 0) management_tick();
}

void management_check(void) {
  asked = 0;
  for (int i = 0; i < PATIENCE_TICKS && asked == 0; i++) management_tick();
  if (asked == 0) watch_found("the core asks for nothing any more");
  bench.request_length = 0;
}
