// Counts cycles of the core's calls with DWT CYCCNT and the deepest reach of the stack with a painted pattern.
#include "cycles.h"

#include <stdbool.h>
#include <stdio.h>

#include "hardware/structs/m33.h"
#include "hardware/timer.h"
#include "resources.h"

#define PAINT 0x5ac3a55au

extern uint32_t __end__; // end of data in SRAM; the stack grows down towards it

static struct {
  uint32_t began, units;
  bool counting;
  uint64_t cycles, count;
  uint32_t most_per_unit;
  uint32_t since_us;
} counted;

static void paint_stack(void) {
  uint32_t *top = (uint32_t *)__builtin_frame_address(0) - 64;
  for (volatile uint32_t *word = &__end__; word < top; word++) *word = PAINT;
}

static uint32_t stack_used(void) {
  const uint32_t *word = &__end__;
  while (*word == PAINT) word++;
  return (uint32_t)(SRAM_END - (uintptr_t)word);
}

void board_cycles_start(void) {
  paint_stack();
  m33_hw->demcr |= M33_DEMCR_TRCENA_BITS;
  m33_hw->dwt_cyccnt = 0;
  m33_hw->dwt_ctrl |= M33_DWT_CTRL_CYCCNTENA_BITS;
  counted.since_us = timer0_hw->timerawl;
}

void board_cycles_begin(uint32_t units) {
  counted.units = units;
  counted.counting = true;
  counted.began = m33_hw->dwt_cyccnt;
}

void board_cycles_end(void) {
  if (!counted.counting) return;
  uint32_t spent = m33_hw->dwt_cyccnt - counted.began;
  counted.counting = false;
  counted.cycles += spent;
  counted.count += counted.units;
  uint32_t per_unit = spent / counted.units;
  if (per_unit > counted.most_per_unit) counted.most_per_unit = per_unit;
}

int board_cycles_report(char *text, int max, uint32_t heap_peak) {
  uint32_t elapsed_us = timer0_hw->timerawl - counted.since_us;
  uint32_t mean = counted.count ? (uint32_t)(counted.cycles / counted.count) : 0;
  uint64_t available = (uint64_t)elapsed_us * (CPU_Hz / 1000000);
  uint32_t load_permille = available ? (uint32_t)(counted.cycles * 1000 / available) : 0;
  int length = snprintf(text, (size_t)max, "cycles/unit mean %lu most %lu; load %lu permille; stack %lu; heap %lu\r\n",
                        (unsigned long)mean, (unsigned long)counted.most_per_unit, (unsigned long)load_permille,
                        (unsigned long)stack_used(), (unsigned long)heap_peak);
  counted.cycles = counted.count = counted.most_per_unit = 0;
  counted.since_us = timer0_hw->timerawl;
  return length < max ? length : max - 1;
}
