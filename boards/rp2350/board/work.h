// Thread mode, below the run loop: slow work when there is any, sleep when there is none.
#ifndef TWINMETER_WORK_H
#define TWINMETER_WORK_H

#include "board_parts.h"

/** Leaves the main stack to the loop and the interrupts, and goes on on a stack of its own. */
_Noreturn void board_work(void);

/** Offers the end of a job. */
void board_offer_jobs(board_choice_t *choice);

/** The event of board_offer_jobs is being told. */
void board_job_told(void);

/** Deepest reach of that stack, in bytes. */
uint32_t board_work_stack_used(void);

#endif
