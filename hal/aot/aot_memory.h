// Loads and stores of the translated module, in place of wasm2c's: one comparison with a constant each.
//
// The module's memory never grows, so its size is a constant (AOT_MEMORY_BYTES, before this file), and so is its address:
// the beginning of the engine's heap (aot_runtime.c). An access of `size` bytes at base + offset, a sum of 33 bits, is
// out of bounds when it is greater than AOT_MEMORY_BYTES - size (WebAssembly core specification, 4.4.7): with the offset a
// constant of the instruction that is one comparison of the base. Where several accesses have one base, the compiler
// drops every comparison that an earlier one of a greater offset holds in itself.
#ifndef TWINMETER_AOT_MEMORY_H
#define TWINMETER_AOT_MEMORY_H

#include "engine_heap.h"

#undef DEFINE_LOAD
#undef DEFINE_STORE

#define AOT_IS_OUTSIDE(base, offset, size) \
  ((offset) > AOT_MEMORY_BYTES - (size) || (base) > AOT_MEMORY_BYTES - (size) - (offset))
#define AOT_CHECK(base, offset, size) \
  if (__builtin_expect(AOT_IS_OUTSIDE(base, offset, size), 0)) (void)TRAP(OOB)

#define DEFINE_LOAD(name, stored, widened, result)                                         \
  static inline __attribute__((always_inline)) result name(uint32_t base, uint32_t offset) { \
    AOT_CHECK(base, offset, sizeof(stored));                                               \
    stored value;                                                                          \
    __builtin_memcpy(&value, engine_heap_block + offset + base, sizeof value);             \
    return (result)(widened)value;                                                         \
  }

#define DEFINE_STORE(name, stored, given)                                                              \
  static inline __attribute__((always_inline)) void name(uint32_t base, uint32_t offset, given operand) { \
    AOT_CHECK(base, offset, sizeof(stored));                                                           \
    stored value = (stored)operand;                                                                    \
    __builtin_memcpy(engine_heap_block + offset + base, &value, sizeof value);                         \
  }

#endif
