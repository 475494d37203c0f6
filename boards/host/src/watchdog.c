// The watchdog of a core process, on processor time: a stopped or crowded-out process is not taken for a hung one.
#include "watchdog.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

// A signal handler can be given nothing; there is one process, one core, one watchdog.
static volatile sig_atomic_t winds, winds_seen;

static void expire(int number) {
  (void)number;
  static const char text[] = "twinmeter-core: watchdog: the core did not come back from an event\n";
  if (winds == winds_seen) {
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    _exit(written < 0 ? WATCHDOG_EXIT + 1 : WATCHDOG_EXIT);
  }
  winds_seen = winds;
}

void board_watchdog_start(int limit_ms) {
  struct sigaction action = {.sa_handler = expire, .sa_flags = SA_RESTART};
  sigaction(SIGPROF, &action, NULL);
  // The timer runs free, so that winding up costs no system call: an event is caught after one to two limits.
  struct timeval limit = {.tv_sec = limit_ms / 1000, .tv_usec = limit_ms % 1000 * 1000};
  struct itimerval timer = {.it_interval = limit, .it_value = limit};
  setitimer(ITIMER_PROF, &timer, NULL);
}

void board_watchdog_alive(void) { winds = (winds + 1) & 0x3fffffff; }
