// The quadrature oscillator at the mains frequency, and its place around a window's end.
#include "path.h"

#define ONE_Q30 (1LL << 30)

uint32_t step_Q32;
int32_t wave[BLOCK_MOST][2];
static int64_t step_cosine, step_sine, cosine = ONE_Q30, sine;

void oscillator_start(uint64_t frequency_mHz) {
  step_Q32 = (uint32_t)(((frequency_mHz << 32) + (setup.rate_mHz >> 1)) / setup.rate_mHz);
  rotate(step_Q32);
  int64_t square = (cosine_Q30 * cosine_Q30 + sine_Q30 * sine_Q30) >> 30;
  int64_t correction = (3 * ONE_Q30 - square) >> 1;
  step_cosine = (cosine_Q30 * correction) >> 30;
  step_sine = (sine_Q30 * correction) >> 30;
  cosine = ONE_Q30;
  sine = 0;
}

// The step and both results lie within 31 bits: 32 x 32 bit products.
void oscillator_turn(int count) {
  int32_t c = (int32_t)cosine, s = (int32_t)sine;
  const int32_t dc = (int32_t)step_cosine, ds = (int32_t)step_sine;
  for (int n = 0; n < count; n++) {
    wave[n][0] = c >> 6;
    wave[n][1] = s >> 6;
    int32_t next = (int32_t)(((int64_t)c * dc - (int64_t)s * ds + (ONE_Q30 >> 1)) >> 30);
    s = (int32_t)(((int64_t)s * dc + (int64_t)c * ds + (ONE_Q30 >> 1)) >> 30);
    c = next;
  }
  cosine = c;
  sine = s;
}

void oscillator_ahead(int steps, int64_t *cosine_Q24, int64_t *sine_Q24) {
  *cosine_Q24 = steps == 1 ? step_cosine >> 6 : (step_cosine * step_cosine - step_sine * step_sine) >> 36;
  *sine_Q24 = steps == 1 ? step_sine >> 6 : (step_sine * step_cosine) >> 35;
}

void oscillator_back(int steps, int64_t *cosine_Q24, int64_t *sine_Q24) {
  int64_t c, s;
  oscillator_ahead(steps, &c, &s);
  *cosine_Q24 = (cosine * c + sine * s) >> 30;
  *sine_Q24 = (sine * c - cosine * s) >> 30;
}
