// Loads and stores of the translated module under the fuzzer, in place of hal/aot/aot_memory.h: the same bounds, each one
// counted, and a look at bytes that were never received. They are functions of their own, so that the only edges in the
// module's coverage are its own.
#ifndef TWINMETER_AOT_MEMORY_H
#define TWINMETER_AOT_MEMORY_H

#include "engine_heap.h"
#include "watch.h"

#undef DEFINE_LOAD
#undef DEFINE_STORE

#define FUZZ_ACCESS __attribute__((noinline, no_sanitize("coverage", "address", "undefined")))
#define FUZZ_CHECK(base, offset, size)                                          \
  if ((uint64_t)(base) + (offset) + (size) > AOT_MEMORY_BYTES) (void)TRAP(OOB); \
  if (++watch_steps > watch_steps_most) watch_too_long();                       \
  uint32_t at = (base) + (offset);                                              \
  bool touches = at < watch_stale_to && at + (size) > watch_stale_from

#define DEFINE_LOAD(name, stored, widened, result)                  \
  static FUZZ_ACCESS result name(uint32_t base, uint32_t offset) {  \
    FUZZ_CHECK(base, offset, sizeof(stored));                       \
    if (touches) watch_load(at, sizeof(stored));                    \
    stored value;                                                   \
    __builtin_memcpy(&value, engine_heap_block + at, sizeof value); \
    return (result)(widened)value;                                  \
  }

#define DEFINE_STORE(name, stored, given)                                       \
  static FUZZ_ACCESS void name(uint32_t base, uint32_t offset, given operand) { \
    FUZZ_CHECK(base, offset, sizeof(stored));                                   \
    if (touches) watch_store(at, sizeof(stored));                               \
    stored value = (stored)operand;                                             \
    __builtin_memcpy(engine_heap_block + at, &value, sizeof value);             \
  }

#endif
