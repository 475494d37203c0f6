// Thread mode, below the run loop: slow work when there is any, sleep when there is none.
#ifndef TWINMETER_WORK_H
#define TWINMETER_WORK_H

#include <stdint.h>

/** Leaves the main stack to the loop and the interrupts, and goes on on a stack of its own. */
_Noreturn void board_work(void);

/** Deepest reach of that stack, in bytes. */
uint32_t board_work_stack_used(void);

#endif
