// Every input of every sample: filter, sums, products, and what is wrong with the raw set.
#include <string.h>

#include "path.h"

#define TAP_BITS 28
#define TAP_HALF (1LL << 27)
#define LIMIT 8388607u
#define FLAG_INVALID 1

int32_t values[INPUTS][BLOCK_MOST];
int64_t products[ELEMENTS], pair_sum;
int32_t saturated[INPUTS], longest_repeat, invalid_samples;
int pair;
static int32_t repeat;

void inputs_start(void) {
  memcpy(inputs, setup.input, sizeof inputs);
  pair = 0;
}

/** The filter over the samples of one input from the oldest on, a set from each to the next. */
static inline int64_t filtered(const int32_t *x, const int32_t *tap, int64_t sum) {
#pragma GCC unroll 11
  for (int j = 0; j < TAPS; j++) sum += (int64_t)tap[j] * x[j * WORDS];
  return sum;
}

static void meter_direct(input_t *c, const int32_t *x, int32_t *value, int count) {
  const int64_t bias = TAP_HALF - c->direct;
  int64_t sum = c->sum, squares = c->squares, real = c->real, imaginary = c->imaginary;
  for (int n = 0; n < count; n++, x += WORDS) {
    int32_t v = (int32_t)(filtered(x, c->tap, bias) >> TAP_BITS);
    sum += v;
    squares += (int64_t)v * v;
    real += (int64_t)v * wave[n][0];
    imaginary -= (int64_t)v * wave[n][1];
    value[n] = v;
  }
  c->sum = sum;
  c->squares = squares;
  c->real = real;
  c->imaginary = imaginary;
}

static inline int64_t limited(int64_t value, int64_t most) {
  if (value > most) return most;
  return value < -most ? -most : value;
}

static void meter_integrated(input_t *c, const int32_t *x, int32_t *value, int count) {
  const bool whole = c->chain == CHAIN_INTEGRATED;
  int64_t integral = c->integral, outputs = c->output_sum;
  int64_t sum = c->sum, squares = c->squares, real = c->real, imaginary = c->imaginary;
  for (int n = 0; n < count; n++, x += WORDS) {
    int64_t output = filtered(x, c->tap, -c->direct);
    integral = limited(integral + output, c->integral_most);
    outputs += (output + TAP_HALF) >> TAP_BITS;
    int64_t exact = whole ? integral : output + (((integral >> TAP_BITS) * c->lead_share_Q30) >> 2);
    int32_t v = (int32_t)((exact + TAP_HALF) >> TAP_BITS);
    sum += v;
    squares += (int64_t)v * v;
    real += (int64_t)v * wave[n][0];
    imaginary -= (int64_t)v * wave[n][1];
    value[n] = v;
  }
  c->integral = integral;
  c->output_sum = outputs;
  c->sum = sum;
  c->squares = squares;
  c->real = real;
  c->imaginary = imaginary;
}

static int64_t product_sum(const int32_t *v, const int32_t *i, int count) {
  int64_t sum = 0;
  for (int n = 0; n < count; n++) sum += (int64_t)v[n] * i[n];
  return sum;
}

void inputs_stretch(const int32_t (*set)[WORDS], int count) {
  oscillator_turn(count);
  for (int i = 0; i < INPUTS; i++) {
    input_t *c = &inputs[i];
    const int32_t *x = (const int32_t *)((const char *)set - c->reach);
    if (c->chain == CHAIN_DIRECT) meter_direct(c, x, values[i], count);
    else meter_integrated(c, x, values[i], count);
    c->value = values[i][count - 1];
  }
  for (int e = 0; e < ELEMENTS; e++) products[e] += product_sum(values[e], values[FIRST_CURRENT + e], count);
  pair_sum += product_sum(values[pair], values[(pair + 1) % VOLTAGES], count);
}

void watch_open(void) {
  memset(saturated, 0, sizeof saturated);
  longest_repeat = 0;
}

static inline bool is_saturated(int32_t word) { return (uint32_t)word + (LIMIT - 1) > 2 * LIMIT - 2; }

static bool repeats(const int32_t *set) {
  int32_t any = 0;
  for (int i = 0; i < INPUTS; i++) any |= set[i];
  return any != 0 && memcmp(set, set - WORDS, INPUTS * sizeof *set) == 0;
}

void watch_sets(const int32_t (*set)[WORDS], int count) {
  for (const int32_t *s = *set; s < *(set + count); s += WORDS) {
    bool invalid = s[FLAGS] & FLAG_INVALID;
    invalid_samples += invalid;
#pragma GCC unroll 7
    for (int i = 0; i < INPUTS; i++)
      if (is_saturated(s[i])) saturated[i]++;
    repeat = s[0] == s[-WORDS] && !invalid && repeats(s) ? repeat + 1 : 0;
    if (repeat > longest_repeat) longest_repeat = repeat;
  }
}
