// The wire format of slices: numbers, record headers, and the writer of what goes out.
#ifndef SLICE_H
#define SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLICE_LENGTH_WORD 4u
// Kept back for faults and starts, so that a core flooding the other records cannot hide them.
#define SLICE_RESERVE 8192u

/** A slice that is being written. */
typedef struct {
  uint8_t *bytes;
  uint32_t length, capacity;
} slice_writer_t;

/** The header of a record to be written; a vital one may use what is kept back. */
typedef struct {
  uint8_t type, channel;
  int16_t value;
  bool vital;
} slice_head_t;

uint16_t slice_get_u16(const uint8_t *bytes);
uint32_t slice_get_u32(const uint8_t *bytes);
uint64_t slice_get_u64(const uint8_t *bytes);
void slice_put_u32(uint8_t *bytes, uint32_t value);
void slice_put_u64(uint8_t *bytes, uint64_t value);

/** Begins a slice, its length word still to come. */
void slice_begin(slice_writer_t *out, uint8_t *bytes, uint32_t capacity);

/** Writes the length word. @return bytes of the whole slice. */
uint32_t slice_end(slice_writer_t *out);

/** A record: header, then payload of two parts, each of which may be empty.
 *  @return false when there is no room for it. */
bool slice_emit(slice_writer_t *out, slice_head_t head, const void *first, uint32_t first_length, const void *second,
                uint32_t second_length);

#endif
