// Feeds a core random slices under the sanitizers: none may break the host, and none may make the core fault.
// Usage: fuzz metering|management MODULE SLICES [SEED]
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"
#include "slice_records.h"
#include "twinmeter.h"

#define SLICE_MAX 16384u
#define RECORDS_MAX 8u

static uint64_t state;

/** xorshift64*: the same seed gives the same run everywhere. */
static uint32_t any(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 32) % below;
}

/** CRC-32 of IEEE 802.3, so that made-up frames get past the check. */
static uint32_t crc32(const uint8_t *bytes, uint32_t length) {
  uint32_t crc = 0xffffffff;
  for (uint32_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc;
}

/** Pages of the sealed record as the meter gave them: what is written is these with a few words changed, so that some is taken. */
enum { SEALED_PAGES = (TM_PARAMETERS_BYTES + TM_PARAMETERS_PAGE - 1) / TM_PARAMETERS_PAGE };
static uint8_t sealed[SEALED_PAGES][TM_PARAMETERS_PAGE_BYTES];
static uint32_t sealed_pages;

/** Messages of the metering core with the bytes of their requests; those from 64 on are the adjustment port's. */
static const uint8_t messages[][2] = {
    {TM_MESSAGE_IDENTIFY, 0},           {TM_MESSAGE_READ_STATUS, 0},        {TM_MESSAGE_READ_REGISTERS, 2},
    {TM_MESSAGE_READ_INSTANTANEOUS, 1}, {TM_MESSAGE_READ_EVENTS, 4},        {TM_MESSAGE_READ_HARMONICS, 2},
    {TM_MESSAGE_READ_POWER_QUALITY, 1}, {TM_MESSAGE_READ_NETWORK, 0},       {TM_MESSAGE_READ_AGGREGATE, 1},
    {TM_MESSAGE_ADJUSTMENT_IDENTIFY, 0}, {TM_MESSAGE_READ_PARAMETERS, 1},   {TM_MESSAGE_READ_RAW_SUMS, 4},
};

/** Fills a payload. @return its length. */
static uint32_t make_request(uint8_t *message, uint8_t *payload) {
  static uint32_t next_page;
  if (sealed_pages == SEALED_PAGES && any(8) == 0) {
    *message = TM_MESSAGE_WRITE_PARAMETERS;
    memcpy(payload, sealed[next_page], TM_PARAMETERS_PAGE_BYTES);
    next_page = any(16) ? (next_page + 1) % SEALED_PAGES : 0;
    for (uint32_t i = any(3); i > 0; i--) payload[any(TM_PARAMETERS_PAGE_BYTES)] ^= (uint8_t)(1u << any(8));
    return TM_PARAMETERS_PAGE_BYTES;
  }
  const uint8_t *known = messages[any(sizeof messages / sizeof *messages)];
  *message = any(8) == 0 ? (uint8_t)any(256) : known[0];
  uint32_t length = any(8) != 0 ? known[1] : any(4) == 0 ? any(TM_LINK_FRAME_MAX - 10 + 1) : any(6);
  for (uint32_t i = 0; i < length; i++) payload[i] = (uint8_t)any(any(2) ? 8 : 256);
  return length;
}

/** A frame with a right CRC, or with one byte changed. @return its length. */
static uint32_t make_frame(uint8_t *bytes) {
  uint8_t message;
  uint32_t payload = make_request(&message, bytes + TM_FRAME_HEADER);
  uint32_t kind = any(4) == 0 ? any(16) : TM_FRAME_REQUEST;
  uint8_t header[] = {TM_FRAME_START, (uint8_t)(TM_FRAME_VERSION << 4 | kind), (uint8_t)any(256),
                      message,        (uint8_t)payload,                          0};
  memcpy(bytes, header, sizeof header);
  uint32_t length = TM_FRAME_HEADER + payload;
  slice_put_u32(bytes + length, crc32(bytes, length));
  length += TM_FRAME_TRAILER;
  if (any(3) == 0) bytes[any(length)] = (uint8_t)any(256);
  return length;
}

static uint32_t make_noise(uint8_t *bytes, uint32_t max) {
  // The characters of IEC 62056-21 more often than the others.
  static const uint8_t known[] = "/?!\r\n\x01\x02\x03\x06" "050Bq()0123456789";
  uint32_t length = any(max);
  bool text = any(2) != 0;
  for (uint32_t i = 0; i < length; i++) bytes[i] = text ? known[any(sizeof known)] : (uint8_t)any(256);
  return length;
}

static uint32_t make_samples(uint8_t *bytes) {
  static uint64_t next_index;
  uint32_t sets = any(100);
  // Mostly on and on, for what jumps ahead leaves all later samples in the past.
  uint32_t jump = any(64);
  uint64_t index = jump == 0 ? any(1000) : jump < 4 ? next_index + any(100000) : next_index;
  slice_put_u64(bytes, jump == 63 && any(5000) == 0 ? (uint64_t)any(UINT32_MAX) << any(30) : index);
  if (jump > 0) next_index = index + sets;
  for (uint32_t i = 0; i < sets * TM_SAMPLE_WORDS; i++) {
    int32_t count = (int32_t)any(2u * TM_AFE_FULL_SCALE + 2) - TM_AFE_FULL_SCALE - 1;
    slice_put_u32(bytes + 8 + 4 * i, i % TM_SAMPLE_WORDS == TM_SAMPLE_WORDS - 1 ? any(2) : (uint32_t)count);
  }
  return 8 + sets * TM_SAMPLE_WORDS * 4;
}

/** Of a record nobody made values for: as many bytes as it needs, whatever they are. */
static uint32_t make_shapeless(const slice_shape_t *shape, uint8_t *bytes) {
  uint32_t length = shape->fixed + shape->unit * any(40);
  for (uint32_t i = 0; i < length; i++) bytes[i] = (uint8_t)any(any(2) ? 8 : 256);
  return length;
}

static uint32_t make_payload(const slice_shape_t *shape, uint8_t *bytes) {
  static uint64_t now_us;
  switch (shape->type) {
    case TM_SLICE_SAMPLES:
      return make_samples(bytes);
    case TM_SLICE_PORT:
      return any(2) ? make_frame(bytes) : make_noise(bytes, 600);
    case TM_SLICE_PORT_STATE:
      slice_put_u32(bytes, any(2 * TM_PORT_OPTICAL_RING));
      slice_put_u32(bytes + 4, any(2));
      return 8;
    case TM_SLICE_SWITCH:
      slice_put_u64(bytes, any(8) == 0 ? (uint64_t)any(UINT32_MAX) << any(32) : any(100000));
      return 8;
    case TM_SLICE_SECOND:
      slice_put_u64(bytes, any(8) == 0 ? (uint64_t)any(UINT32_MAX) << any(32) : any(100000));
      slice_put_u32(bytes + 8, any(8) == 0 ? any(UINT32_MAX) : any(65536));
      return 12;
    case TM_SLICE_TEMPERATURE:
      slice_put_u32(bytes, any(4) == 0 ? any(UINT32_MAX) : any(180000) - 55000);
      return 4;
    case TM_SLICE_TICK:
      now_us += any(10) == 0 ? any(10000000) : any(TM_TICK_us + 1);
      slice_put_u64(bytes, now_us);
      return 8;
    case TM_SLICE_LINK_FRAME:
    case TM_SLICE_LINK_REPLY:
      return any(3) ? make_frame(bytes) : make_noise(bytes, TM_LINK_FRAME_MAX + 1);
    default:
      return make_shapeless(shape, bytes);
  }
}

/** A record that this core may be told; samples twice as often as the others, for they carry most of the code. */
static const slice_shape_t *any_shape(int32_t role) {
  for (;;) {
    const slice_shape_t *shape = &slice_shapes[any((uint32_t)slice_shape_count + 1) % slice_shape_count];
    if (role == TM_ROLE_METERING ? shape->metering : shape->management) return shape;
  }
}

static uint32_t make_slice(int32_t role, uint8_t *slice) {
  uint32_t length = 4;
  for (uint32_t record = any(RECORDS_MAX); record > 0 && length < SLICE_MAX - 4096; record--) {
    uint8_t *header = slice + length;
    const slice_shape_t *shape = any_shape(role);
    header[0] = shape->type;
    bool contact = header[0] == TM_SLICE_SWITCH || header[0] == TM_SLICE_BUTTON;
    header[1] = (uint8_t)any(contact ? TM_SWITCHES + 1 : 2);
    int status = header[0] == TM_SLICE_LINK_REPLY && any(4) == 0 ? -(int)any(17) : contact ? (int)any(any(8) ? 2 : 3) : 0;
    header[2] = (uint8_t)(status & 0xff);
    header[3] = (uint8_t)(status >> 8 & 0xff);
    uint32_t payload = make_payload(shape, header + TM_SLICE_HEADER);
    slice_put_u32(header + 4, payload);
    length += TM_SLICE_HEADER + payload;
  }
  slice_put_u32(slice, length - 4);
  return length;
}

/** Damages the framing of the slice itself, where the host alone must cope: a core never sees such a slice whole. */
static void damage(uint8_t *slice, uint32_t length) {
  for (uint32_t i = any(4); i < 4; i++) slice[any(length < 64 ? length : 64)] = (uint8_t)any(256);
}

/** @return false when the answer is no slice, or tells of a fault. */
static bool check_answer(const uint8_t *out, int32_t length) {
  if (length < 0) return true;
  uint32_t end = (uint32_t)length;
  if (end < 4 || slice_get_u32(out) != end - 4) return false;
  for (uint32_t at = 4; at < end; at += TM_SLICE_HEADER + slice_get_u32(out + at + 4)) {
    if (end - at < TM_SLICE_HEADER || slice_get_u32(out + at + 4) > end - at - TM_SLICE_HEADER) return false;
    if (out[at] != TM_SLICE_FAULT) continue;
    fprintf(stderr, "fault %d: %.*s\n", (int)slice_get_u32(out + at + 8), (int)slice_get_u32(out + at + 4) - 8,
            (const char *)out + at + 16);
    return false;
  }
  return true;
}

static tm_core_t *open_core(int32_t role, const char *path) {
  static uint8_t module[1 << 20];
  char error[256];
  FILE *file = fopen(path, "rb");
  size_t length = file != NULL ? fread(module, 1, sizeof module, file) : 0;
  if (file != NULL) fclose(file);
  tm_core_t *core = tm_open(role, module, (uint32_t)length, NULL, NULL, error, sizeof error);
  if (core == NULL) fprintf(stderr, "fuzz: %s: %s\n", path, error);
  return core;
}

/** Closes the jumper and reads a page of the sealed record on the adjustment port. */
static void learn_page(tm_core_t *core, uint8_t page, uint8_t *out) {
  uint8_t slice[4 + 8 + 8 + 8 + TM_FRAME_HEADER + 1 + TM_FRAME_TRAILER] = {0};
  uint8_t *contact = slice + 4, *port = contact + 16, *frame = port + TM_SLICE_HEADER;
  slice_put_u32(slice, sizeof slice - 4);
  memcpy(contact, (const uint8_t[]){TM_SLICE_SWITCH, TM_SWITCH_CALIBRATION_JUMPER, 1, 0, 8}, 5);
  memcpy(port, (const uint8_t[]){TM_SLICE_PORT, TM_PORT_ADJUSTMENT, 0, 0, TM_FRAME_HEADER + 1 + TM_FRAME_TRAILER}, 5);
  memcpy(frame, (const uint8_t[]){TM_FRAME_START, TM_FRAME_VERSION << 4 | TM_FRAME_REQUEST, 1, TM_MESSAGE_READ_PARAMETERS, 1, 0, page}, 7);
  slice_put_u32(frame + TM_FRAME_HEADER + 1, crc32(frame, TM_FRAME_HEADER + 1));
  int32_t length = tm_slice(core, slice, sizeof slice, out, BOARD_OUT_CAPACITY);
  for (int32_t at = 4; at < length; at += (int32_t)(TM_SLICE_HEADER + slice_get_u32(out + at + 4))) {
    const uint8_t *reply = out + at + TM_SLICE_HEADER;
    if (out[at] != TM_SLICE_PORT || reply[3] != TM_MESSAGE_READ_PARAMETERS) continue;
    if (reply[4] == TM_PARAMETERS_PAGE_BYTES) memcpy(sealed[sealed_pages++], reply + TM_FRAME_HEADER, reply[4]);
  }
}

/** Reads the whole sealed record. @return false when it does not come. */
static bool learn_sealed(tm_core_t *core, uint8_t *out) {
  for (uint8_t page = 0; page < SEALED_PAGES; page++) learn_page(core, page, out);
  return sealed_pages == SEALED_PAGES;
}

int main(int count, char **arguments) {
  static uint8_t slice[SLICE_MAX], out[BOARD_OUT_CAPACITY];
  if (count < 4) {
    fputs("usage: fuzz metering|management MODULE SLICES [SEED]\n", stderr);
    return 2;
  }
  int32_t role = strcmp(arguments[1], "metering") == 0 ? TM_ROLE_METERING : TM_ROLE_MANAGEMENT;
  long slices = atol(arguments[3]);
  uint64_t seed = count > 4 ? strtoull(arguments[4], NULL, 10) : (uint64_t)time(NULL);
  tm_core_t *core = open_core(role, arguments[2]);
  if (core == NULL) return 2;
  if (role == TM_ROLE_METERING && !learn_sealed(core, out)) {
    fputs("fuzz: the adjustment port does not give the sealed record\n", stderr);
    return 1;
  }
  printf("fuzz: %s, %ld slices, seed %llu\n", arguments[1], slices, (unsigned long long)seed);
  state = seed * 2 + 1;
  for (long i = 0; i < slices; i++) {
    uint32_t length = make_slice(role, slice);
    // Samples outside the AFE's range and the like would be the host's fault: damaged slices keep their payloads.
    if (any(4) == 0 && slice[4] != TM_SLICE_SAMPLES) damage(slice, length);
    uint8_t *exact = malloc(length);
    memcpy(exact, slice, length);
    bool fine = check_answer(out, tm_slice(core, exact, length, out, sizeof out));
    free(exact);
    if (fine) continue;
    fprintf(stderr, "fuzz: %s: slice %ld of seed %llu\n", arguments[1], i, (unsigned long long)seed);
    return 1;
  }
  tm_close(core);
  return 0;
}
