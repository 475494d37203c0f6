// The parity of characters that no UART of the chip looks at.
#ifndef TWINMETER_PARITY_H
#define TWINMETER_PARITY_H

#include <stdbool.h>
#include <stdint.h>

/** Of up to sixteen bits; inlined, so that an interrupt handler has it where it lies itself, in SRAM. */
static inline __attribute__((always_inline)) bool parity_is_odd(uint32_t bits) {
  bits ^= bits >> 8;
  bits ^= bits >> 4;
  bits ^= bits >> 2;
  return (bits ^ bits >> 1) & 1;
}

#endif
