// What signals mean to a core process: its parent decides when it ends, and nothing of it stays behind.
#include "signals.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/** The one mapping of a file is the FRAM: it reaches beyond the end of the file only when that was cut short. */
static void file_cut_short(int number) {
  (void)number;
  static const char text[] = "twinmeter-core: the FRAM file was cut short while the core ran\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  _exit(written < 0 ? BAD_INPUT + 1 : BAD_INPUT);
}

void board_signals_begin(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A reader that went away is an end of the output, not a signal.
  signal(SIGPIPE, SIG_IGN);
  // These go to the whole group (Ctrl-C, a closed terminal, `kill -TERM -PGID`): the parent still asks for registers.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  struct sigaction action = {.sa_handler = file_cut_short};
  sigaction(SIGBUS, &action, NULL);
}
