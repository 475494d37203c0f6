// Harmonics of one input after the other: a window folded onto 256 points of a cycle, then an order now and then; its peak.
#include <stdlib.h>
#include <string.h>

#include "path.h"

#define KERNEL_BITS 9
#define OVERLAP 5
#define QUARTER_TURN 0x40000000u
#define RMS_OF_PEAK_Q16 46341
#define UNITS_PER_COUNT 120

harmonic_t spectra[INPUTS][ORDERS_MOST];
int32_t cosines_Q24[POINTS + POINTS / 4];
int orders_of_rate;
uint32_t peaks[INPUTS], turns_taken[INPUTS];

static int64_t bins[POINTS + OVERLAP];
static enum { IDLE, FOLDING, TRANSFORMING } phase;
static int input, order, highest, pace, wait, sample_bits;
static int32_t peak;
static int64_t samples_Q16;
static uint32_t step, at_Q32, reference_angle;

void harmonics_start(void) {
  for (int k = 0; k < POINTS + POINTS / 4; k++) {
    rotate((uint32_t)k << 24);
    cosines_Q24[k] = (int32_t)(cosine_Q30 >> 6);
  }
  orders_of_rate = setup.rate_mHz < 7000000 ? 31 : setup.rate_mHz < 14000000 ? 50 : ORDERS_MOST;
  pace = (int)(setup.rate_mHz / 32000);
}

bool harmonics_are_folding(void) { return phase == FOLDING; }

/** The quintic B-spline over six points, times 120, Q16. */
static inline void spread(int32_t value, uint32_t at) {
  int64_t *bin = &bins[at >> 24];
  uint32_t t = at >> 8 & 0xffff, t2 = (t * t) >> 16, t4 = (t2 * t2) >> 16;
  int32_t t5 = (int32_t)((t4 * t) >> 16), odd = 10 * (int32_t)((t2 * t) >> 16), even = 10 * (int32_t)t2;
  int32_t outer = (1 << 16) + even + 5 * (int32_t)t4, outer_odd = 5 * (int32_t)t + odd;
  int32_t inner = (26 << 16) + 2 * even - 20 * (int32_t)t4, inner_odd = 50 * (int32_t)t - 2 * odd;
  bin[0] += (int64_t)value * (outer - outer_odd - t5);
  bin[1] += (int64_t)value * (inner - inner_odd + 5 * t5);
  bin[2] += (int64_t)value * ((66 << 16) - 6 * even + 30 * (int32_t)t4 - 10 * t5);
  bin[3] += (int64_t)value * (inner + inner_odd + 10 * t5);
  bin[4] += (int64_t)value * (outer + outer_odd - 5 * t5);
  bin[5] += (int64_t)value * t5;
}

static void fold(const int32_t *value, int count) {
  uint32_t at = at_Q32;
  int32_t most = peak;
  for (int n = 0; n < count; n++, at += step) {
    int32_t v = value[n], size = abs(v);
    spread(v, at);
    if (size > most) most = size;
  }
  at_Q32 = at;
  peak = most;
}

static void fold_bins(void) {
  sample_bits = 32 - __builtin_clz((uint32_t)(samples_Q16 >> 16));
  for (int k = 0; k < OVERLAP; k++) bins[k] += bins[POINTS + k];
  for (int k = 0; k < POINTS; k++) bins[k] >>= sample_bits + KERNEL_BITS;
  for (int k = 1; k < POINTS / 2; k++) {
    int64_t low_bin = bins[k], high_bin = bins[POINTS - k];
    bins[k] = low_bin + high_bin;
    bins[POINTS - k] = low_bin - high_bin;
  }
}

static uint32_t amplitude_u(int64_t magnitude) {
  int64_t peak_Q10 = ((magnitude << (sample_bits + 14)) / (samples_Q16 >> 4)) << 8;
  int64_t count_nU = input < FIRST_CURRENT ? 80000 : 25000;
  return (uint32_t)divide_rounded((((peak_Q10 / UNITS_PER_COUNT) * RMS_OF_PEAK_Q16) >> 16) * count_nU, 1000 << 10);
}

