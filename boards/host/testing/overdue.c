// Leaves a loop without end by the watchdog, and then reads memory under a protection key of the processor, as V8's
// code is: a signal handler runs without the rights to it, and what goes on after the loop must have them again.
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#include "guard.h"

#define MEMORY_BYTES 4096u

enum { ENDED_WELL, NOT_STARTED };

static bool left_the_loop(void) {
  sigjmp_buf overdue;
  if (sigsetjmp(overdue, 0) != 0) {
    guard_leave();
    return true;
  }
  guard_enter(&overdue);
  for (volatile bool forever = true; forever;) {
  }
  return false;
}

int main(void) {
  int key = pkey_alloc(0, 0);
  char *memory = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || !guard_begin(10)) return NOT_STARTED;
  if (key >= 0 && pkey_mprotect(memory, MEMORY_BYTES, PROT_READ | PROT_WRITE, key) != 0) return NOT_STARTED;
  for (int n = 0; n < 3; n++) {
    if (!left_the_loop()) return NOT_STARTED;
    *memory += 1;
  }
  printf("left %d times\n", *memory);
  return ENDED_WELL;
}
