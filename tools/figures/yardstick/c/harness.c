// Meters block after block as the desk asks for them, and counts the instructions of each with the chip's cycle counter.
//
// No SDK: the desk lays samples into memory, raises `requested` and lets the chip run until `done` has followed.
#include "harness.h"

#define DEMCR (*(volatile uint32_t *)0xe000edfcu)
#define DWT_CTRL (*(volatile uint32_t *)0xe0001000u)
#define DWT_CYCCNT (*(volatile uint32_t *)0xe0001004u)
#define CPACR (*(volatile uint32_t *)0xe000ed88u)

volatile struct {
  uint32_t requested, done; // blocks; the first request starts the subject and has none
  uint32_t first, count;    // of the block requested
  uint32_t instructions;    // of the block done
  uint32_t edge;            // it held work that is not of each set
  uint32_t buffer, started;
} mailbox;

extern uint32_t stack_top[];
void reset(void);
__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {stack_top, (const void *)reset};

static void start(void) {
  mailbox.started = subject_start();
  mailbox.buffer = (uint32_t)(uintptr_t)subject_buffer();
  mailbox.done = mailbox.requested;
}

static void meter(void) {
  uint32_t before = DWT_CYCCNT;
  mailbox.edge = subject_block(mailbox.first, (int)mailbox.count);
  mailbox.instructions = DWT_CYCCNT - before;
  subject_show();
  mailbox.done = mailbox.requested;
}

void reset(void) {
  CPACR |= 0xfu << 20;
  DEMCR |= 1u << 24;
  DWT_CTRL |= 1;
  while (mailbox.requested == 0) {
  }
  start();
  for (;;)
    if (mailbox.done != mailbox.requested) meter();
}
