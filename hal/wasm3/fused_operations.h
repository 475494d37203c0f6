// Operations that do at once what wasm3 does in three or four: load 32 bits, multiply, add to a sum or take from it.
//
// A filter's tap is `sum + tap * load`: as four operations (load, multiply, keep, add) most of what an interpreter
// executes is going from one to the next. fused_compile.h finds the sequence in the module; arithmetic, order of traps
// and bounds are those of the WebAssembly core specification (4.4.1, 4.4.7), since nothing but the load can trap and
// nothing of the sequence is seen from outside.
//
// Included in m3_compile.c behind m3_exec.h (fuse.mjs). Operands follow the operation in the order they are read here.
#ifndef TWINMETER_FUSED_OPERATIONS_H
#define TWINMETER_FUSED_OPERATIONS_H

/** Whether the memory, of one page at least (fused_compile.h), holds a 32-bit word at base + offset, a sum of 33 bits. */
static inline bool fused_holds(const M3MemoryHeader *memory, uint32_t base, uint32_t offset) {
  uint32_t address;
  return !__builtin_add_overflow(base, offset, &address) && address <= memory->length - sizeof(int32_t);
}

static inline int32_t fused_at(const uint8_t *bytes) {
  int32_t word;
  memcpy(&word, bytes, sizeof word);
  M3_BSWAP_i32(word);
  return word;
}

/** An operation of a load: slot of the base, offset, then what RESULT reads; RESULT takes `word`. */
#define FUSED_LOAD(NAME, OPERANDS, RESULT)                       \
  d_m3Op(NAME) {                                                 \
    uint32_t base = slot(u32);                                   \
    uint32_t offset = immediate(u32);                            \
    OPERANDS;                                                    \
    if (M3_LIKELY(fused_holds(_mem, base, offset))) {            \
      int64_t word = fused_at(m3MemData(_mem) + base + offset);  \
      _r0 = (m3reg_t)(RESULT);                                   \
      nextOp();                                                  \
    } else d_outOfBounds;                                        \
  }

// r: the sum is in the register; s: in a slot; x: the factor is in the register, the sum in a slot.
FUSED_LOAD(i64_FusedLoadAdd_r, uint64_t factor = slot(u64), (uint64_t)_r0 + factor * (uint64_t)word)
FUSED_LOAD(i64_FusedLoadSub_r, uint64_t factor = slot(u64), (uint64_t)_r0 - factor * (uint64_t)word)
FUSED_LOAD(i64_FusedLoadAdd_s, uint64_t factor = slot(u64); uint64_t sum = slot(u64), sum + factor * (uint64_t)word)
FUSED_LOAD(i64_FusedLoadSub_s, uint64_t factor = slot(u64); uint64_t sum = slot(u64), sum - factor * (uint64_t)word)
FUSED_LOAD(i64_FusedLoadAdd_x, uint64_t sum = slot(u64), sum + (uint64_t)_r0 * (uint64_t)word)
FUSED_LOAD(i64_FusedLoadSub_x, uint64_t sum = slot(u64), sum - (uint64_t)_r0 * (uint64_t)word)

/**
 * A sum of products whose loads have one base, as a filter's taps: slot of the base, largest offset, how many; then for
 * each the offset and the factor's slot. Loads have no effect but their trap, so one look at the farthest stands for all.
 */
#define FUSED_DOT(NAME, SUM)                                     \
  d_m3Op(NAME) {                                                 \
    uint32_t base = slot(u32);                                   \
    uint32_t farthest = immediate(u32);                          \
    uint32_t count = immediate(u32);                             \
    uint64_t sum = SUM;                                          \
    if (M3_LIKELY(fused_holds(_mem, base, farthest))) {          \
      const uint8_t *bytes = m3MemData(_mem) + base;             \
      do {                                                       \
        uint32_t offset = immediate(u32);                        \
        uint64_t factor = slot(u64);                             \
        sum += factor * (uint64_t)(int64_t)fused_at(bytes + offset); \
      } while (--count > 0);                                     \
      _r0 = (m3reg_t)sum;                                        \
      nextOp();                                                  \
    } else d_outOfBounds;                                        \
  }

FUSED_DOT(i64_FusedDot_r, (uint64_t)_r0)
FUSED_DOT(i64_FusedDot_s, slot(u64))

/** A product of two slots, or of the register (x) and one, added to the register (r) or to a slot. */
d_m3Op(i64_FusedMultiplyAdd_r) {
  uint64_t a = slot(u64);
  uint64_t b = slot(u64);
  _r0 = (m3reg_t)((uint64_t)_r0 + a * b);
  nextOp();
}
d_m3Op(i64_FusedMultiplyAdd_s) {
  uint64_t a = slot(u64);
  uint64_t b = slot(u64);
  uint64_t sum = slot(u64);
  _r0 = (m3reg_t)(sum + a * b);
  nextOp();
}
d_m3Op(i64_FusedMultiplyAdd_x) {
  uint64_t a = slot(u64);
  uint64_t sum = slot(u64);
  _r0 = (m3reg_t)(sum + (uint64_t)_r0 * a);
  nextOp();
}

#endif
