// Makes modules that are nearly right: changes, inserts and deletes bytes, mostly inside bodies, and mends the sizes around.
#include "module_mutants.h"

#include <string.h>

#include "module_reader.h"

enum { LONG_SIZE = 5, SECTION_OF_CODE = 10 };

static uint64_t state;

void mutants_begin(uint64_t seed) { state = seed * 2685821657736338717u + 88172645463325252u; }

/** xorshift64*. */
uint32_t mutants_any(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717u) >> 32) % below;
}

static void write_long(uint8_t *at, uint32_t value) {
  for (int i = 0; i < LONG_SIZE; i++, value >>= 7) at[i] = (uint8_t)((value & 0x7f) | (i < LONG_SIZE - 1 ? 0x80 : 0));
}

static uint32_t read_long(const uint8_t *at) {
  uint32_t value = 0;
  for (int i = LONG_SIZE; i > 0; i--) value = value << 7 | (at[i - 1] & 0x7f);
  return value;
}

static bool put(mutant_t *mutant, const uint8_t *bytes, size_t length) {
  if (length > mutant->capacity - mutant->length) return false;
  memcpy(mutant->bytes + mutant->length, bytes, length);
  mutant->length += length;
  return true;
}

/** Puts a size that is still to be known. @return where it stands, or 0 when there is no room. */
static uint32_t put_size(mutant_t *mutant) {
  static const uint8_t empty[LONG_SIZE];
  uint32_t at = (uint32_t)mutant->length;
  if (mutant->size_count == SIZES_MAX || !put(mutant, empty, sizeof empty)) return 0;
  mutant->size_at[mutant->size_count++] = at;
  return at;
}

static void close_size(mutant_t *mutant, uint32_t at) {
  write_long(mutant->bytes + at, (uint32_t)mutant->length - at - LONG_SIZE);
}

static bool put_bodies(mutant_t *mutant, reader_t *section) {
  const uint8_t *start = section->at;
  uint32_t count;
  reader_t body;
  if (!reader_u32(section, &count) || !put(mutant, start, (size_t)(section->at - start))) return false;
  for (; count > 0; count--) {
    if (!reader_bytes(section, &body)) return false;
    uint32_t at = put_size(mutant);
    if (at == 0 || !put(mutant, body.at, (size_t)(body.end - body.at))) return false;
    close_size(mutant, at);
  }
  return section->at == section->end;
}

bool mutant_take(mutant_t *mutant, const uint8_t *bytes, size_t length) {
  reader_t module = {bytes + 8, bytes + length}, section;
  mutant->length = mutant->size_count = 0;
  if (length < 8 || !put(mutant, bytes, 8)) return false;
  while (module.at < module.end) {
    uint8_t id;
    if (!reader_byte(&module, &id) || !reader_bytes(&module, &section) || !put(mutant, &id, 1)) return false;
    uint32_t at = put_size(mutant);
    if (at == 0) return false;
    if (id == SECTION_OF_CODE ? !put_bodies(mutant, &section)
                              : !put(mutant, section.at, (size_t)(section.end - section.at)))
      return false;
    close_size(mutant, at);
  }
  return true;
}

/** Before a byte is inserted or deleted: adds to every size that counts the byte at a place, and moves those behind it. */
static void shift_sizes(mutant_t *mutant, uint32_t place, int32_t by) {
  for (uint32_t i = 0; i < mutant->size_count; i++) {
    uint32_t at = mutant->size_at[i], length = read_long(mutant->bytes + at);
    if (at + LONG_SIZE <= place && place < at + LONG_SIZE + length)
      write_long(mutant->bytes + at, length + (uint32_t)by);
  }
  for (uint32_t i = 0; i < mutant->size_count; i++) {
    if (mutant->size_at[i] >= place) mutant->size_at[i] += (uint32_t)by;
  }
}

static bool is_in_size(const mutant_t *mutant, uint32_t place) {
  for (uint32_t i = 0; i < mutant->size_count; i++) {
    if (place >= mutant->size_at[i] && place < mutant->size_at[i] + LONG_SIZE) return true;
  }
  return false;
}

static void insert(mutant_t *mutant, uint32_t place, uint8_t byte) {
  if (mutant->length == mutant->capacity) return;
  shift_sizes(mutant, place, 1);
  memmove(mutant->bytes + place + 1, mutant->bytes + place, mutant->length - place);
  mutant->bytes[place] = byte;
  mutant->length++;
}

static void delete (mutant_t *mutant, uint32_t place) {
  shift_sizes(mutant, place, -1);
  memmove(mutant->bytes + place, mutant->bytes + place + 1, mutant->length - place - 1);
  mutant->length--;
}

/** Bytes that mean something: opcodes, types, small numbers, and whatever else. */
static uint8_t any_byte(void) {
  static const uint8_t known[] = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x1a,
                                  0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x28, 0x36, 0x3f, 0x40, 0x41, 0x42, 0x43, 0x44,
                                  0x45, 0x60, 0x6a, 0x70, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xc0, 0xfc, 0xff};
  uint32_t which = mutants_any(4);
  if (which == 0) return (uint8_t)mutants_any(256);
  return which == 1 ? (uint8_t)mutants_any(8) : known[mutants_any(sizeof known)];
}

/** A place outside the sizes (but for a few), small bodies as likely as large ones. */
static uint32_t any_place(const mutant_t *mutant) {
  uint32_t length = (uint32_t)mutant->length, place = 0;
  for (int tries = 0; tries < 50; tries++) {
    place = mutants_any(length);
    if (mutants_any(4) != 0 && mutant->size_count > 0) {
      uint32_t at = mutant->size_at[mutants_any(mutant->size_count)], counted = read_long(mutant->bytes + at);
      if (counted > 0) place = (at + LONG_SIZE + mutants_any(counted)) % length;
    }
    if (!is_in_size(mutant, place) || mutants_any(50) == 0) break;
  }
  return place;
}

static void change_once(mutant_t *mutant) {
  uint32_t place = any_place(mutant), what = mutants_any(8);
  if (is_in_size(mutant, place)) mutant->bytes[place] = any_byte();
  else if (what < 2) insert(mutant, place, any_byte());
  else if (what == 2) delete (mutant, place);
  else if (what == 3) mutant->bytes[place] ^= (uint8_t)(1u << mutants_any(8));
  else if (what == 4) mutant->bytes[place] = (uint8_t)(mutant->bytes[place] + 1 - 2 * mutants_any(2));
  else if (what == 5) mutant->bytes[place] = mutant->bytes[any_place(mutant)];
  else mutant->bytes[place] = any_byte();
}

void mutant_change(mutant_t *mutant) {
  for (uint32_t changes = 1 + mutants_any(4); changes > 0 && mutant->length > 8; changes--) change_once(mutant);
}
