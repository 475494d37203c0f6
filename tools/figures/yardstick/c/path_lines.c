// A window spread over its cycles, 128 points each, and the lines beside the harmonics folded out of it.
#include <string.h>

#include "path.h"

#define MARGIN 32
#define LONG_POINTS (MARGIN + LINE_CYCLES * LINE_POINTS + MARGIN)
#define LAST_Q32 ((uint64_t)(LONG_POINTS - 6) << 25)
#define SPREAD_BITS 18
#define FOLD_BITS 5

bool lines_overrun;
static int32_t points[LONG_POINTS];
static int32_t folded[2][LINE_POINTS]; // real and imaginary
static int32_t turns[LINE_CYCLES][2];
static uint64_t phase_Q32, step_of_sample;

static inline void add(int32_t *point, int32_t value, int32_t weight) {
  *point += (int32_t)(((int64_t)value * weight) >> SPREAD_BITS);
}

/** The same kernel as that of the harmonics, on points twice as far apart. */
static void spread(int32_t value, uint64_t at) {
  if (at > LAST_Q32) {
    lines_overrun = true;
    return;
  }
  int32_t *p = &points[at >> 25];
  uint32_t t = (uint32_t)(at >> 9) & 0xffff, t2 = (t * t) >> 16, t4 = (t2 * t2) >> 16;
  int32_t t5 = (int32_t)((t4 * t) >> 16), odd = 10 * (int32_t)((t2 * t) >> 16), even = 10 * (int32_t)t2;
  int32_t outer = (1 << 16) + even + 5 * (int32_t)t4, outer_odd = 5 * (int32_t)t + odd;
  int32_t inner = (26 << 16) + 2 * even - 20 * (int32_t)t4, inner_odd = 50 * (int32_t)t - 2 * odd;
  add(&p[0], value, outer - outer_odd - t5);
  add(&p[1], value, inner - inner_odd + 5 * t5);
  add(&p[2], value, (66 << 16) - 6 * even + 30 * (int32_t)t4 - 10 * t5);
  add(&p[3], value, inner + inner_odd + 10 * t5);
  add(&p[4], value, outer + outer_odd - 5 * t5);
  add(&p[5], value, t5);
}

void lines_spread(const int32_t *value, int count) {
  for (int n = 0; n < count; n++, phase_Q32 += step_of_sample) spread(value[n], phase_Q32);
}

void lines_open(uint32_t step, const input_t *c) {
  memset(points, 0, sizeof points);
  lines_overrun = false;
  step_of_sample = step;
  phase_Q32 = (uint64_t)MARGIN << 25;
  spread((int32_t)scale(c->before, window.weight_before_Q30), phase_Q32 - 2 * step_of_sample);
  spread((int32_t)scale(c->value, window.weight_now_Q30), phase_Q32 - step_of_sample);
}

void lines_close(int cycles, const input_t *c) {
  spread((int32_t)-scale(c->before, window.weight_before_Q30), phase_Q32 - 2 * step_of_sample);
  spread((int32_t)-scale(c->value, window.weight_now_Q30), phase_Q32 - step_of_sample);
  int length = cycles * LINE_POINTS;
  for (int k = 0; k < MARGIN; k++) {
    points[length + k] += points[k];
    points[MARGIN + k] += points[MARGIN + length + k];
  }
}

void lines_open_pass(int r, int cycles) {
  for (int c = 0; c < cycles; c++) {
    rotate((uint32_t)(((uint64_t)(r * c) << 32) / (uint64_t)cycles));
    turns[c][0] = (int32_t)(cosine_Q30 >> 6);
    turns[c][1] = (int32_t)(sine_Q30 >> 6);
  }
}

void lines_fold(int point, int r, int cycles) {
  int64_t real = 0, imaginary = 0;
  const int32_t *p = &points[MARGIN + point];
  for (int c = 0; c < cycles; c++, p += LINE_POINTS) {
    real += (int64_t)*p * turns[c][0];
    imaginary -= (int64_t)*p * turns[c][1];
  }
  real >>= 24;
  imaginary >>= 24;
  rotate((uint32_t)(((uint64_t)(r * point) << 25) / (uint64_t)cycles));
  int64_t cosine = cosine_Q30 >> 6, sine = sine_Q30 >> 6;
  folded[0][point] = (int32_t)((real * cosine + imaginary * sine) >> (24 + FOLD_BITS));
  folded[1][point] = (int32_t)((imaginary * cosine - real * sine) >> (24 + FOLD_BITS));
}

void lines_close_pass(void) {
  for (int part = 0; part < 2; part++)
    for (int k = 1; k < LINE_POINTS / 2; k++) {
      int32_t a = folded[part][k], b = folded[part][LINE_POINTS - k];
      folded[part][k] = a + b;
      folded[part][LINE_POINTS - k] = a - b;
    }
}

/** Cosine and sine transform of one order: 63 pairs of points. */
static void transform(const int32_t *f, int order, int64_t *cosines, int64_t *sines) {
  int64_t middle = f[LINE_POINTS / 2], even = (f[0] + (order & 1 ? -middle : middle)) * (1 << 24), odd = 0;
  unsigned at = 0;
  for (int k = 1; k < LINE_POINTS / 2; k++) {
    at = (at + 2 * (unsigned)order) & 255;
    even += (int64_t)f[k] * cosines_Q24[at];
    odd -= (int64_t)f[LINE_POINTS - k] * cosines_Q24[at + POINTS / 4];
  }
  *cosines = even >> 24;
  *sines = odd >> 24;
}

static int64_t square(int64_t real, int64_t imaginary, int64_t samples_Q4) {
  int64_t a = real * (1 << 10) / samples_Q4, b = imaginary * (1 << 10) / samples_Q4;
  return a * a + b * b;
}

void lines_take(int order, int64_t samples_Q4, int64_t *above, int64_t *below) {
  int64_t rc, rs, ic, is;
  transform(folded[0], order, &rc, &rs);
  transform(folded[1], order, &ic, &is);
  *above = square(rc + is, ic - rs, samples_Q4);
  *below = square(rc - is, ic + rs, samples_Q4);
}
