// The watchdog of cores in a library, on processor time: the caller's thread cannot be ended, so the event is left.
#include "guard.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
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

_Noreturn void guard_jump(void) { siglongjmp(*way_out, 1); }

/** Lets what a signal interrupted go on in guard_jump. A jump out of the handler itself would keep what the kernel runs
 *  handlers with: no right to memory under a protection key (pkeys(7)), which V8 keeps its code in. */
static void go_on_in_guard_jump(mcontext_t *interrupted) {
#if defined(__x86_64__)
  // As after a call: below the 128 bytes that a leaf function uses without saying so, 8 bytes off 16.
  greg_t *registers = interrupted->gregs;
  registers[REG_RSP] = ((registers[REG_RSP] - 128) & ~15LL) - 8;
  registers[REG_RIP] = (greg_t)(uintptr_t)guard_jump;
#elif defined(__aarch64__)
  interrupted->pc = (uintptr_t)guard_jump;
#else
#error "the watchdog of the C host has no form for this processor"
#endif
}

static void expire(int number, siginfo_t *info, void *context) {
  (void)number, (void)info;
  if (way_out == NULL) return;
  if (winds == winds_seen) go_on_in_guard_jump(&((ucontext_t *)context)->uc_mcontext);
  winds_seen = winds;
}

/** The timers run on to the end of the process, which may unload the library first: then nobody listens any more. */
__attribute__((destructor)) static void listen_no_more(void) { signal(GUARD_SIGNAL, SIG_IGN); }

bool guard_begin(int limit_ms) {
  if (is_watched) return true;
  struct sigaction action = {.sa_sigaction = expire, .sa_flags = SA_RESTART | SA_SIGINFO};
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

void guard_alive(void) { winds = (winds + 1) & 0x3fffffff; }
