// Pulse outputs: due instants spread evenly over each window's true length.
#include "path.h"

#define WINDOWS 8
#define AHEAD_samples ((3 * BLOCK_MOST) >> 1)
#define PULSES_MAX_Hz 2500

uint32_t pulses[OUTPUTS];
int64_t last_pulse_Q16[OUTPUTS];

typedef struct {
  int64_t start_Q16, length_Q16, energy;
} energy_t;

static struct {
  int64_t pending, free_Q16;
  energy_t ring[WINDOWS];
  unsigned oldest, count;
} outputs[OUTPUTS];
static int64_t delay_Q16, spacing_Q16;

void pulses_start(void) {
  delay_Q16 = ((int64_t)setup.rate_mHz * 3 / 10000 + AHEAD_samples) << 16;
  spacing_Q16 = ((int64_t)setup.rate_mHz << 16) / (PULSES_MAX_Hz * 1000);
}

void pulses_window(int64_t end_Q16, int64_t length_Q16) {
  for (int o = 0; o < OUTPUTS; o++) {
    if (outputs[o].count == WINDOWS) continue; // the yardstick runs with fewer pulses than that
    energy_t *w = &outputs[o].ring[(outputs[o].oldest + outputs[o].count++) % WINDOWS];
    *w = (energy_t){end_Q16 - length_Q16, length_Q16, window_work.energy[o]};
  }
}

static int64_t instant_Q16(const energy_t *w, int64_t part) {
  int shift = 36 - (w->energy ? __builtin_clzll((uint64_t)w->energy) : 64);
  if (shift < 0) shift = 0;
  return w->start_Q16 + ((part >> shift) * w->length_Q16) / ((w->energy >> shift) + 1);
}

/** @return true when the oldest window has no pulse left. */
static bool fire_oldest(int o, int64_t until_Q16) {
  const energy_t *w = &outputs[o].ring[outputs[o].oldest];
  const int64_t each = setup.pulse_each[o];
  int64_t part = each - outputs[o].pending;
  while (part <= w->energy) {
    int64_t due_Q16 = instant_Q16(w, part) + delay_Q16;
    if (due_Q16 < outputs[o].free_Q16) due_Q16 = outputs[o].free_Q16;
    if (due_Q16 >= until_Q16) break;
    pulses[o]++;
    last_pulse_Q16[o] = due_Q16;
    outputs[o].free_Q16 = due_Q16 + spacing_Q16;
    part += each;
  }
  outputs[o].pending = each - part;
  if (part <= w->energy) return false;
  outputs[o].pending += w->energy;
  return true;
}

void pulses_fire(void) {
  int64_t until_Q16 = (window.now + 1 + AHEAD_samples) << 16;
  for (int o = 0; o < OUTPUTS; o++)
    while (outputs[o].count > 0 && fire_oldest(o, until_Q16)) {
      outputs[o].oldest = (outputs[o].oldest + 1) % WINDOWS;
      outputs[o].count--;
    }
}
