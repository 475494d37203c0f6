// A block of sample sets, metered in stretches that end where a window ends.
#include "path.h"

#include <string.h>

setup_t setup;
input_t inputs[INPUTS];
window_work_t window_work;
int32_t sets[HISTORY + BLOCK_MOST][WORDS];
static int history;

static void limit_history(void) {
  for (int i = 0; i < INPUTS; i++)
    if (setup.input[i].reach / (int)sizeof *sets + 2 > history) history = setup.input[i].reach / (int)sizeof *sets + 2;
}

void path_start(void) {
  inputs_start();
  limit_history();
  window_start();
  half_cycles_start();
  harmonics_start();
  groups_start();
  flicker_start();
  pulses_start();
  oscillator_start(setup.nominal_mHz);
}

bool path_block(int count) {
  bool ended = false;
  for (int at = 0; at < count;) {
    bool closes;
    const int32_t(*set)[WORDS] = (const int32_t(*)[WORDS])BLOCK + at;
    int stretch = window_until_end(set, count - at, &closes);
    inputs_stretch(set, stretch);
    watch_sets(set, stretch);
    flicker_stretch(stretch);
    harmonics_step(stretch);
    groups_step(stretch);
    half_cycles_close(stretch);
    at += stretch;
    if (closes) edge_close((const int32_t(*)[WORDS])BLOCK + at - 1);
    ended |= closes;
  }
  memmove(BLOCK - history, BLOCK + count - history, (size_t)history * sizeof *sets);
  pulses_fire();
  return ended;
}
