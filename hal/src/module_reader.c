// Reads WASM's binary format: bytes, LEB128 numbers, names.
#include "module_reader.h"

#include <string.h>

bool reader_byte(reader_t *reader, uint8_t *value) {
  if (reader->at >= reader->end) return false;
  *value = *reader->at++;
  return true;
}

bool reader_u32(reader_t *reader, uint32_t *value) {
  *value = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    uint8_t byte;
    if (!reader_byte(reader, &byte)) return false;
    // The fifth byte holds the top four bits and ends the number.
    if (shift == 28 && byte > 0x0f) return false;
    *value |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool reader_signed(reader_t *reader, unsigned bits, int64_t *value) {
  uint64_t sum = 0;
  for (unsigned shift = 0; shift < bits; shift += 7) {
    uint8_t byte;
    if (!reader_byte(reader, &byte)) return false;
    sum |= (uint64_t)(byte & 0x7f) << shift;
    if (shift + 7 >= bits) {
      // The sign is the highest bit that belongs to the number; all above it in this byte are the same.
      uint8_t above = (uint8_t)(0x7f & (0x7f << (bits - shift - 1)));
      if ((byte & above) != 0 && (byte & above) != above) return false;
      if (byte >= 0x80) return false;
    }
    if (byte >= 0x80) continue;
    if (shift + 7 < 64 && (byte & 0x40) != 0) sum |= UINT64_MAX << (shift + 7);
    *value = (int64_t)sum;
    return true;
  }
  return false;
}

bool reader_skip(reader_t *reader, uint32_t length) {
  if (length > (size_t)(reader->end - reader->at)) return false;
  reader->at += length;
  return true;
}

bool reader_bytes(reader_t *reader, reader_t *bytes) {
  uint32_t length;
  if (!reader_u32(reader, &length)) return false;
  bytes->at = reader->at;
  if (!reader_skip(reader, length)) return false;
  bytes->end = reader->at;
  return true;
}

/** Reads one character of UTF-8 (Unicode 15, table 3-7). */
static bool read_character(reader_t *reader) {
  uint8_t lead, low = 0x80, high = 0xbf, byte;
  if (!reader_byte(reader, &lead)) return false;
  if (lead < 0x80) return true;
  if (lead < 0xc2 || lead > 0xf4) return false;
  if (lead == 0xe0) low = 0xa0;  // shorter with two bytes
  if (lead == 0xed) high = 0x9f; // surrogates
  if (lead == 0xf0) low = 0x90;  // shorter with three bytes
  if (lead == 0xf4) high = 0x8f; // above U+10FFFF
  for (int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3; more > 0; more--) {
    if (!reader_byte(reader, &byte) || byte < low || byte > high) return false;
    low = 0x80;
    high = 0xbf;
  }
  return true;
}

bool reader_name(reader_t *reader, reader_t *name) {
  if (!reader_bytes(reader, name)) return false;
  for (reader_t rest = *name; rest.at < rest.end;) {
    if (!read_character(&rest)) return false;
  }
  return true;
}

bool reader_is(const reader_t *name, const char *text) {
  size_t length = strlen(text);
  return (size_t)(name->end - name->at) == length && memcmp(name->at, text, length) == 0;
}

void reader_text(const reader_t *name, char *text, size_t max) {
  size_t length = (size_t)(name->end - name->at), kept = length < max ? length : max - 1;
  for (size_t i = 0; i < kept; i++) text[i] = name->at[i] >= ' ' && name->at[i] <= '~' ? (char)name->at[i] : '?';
  text[kept] = '\0';
}
