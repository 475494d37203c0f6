// The watchdog of cores in a library: an event that never ends is left by a jump, and its core is done.
#ifndef BOARD_GUARD_H
#define BOARD_GUARD_H

#include <setjmp.h>
#include <stdbool.h>

/** Watches the cores of this thread from now on: an event is left after one to two limits of the thread's processor
 *  time. @return false when the system has no timer left. */
bool guard_begin(int limit_ms);

/** From here to guard_leave an expiry jumps to `way_out`, set by sigsetjmp without the signal mask. */
void guard_enter(sigjmp_buf *way_out);
void guard_leave(void);

/** Jumps out at once, as an expiry does. */
_Noreturn void guard_jump(void);

/** An event ended: the time of the next one begins. */
void guard_alive(void);

#endif
