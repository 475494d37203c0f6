// Counts the C library's allocations after the first slice came in, and says how many there were at the exit.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "twinmeter.h"

void *__real_malloc(size_t length);
void *__real_calloc(size_t count, size_t length);
void *__real_realloc(void *block, size_t length);
void __real_free(void *block);
void *__wrap_malloc(size_t length);
void *__wrap_calloc(size_t count, size_t length);
void *__wrap_realloc(void *block, size_t length);
void __wrap_free(void *block);
int32_t __real_tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity);
int32_t __wrap_tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity);

static unsigned long before_boot, after_boot, refused, slices;

static void count(void) { *(slices > 0 ? &after_boot : &before_boot) += 1; }

void *__wrap_malloc(size_t length) {
  count();
  return __real_malloc(length);
}

void *__wrap_calloc(size_t number, size_t length) {
  count();
  return __real_calloc(number, length);
}

void *__wrap_realloc(void *block, size_t length) {
  count();
  return __real_realloc(block, length);
}

void __wrap_free(void *block) { __real_free(block); }

static void report(void) {
  fprintf(stderr, "allocations: %lu until boot, %lu in %lu slices, %lu refused\n", before_boot, after_boot, slices, refused);
}

int32_t __wrap_tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity) {
  if (slices++ == 0) atexit(report);
  int32_t answer = __real_tm_slice(core, in, in_length, out, out_capacity);
  // What was refused by the closed heap of the engine would have been an allocation, too; the count runs on.
  refused = tm_heap_refused(core);
  return answer;
}
