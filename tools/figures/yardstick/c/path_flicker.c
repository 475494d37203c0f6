// The flickermeter of each voltage: squares in blocks of 5 ms, 200 values a second through its filters, classes.
#include <string.h>

#include "path.h"

#define BLOCKS_mHz 200000
#define GROUPS_mHz 2000000
#define SUM_BITS 16
#define ADAPTOR_Q24 3072
#define HIGH_PASS_Q32 6741223
#define SMOOTHING_Q20 17331
#define CHANGE_MAX (1LL << 27)
#define WEIGHTED_MAX (1LL << 26)
#define COUNT_nV 80000
#define CLASSES 1408
enum { DROPPED = 8, SEEDED = DROPPED + 200, SETTLED = 2000, SECTIONS = 5 };

typedef struct {
  int64_t sum, sums, rise;
  int32_t group;
} front_t;

typedef struct {
  int64_t mean_Q16, slow_Q58, smooth_Q38, seed;
} lamp_t;

int64_t flicker_peak_Q18[VOLTAGES];
uint16_t flicker_histograms[VOLTAGES][CLASSES + 1];
static front_t fronts[VOLTAGES];
static lamp_t lamps[VOLTAGES];
int64_t flicker_states[SECTIONS][VOLTAGES][2];
static int32_t groups_mHz, beyond;
static int group_samples, missing, group_bits, left, settling;
static int64_t length_Q12, ended_beyond_Q12, least;
static int value_bits;
static bool odd;

static void open_block(void) {
  int groups = (groups_mHz - beyond + BLOCKS_mHz - 1) / BLOCKS_mHz;
  beyond += groups * BLOCKS_mHz - groups_mHz;
  left = groups * group_samples;
}

void flicker_start(void) {
  int32_t rate = (int32_t)setup.rate_mHz;
  group_samples = (rate + (GROUPS_mHz >> 1)) / GROUPS_mHz;
  if (group_samples < 1) group_samples = 1;
  groups_mHz = rate / group_samples;
  missing = group_samples;
  group_bits = 30 - __builtin_clz(group_samples);
  if (group_bits < 0) group_bits = 0;
  length_Q12 = (((int64_t)groups_mHz << 12) + (BLOCKS_mHz >> 1)) / BLOCKS_mHz;
  value_bits = 12 + 2 * (52 - __builtin_clzll((uint64_t)length_Q12));
  int64_t counts = (int64_t)setup.nominal_mV * 1000000 / COUNT_nV / 20;
  int64_t group = (counts * counts * group_samples * group_samples) >> (2 * group_bits);
  least = ((group >> SUM_BITS) * ((length_Q12 * length_Q12) >> 12)) >> value_bits;
  open_block();
}

static void add_samples(front_t *f, const int32_t *value, int count) {
  int64_t sum = f->sum, sums = f->sums;
  int32_t group = f->group;
  int wanted = missing;
  for (int n = 0; n < count; n++) {
    group += value[n];
    if (--wanted > 0) continue;
    int32_t v = group >> group_bits;
    sum += (int64_t)v * v;
    sums += sum;
    group = 0;
    wanted = group_samples;
  }
  f->group = group;
  f->sum = sum;
  f->sums = sums;
}

static int64_t take_value(front_t *f) {
  int64_t sum = f->sum >> SUM_BITS;
  int64_t fall = (f->sums >> (SUM_BITS - 12)) - sum * ended_beyond_Q12;
  int64_t value = f->rise + fall;
  f->rise = sum * length_Q12 - fall;
  f->sum = f->sums = 0;
  return value >> value_bits;
}

static int32_t change_Q26(lamp_t *f, int64_t value) {
  int64_t mean = f->mean_Q16 >> 16;
  f->mean_Q16 += ((((value << 16) - f->mean_Q16) >> 8) * ADAPTOR_Q24) >> 16;
  if (mean < least) return 0;
  int64_t change = (value - mean) * (1 << 26) / mean;
  return (int32_t)(change < CHANGE_MAX ? change : CHANGE_MAX);
}

/** Transposed, the states unrounded in Q54; signals stay below 2^29. */
static int32_t section(const int32_t b[5], int64_t state[2], int32_t x) {
  int32_t y = (int32_t)(((int64_t)x * b[0] + state[0] + (1 << 27)) >> 28);
  state[0] = state[1] + (int64_t)x * b[1] - (int64_t)y * b[3];
  state[1] = (int64_t)x * b[2] - (int64_t)y * b[4];
  return y;
}

static int64_t sensation_Q18(int input, int64_t value) {
  lamp_t *f = &lamps[input];
  int32_t change = change_Q26(f, value);
  int32_t signal = change - (int32_t)(f->slow_Q58 >> 32);
  f->slow_Q58 += (int64_t)signal * HIGH_PASS_Q32;
  for (int s = 0; s < SECTIONS; s++) signal = section(setup.section[s], flicker_states[s][input], signal);
  int64_t w = signal > WEIGHTED_MAX ? WEIGHTED_MAX : signal < -WEIGHTED_MAX ? -WEIGHTED_MAX : signal;
  int64_t square_Q18 = (w * w) >> 16;
  f->smooth_Q38 += (square_Q18 - (f->smooth_Q38 >> 20)) * SMOOTHING_Q20;
  return f->smooth_Q38 >> 20;
}

static int class_of(int64_t sensation_Q18) {
  if (sensation_Q18 < 1 << 9) return 0;
  int octave = 63 - __builtin_clzll((uint64_t)sensation_Q18);
  int index = ((octave - 9) << 6) + ((int)(sensation_Q18 >> (octave - 6)) & 63) + 1;
  return index < CLASSES ? index : CLASSES;
}

static void seed(lamp_t *f, int64_t value) {
  if (settling >= DROPPED) f->seed += value;
  if (settling == SEEDED - 1) f->mean_Q16 = f->seed / (SEEDED - DROPPED) << 16;
}

static void take_values(void) {
  for (int i = 0; i < VOLTAGES; i++) {
    int64_t value = take_value(&fronts[i]);
    if (settling < SEEDED) {
      seed(&lamps[i], value);
      continue;
    }
    int64_t sensation = sensation_Q18(i, value);
    if (settling < SETTLED) continue;
    if (sensation > flicker_peak_Q18[i]) flicker_peak_Q18[i] = sensation;
    if (odd) flicker_histograms[i][class_of(sensation)]++;
  }
  if (settling < SETTLED) settling++;
  odd = !odd;
}

void flicker_stretch(int count) {
  for (int from = 0; from < count;) {
    int some = count - from < left ? count - from : left;
    for (int i = 0; i < VOLTAGES; i++) add_samples(&fronts[i], &values[i][from], some);
    int rest = (missing - some) % group_samples;
    missing = rest > 0 ? rest : rest + group_samples;
    from += some;
    left -= some;
    if (left > 0) continue;
    ended_beyond_Q12 = ((uint32_t)beyond << 12) / BLOCKS_mHz;
    open_block();
    take_values();
  }
}