static uint32_t millidegrees(uint32_t turns) {
  uint32_t mdeg = (uint32_t)(((uint64_t)turns * 360000 + 0x80000000u) >> 32);
  return mdeg == 360000 ? 0 : mdeg;
}

static void keep(int64_t real, int64_t imaginary) {
  int64_t gain_Q30;
  uint32_t behind;
  response_of(input, (uint32_t)order * step, &gain_Q30, &behind);
  int64_t response = (sinc_power_Q30((uint32_t)order << 24, 6) * gain_Q30) >> 30;
  int64_t magnitude = square_root((uint64_t)(real * real + imaginary * imaginary));
  harmonic_t *h = &spectra[input][order - 1];
  h->amplitude = amplitude_u((magnitude << 30) / response);
  uint32_t raw = angle_of(real, imaginary) + ((uint32_t)order << 25) - behind;
  h->angle_mdeg = millidegrees(raw - (uint32_t)order * reference_angle + (uint32_t)(1 - order) * QUARTER_TURN);
}

static void finish_input(void) {
  memset(&spectra[input][highest], 0, (size_t)(ORDERS_MOST - highest) * sizeof(harmonic_t));
  turns_taken[input]++;
  if (input == INPUTS - 1) input = 0;
  else if (input < FIRST_CURRENT) input += FIRST_CURRENT;
  else input = input == INPUTS - 2 ? INPUTS - 1 : input - FIRST_CURRENT + 1;
  phase = IDLE;
}

/** Sums of opposite points stand below the middle, their differences above it, each within 32 bits. */
static void transform_next(void) {
  wait += pace;
  int64_t middle = bins[POINTS / 2], real = (bins[0] + (order & 1 ? -middle : middle)) * (1 << 24), imaginary = 0;
  unsigned at = 0;
  for (int k = 1; k < POINTS / 2; k++) {
    at = (at + (unsigned)order) & 255;
    real += (int64_t)(int32_t)bins[k] * cosines_Q24[at];
    imaginary += (int64_t)(int32_t)bins[POINTS - k] * cosines_Q24[at + POINTS / 4];
  }
  keep(real >> 30, imaginary >> 30);
  if (++order > highest) finish_input();
}

void harmonics_step(int count) {
  if (phase == FOLDING) fold(values[input], count);
  if (phase != TRANSFORMING) return;
  wait -= count;
  while (wait <= 0 && phase == TRANSFORMING) transform_next();
}

void harmonics_open(bool known) {
  if (phase != IDLE || !known) return;
  const input_t *c = &inputs[input];
  step = step_Q32;
  highest = (int)(1932735283u / step);
  if (highest > orders_of_rate) highest = orders_of_rate;
  memset(bins, 0, sizeof bins);
  at_Q32 = 0;
  peak = 0;
  spread((int32_t)scale(c->before, window.weight_before_Q30), -2 * step);
  spread((int32_t)scale(c->value, window.weight_now_Q30), -step);
  phase = FOLDING;
}

void harmonics_close(void) {
  if (phase != FOLDING) return;
  phase = IDLE;
  const input_t *c = &inputs[input], *r = &inputs[reference];
  if (!window.whole || r->closed_squares == 0) return;
  spread((int32_t)-scale(c->before, window.weight_before_Q30), at_Q32 - 2 * step);
  spread((int32_t)-scale(c->value, window.weight_now_Q30), at_Q32 - step);
  peaks[input] = (uint32_t)peak;
  samples_Q16 = window.length_Q16;
  fold_bins();
  reference_angle = angle_of(r->closed_real, r->closed_imaginary);
  order = 1;
  wait = pace;
  phase = TRANSFORMING;
}
