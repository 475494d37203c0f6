// Hands slices to the core of the bench, takes what it gives out, and does what a board does meanwhile.
#include <math.h>
#include <string.h>

#include "bench.h"
#include "slice_records.h"
#include "watch.h"

#define RATE 4000u
#define PERIOD 80u // samples of 50 Hz

static uint8_t in[16384], out[BOARD_OUT_CAPACITY];
static uint32_t in_length = SLICE_LENGTH_WORD;

static void put(uint8_t *slice, uint32_t *length, uint32_t most, const bench_record_t *record) {
  if (*length + TM_SLICE_HEADER + record->length > most) watch_found("no room for a record of type %d", record->type);
  uint8_t *header = slice + *length;
  memcpy(header,
         (const uint8_t[]){record->type, record->channel, (uint8_t)record->value, (uint8_t)(record->value >> 8)}, 4);
  slice_put_u32(header + 4, record->length);
  if (record->length > 0) memcpy(header + TM_SLICE_HEADER, record->payload, record->length);
  *length += TM_SLICE_HEADER + record->length;
}

void bench_add(const bench_record_t *record) { put(in, &in_length, sizeof in, record); }

/** What ends meanwhile comes with the next slice. */
static void later(const bench_record_t *record) {
  put(bench.waiting, &bench.waiting_length, sizeof bench.waiting, record);
}

static void tell_clock(uint8_t operation, uint64_t time_s) {
  uint8_t told[24] = {0};
  if (operation == TM_CLOCK_SET) {
    bench.clock_s = time_s;
    bench.clock_sets++;
  }
  slice_put_u64(told, bench.clock_s);
  slice_put_u32(told + 12, 23000);
  slice_put_u64(told + 16, bench.sample_index);
  later(&(bench_record_t){TM_SLICE_CLOCK, operation, 0, told, sizeof told});
}

static void take(uint8_t *to, uint32_t *length, uint32_t most, const uint8_t *bytes, uint32_t count) {
  if (count > most - *length) count = most - *length;
  memcpy(to + *length, bytes, count);
  *length += count;
}

static void handle(const uint8_t *header, const uint8_t *payload, uint32_t length) {
  int16_t value = (int16_t)slice_get_u16(header + 2);
  switch (header[0]) {
    case TM_SLICE_FAULT:
      watch_found("fault %d (%d): %.*s", (int)slice_get_u32(payload), (int)slice_get_u32(payload + 4), (int)length - 8,
                  (const char *)payload + 8);
    case TM_SLICE_NOR_STARTED:
      later(&(bench_record_t){.type = TM_SLICE_NOR_DONE});
      return;
    case TM_SLICE_JOB:
      later(&(bench_record_t){TM_SLICE_JOB, header[1], value, payload + 4, length - 4});
      return;
    case TM_SLICE_CLOCK_ASKED:
      tell_clock(header[1], slice_get_u64(payload));
      return;
    case TM_SLICE_LINK_ARMED:
    case TM_SLICE_LINK_REQUEST:
      bench_out.link_length = 0;
      bench_out.link_reply_length = value;
      take(bench_out.link, &bench_out.link_length, sizeof bench_out.link, payload, length);
      return;
    case TM_SLICE_PORT:
      bench_out.port_number = header[1];
      if (length > bench_out.port_longest) bench_out.port_longest = length;
      take(bench_out.port, &bench_out.port_length, sizeof bench_out.port, payload, length);
      return;
    default:
      return;
  }
}

void bench_clear(void) { in_length = SLICE_LENGTH_WORD; }

void bench_take(uint32_t length) {
  for (uint32_t at = SLICE_LENGTH_WORD; at < length; at += TM_SLICE_HEADER + slice_get_u32(out + at + 4)) {
    handle(out + at, out + at + TM_SLICE_HEADER, slice_get_u32(out + at + 4));
  }
}

void bench_begin_out(void) { slice_begin(&bench.board.out, out, sizeof out); }

/** What ended meanwhile comes before what is new. */
static void put_waiting(void) {
  uint32_t count = bench.waiting_length, added = in_length - SLICE_LENGTH_WORD;
  if (count > sizeof in - in_length) watch_found("no room for what the board did meanwhile");
  memmove(in + SLICE_LENGTH_WORD + count, in + SLICE_LENGTH_WORD, added);
  memcpy(in + SLICE_LENGTH_WORD, bench.waiting, count);
  in_length += count;
  bench.waiting_length = 0;
}

void bench_run(void) {
  put_waiting();
  memset(&bench_out, 0, sizeof bench_out);
  slice_put_u32(in, in_length - SLICE_LENGTH_WORD);
  tm_status_t status = board_check_slice(&bench.board, in, in_length);
  if (status != TM_STATUS_OK) watch_found("the bench made a slice of status %d", (int)status);
  bench_begin_out();
  board_begin_input(&bench.board, in, in_length);
  host_run(&bench.host);
  in_length = SLICE_LENGTH_WORD;
  bench_take(slice_end(&bench.board.out));
}

/** The load: 230 V, 20 A of three phases in counts, the currents 37 degrees behind. */
static void fill(uint8_t *sets, uint64_t first) {
  static int32_t table[2][PERIOD];
  for (uint32_t n = 0; table[0][1] == 0 && n < PERIOD; n++) {
    const double angle = 2 * 3.14159265358979 * n / PERIOD;
    table[0][n] = (int32_t)lround(4065864 * sin(angle));
    table[1][n] = (int32_t)lround(1131371 * sin(angle - 0.6435));
  }
  memset(sets, 0, BENCH_BLOCK * TM_SAMPLE_WORDS * 4);
  for (uint32_t n = 0; n < BENCH_BLOCK; n++) {
    for (uint32_t phase = 0; phase < 3; phase++) {
      const uint32_t at = (uint32_t)((first + n + (3 - phase) * PERIOD / 3) % PERIOD);
      uint8_t *set = sets + n * TM_SAMPLE_WORDS * 4;
      slice_put_u32(set + phase * 4, (uint32_t)table[0][at]);
      slice_put_u32(set + (3 + phase) * 4, (uint32_t)table[1][at]);
    }
  }
}

void bench_block(void) {
  uint8_t payload[8 + BENCH_BLOCK * TM_SAMPLE_WORDS * 4], second[12] = {0};
  slice_put_u64(payload, bench.sample_index);
  fill(payload + 8, bench.sample_index);
  bench_add(&(bench_record_t){TM_SLICE_SAMPLES, 0, 0, payload, sizeof payload});
  bench.sample_index += BENCH_BLOCK;
  bench.blocks++;
  if (bench.sample_index % RATE < BENCH_BLOCK) {
    bench.clock_s++;
    slice_put_u64(second, bench.sample_index);
    bench_add(&(bench_record_t){TM_SLICE_SECOND, 0, 0, second, sizeof second});
  }
  bench_run();
}

void bench_tick(uint32_t after_us) {
  uint8_t payload[8];
  bench.now_us += after_us;
  slice_put_u64(payload, bench.now_us);
  bench_add(&(bench_record_t){TM_SLICE_TICK, 0, 0, payload, sizeof payload});
  bench_run();
}
