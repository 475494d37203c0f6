// Groups, subgroups and interharmonic subgroups of one voltage or current after the other, spread over seconds.
#include <string.h>

#include "path.h"

#define POINTS_A_STEP 8
#define RMS_OF_PEAK_Q16 46341

uint32_t groups[GROUP_INPUTS][GROUP_ORDERS][3];

static struct { int64_t group, subgroup, interharmonic; } sums[GROUP_ORDERS + 1];
static enum { IDLE, SPREADING, FOLDING, TRANSFORMING, FINISHING } phase;
static int input, cycles, highest, pass, at, pace, wait;
static int64_t samples_Q4;
static uint32_t step;

void groups_start(void) { pace = (int)(setup.rate_mHz / 16000); }

static void begin_pass(int r) {
  pass = r;
  lines_open_pass(r, cycles);
  at = 0;
  phase = FOLDING;
}

static void fold_next(void) {
  for (int k = 0; k < POINTS_A_STEP; k++) lines_fold(at++, pass, cycles);
  if (at < LINE_POINTS) return;
  lines_close_pass();
  at = 1;
  phase = TRANSFORMING;
}

static void add_lines(int64_t above, int64_t below) {
  bool half_way = pass * 2 == cycles;
  if (pass == 0) {
    sums[at].group += above;
    sums[at].subgroup += above;
    return;
  }
  sums[at].group += half_way ? (above + below) >> 1 : above + below;
  if (pass == 1) {
    sums[at].subgroup += above + below;
    return;
  }
  sums[at].interharmonic += above;
  if (!half_way) sums[at - 1].interharmonic += below;
}

static void transform_next(void) {
  int64_t above, below;
  lines_take(at, samples_Q4, &above, &below);
  add_lines(above, below);
  if (++at <= highest) return;
  if (pass * 2 + 1 < cycles) {
    begin_pass(pass + 1);
    return;
  }
  at = 1;
  phase = FINISHING;
}

static uint32_t rms_u(int64_t sum, int64_t response) {
  int64_t peak = (square_root((uint64_t)sum) << 30) / response;
  int64_t count_nU = input < FIRST_CURRENT ? 80000 : 25000;
  return (uint32_t)divide_rounded(((peak * RMS_OF_PEAK_Q16) >> 16) * count_nU, LINE_UNITS * 1000);
}

static int64_t response_at(uint32_t half_orders) {
  int64_t gain_Q30;
  uint32_t angle;
  response_of(input, half_orders * (step >> 1), &gain_Q30, &angle);
  return (sinc_power_Q30(half_orders << 24, 6) * gain_Q30) >> 30;
}

static void finish_next(void) {
  uint32_t *to = groups[input][at - 1];
  int64_t response = response_at(2 * (uint32_t)at);
  to[0] = rms_u(sums[at].group, response);
  to[1] = rms_u(sums[at].subgroup, response);
  to[2] = at < highest ? rms_u(sums[at].interharmonic, response_at(2 * (uint32_t)at + 1)) : 0;
  if (++at <= highest) return;
  memset(groups[input][highest], 0, (size_t)(GROUP_ORDERS - highest) * sizeof groups[input][0]);
  input = (input + 1) % GROUP_INPUTS;
  phase = IDLE;
}

void groups_step(int count) {
  if (phase == SPREADING) lines_spread(values[input], count);
  if (phase < FOLDING) return;
  wait -= count;
  if (wait > 0) return;
  wait += pace;
  if (phase == FOLDING) fold_next();
  else if (phase == TRANSFORMING) transform_next();
  else finish_next();
}

void groups_open(bool known) {
  if (phase != IDLE || !known || harmonics_are_folding()) return;
  step = step_Q32;
  highest = (int)(1932735283u / step);
  if (highest > orders_of_rate) highest = orders_of_rate;
  if (highest > GROUP_ORDERS) highest = GROUP_ORDERS;
  lines_open(step, &inputs[input]);
  phase = SPREADING;
}

void groups_close(void) {
  if (phase != SPREADING) return;
  phase = IDLE;
  if (window.cycles == 0 || window.cycles > LINE_CYCLES || lines_overrun) return;
  lines_close(window.cycles, &inputs[input]);
  memset(sums, 0, sizeof sums);
  cycles = window.cycles;
  samples_Q4 = window.length_Q16 >> 12;
  wait = pace;
  begin_pass(0);
}
