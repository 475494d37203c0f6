// Makes modules that are nearly right: changes, inserts and deletes bytes, mostly inside bodies, and mends the sizes around.
#ifndef TWINMETER_MODULE_MUTANTS_H
#define TWINMETER_MODULE_MUTANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIZES_MAX 40000u
#define MUTANT_SLACK 16u

/** A module whose sizes (of sections and bodies) are all five bytes long, so that they can be changed in place. */
typedef struct {
  uint8_t *bytes;
  size_t length, capacity; /**< MUTANT_SLACK bytes more are there: a size at the very end may reach into them. */
  uint32_t size_count;
  uint32_t size_at[SIZES_MAX]; /**< Where a size stands: what it counts begins five bytes behind. */
} mutant_t;

/** The same seed gives the same mutants everywhere. */
void mutants_begin(uint64_t seed);
uint32_t mutants_any(uint32_t below);

/** Takes a module over with long sizes. @return false when it is none, or does not fit. */
bool mutant_take(mutant_t *mutant, const uint8_t *bytes, size_t length);

/** Changes it in one to four places. */
void mutant_change(mutant_t *mutant);

#endif
