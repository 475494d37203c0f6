// Reads WASM's binary format: bytes, LEB128 numbers, names; never past the end, never in another form than the standard's.
#ifndef TWINMETER_MODULE_READER_H
#define TWINMETER_MODULE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is still to be read. */
typedef struct {
  const uint8_t *at, *end;
} reader_t;

bool reader_byte(reader_t *reader, uint8_t *value);

/** An unsigned LEB128 number of 32 bits: five bytes at most, no bit beyond the 32nd. */
bool reader_u32(reader_t *reader, uint32_t *value);

/** A signed LEB128 number of 32 or 64 bits; what the last byte has beyond them repeats the sign. */
bool reader_signed(reader_t *reader, unsigned bits, int64_t *value);

bool reader_skip(reader_t *reader, uint32_t length);

/** A length and so many bytes. @param[out] bytes  exactly these. */
bool reader_bytes(reader_t *reader, reader_t *bytes);

/** The same, and they are UTF-8 as Unicode defines it: shortest form, no surrogate, nothing above U+10FFFF. */
bool reader_name(reader_t *reader, reader_t *name);

bool reader_is(const reader_t *name, const char *text);

/** Writes what can be printed of a name, cut to fit. */
void reader_text(const reader_t *name, char *text, size_t max);

#endif
