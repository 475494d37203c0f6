// The watchdog of cores in a library, on processor time: the caller's thread cannot be ended, so the event is left.
#include "guard.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif
// No program of this project uses it; the C library keeps the two lowest for itself.
#define GUARD_SIGNAL (SIGRTMIN + 7)

// A signal handler is given nothing: what a thread is at is known to the thread. All the module can have been at is
// the interpreter and the board's own code, which takes no lock and allocates nothing after boot.
static _Thread_local sigjmp_buf *way_out;
static _Thread_local volatile sig_atomic_t winds, winds_seen;
static _Thread_local bool is_watched;

static void expire(int number) {
  (void)number;
  if (way_out == NULL) return;
  if (winds == winds_seen) siglongjmp(*way_out, 1);
  winds_seen = winds;
}

/** The timers run on to the end of the process, which may unload the library first: then nobody listens any more. */
__attribute__((destructor)) static void listen_no_more(void) { signal(GUARD_SIGNAL, SIG_IGN); }

bool guard_begin(int limit_ms) {
  if (is_watched) return true;
  // Not deferred: the handler is left by a jump, and must find the signal open the next time.
  struct sigaction action = {.sa_handler = expire, .sa_flags = SA_RESTART | SA_NODEFER};
  sigaction(GUARD_SIGNAL, &action, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = GUARD_SIGNAL};
  event.sigev_notify_thread_id = gettid();
  timer_t timer;
  if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) return false;
  // It runs free, as that of a process does, so that winding it up costs no system call.
  struct timespec limit = {.tv_sec = limit_ms / 1000, .tv_nsec = limit_ms % 1000 * 1000000L};
  struct itimerspec interval = {.it_interval = limit, .it_value = limit};
  is_watched = timer_settime(timer, 0, &interval, NULL) == 0;
  return is_watched;
}

void guard_enter(sigjmp_buf *out) {
  guard_alive();
  way_out = out;
}

void guard_leave(void) { way_out = NULL; }

_Noreturn void guard_jump(void) { siglongjmp(*way_out, 1); }

void guard_alive(void) { winds = (winds + 1) & 0x3fffffff; }
