// The wire format of slices: numbers, and the writing of records.
#include "slice.h"

#include <string.h>

#include "twinmeter_protocol.h"

uint16_t slice_get_u16(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

uint32_t slice_get_u32(const uint8_t *bytes) {
  return slice_get_u16(bytes) | (uint32_t)slice_get_u16(bytes + 2) << 16;
}

uint64_t slice_get_u64(const uint8_t *bytes) {
  return slice_get_u32(bytes) | (uint64_t)slice_get_u32(bytes + 4) << 32;
}

void slice_put_u32(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> 8 * i);
}

void slice_put_u64(uint8_t *bytes, uint64_t value) {
  slice_put_u32(bytes, (uint32_t)value);
  slice_put_u32(bytes + 4, (uint32_t)(value >> 32));
}

void slice_begin(slice_writer_t *out, uint8_t *bytes, uint32_t capacity) {
  *out = (slice_writer_t){.bytes = bytes, .length = SLICE_LENGTH_WORD, .capacity = capacity};
}

uint32_t slice_end(slice_writer_t *out) {
  slice_put_u32(out->bytes, out->length - SLICE_LENGTH_WORD);
  return out->length;
}

bool slice_emit(slice_writer_t *out, slice_head_t head, const void *first, uint32_t first_length, const void *second,
                uint32_t second_length) {
  uint32_t length = first_length + second_length;
  uint32_t limit = head.vital ? out->capacity : out->capacity - SLICE_RESERVE;
  if (out->length > limit || length + TM_SLICE_HEADER > limit - out->length) return false;
  uint8_t *header = out->bytes + out->length;
  header[0] = head.type;
  header[1] = head.channel;
  header[2] = (uint8_t)((uint16_t)head.value & 0xff);
  header[3] = (uint8_t)((uint16_t)head.value >> 8);
  slice_put_u32(header + 4, length);
  if (first_length > 0) memcpy(header + TM_SLICE_HEADER, first, first_length);
  if (second_length > 0) memcpy(header + TM_SLICE_HEADER + first_length, second, second_length);
  out->length += TM_SLICE_HEADER + length;
  return true;
}
