// Executes slow work in thread mode on the process stack, which every exception preempts, the run loop among them.
#include "work.h"

#include "hardware/sync.h"
#include "pico.h"
#include "resources.h"

#define PAINT 0x5ac3a55au

static uint32_t stack[WORK_STACK_BYTES / sizeof(uint32_t)] __attribute__((aligned(8)));

uint32_t board_work_stack_used(void) {
  const uint32_t *word = stack, *end = stack + sizeof stack / sizeof *stack;
  while (word < end && *word == PAINT) word++;
  return (uint32_t)((end - word) * (ptrdiff_t)sizeof *word);
}

// The end of a handler sets the event register, so one that ran after the last look is not slept over.
// The interrupts of each AFE frame, 8,000 a second, wake the core but not the loop.
static _Noreturn void __attribute__((used)) work(void) {
  for (;;) __wfe();
}

/** A stack that overflows faults at its limit, instead of writing over what lies below. */
static _Noreturn void __attribute__((naked)) go_on_at(uint32_t *bottom, uint32_t *top) {
  (void)bottom, (void)top;
  __asm volatile(
      "msr psplim, r0\n"
      "msr psp, r1\n"
      "mov r2, #2\n" // SPSEL
      "msr control, r2\n"
      "isb\n"
      "b work\n");
}

_Noreturn void board_work(void) {
  uint32_t *end = stack + sizeof stack / sizeof *stack;
  for (uint32_t *word = stack; word < end; word++) *word = PAINT;
  go_on_at(stack, end);
}
