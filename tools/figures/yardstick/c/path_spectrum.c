// What is left of droop and delay behind an input's filter at one frequency.
#include "path.h"

static int64_t tap_sum(const input_t *c) {
  int64_t sum = 0;
  for (int j = 0; j < TAPS; j++) sum += c->tap[j];
  return sum;
}

void response_of(int input, uint32_t x, int64_t *gain_Q30, uint32_t *angle) {
  const input_t *c = &inputs[input];
  rotate(x);
  const int32_t dc = (int32_t)cosine_Q30, ds = (int32_t)sine_Q30;
  int64_t cosine = 1 << 30, sine = 0, real = c->tap[SIDE], imaginary = 0;
  for (int n = 1; n <= SIDE; n++) {
    int64_t next = (cosine * dc - sine * ds) >> 30;
    sine = (sine * dc + cosine * ds) >> 30;
    cosine = next;
    int64_t newer = c->tap[SIDE - n], older = c->tap[SIDE + n];
    real += ((newer + older) * cosine) >> 30;
    imaginary += ((older - newer) * sine) >> 30;
  }
  int64_t magnitude = square_root((uint64_t)(real * real + imaginary * imaginary));
  int64_t gain = (magnitude << 30) / tap_sum(c);
  int order = c->chain == CHAIN_INTEGRATED ? setup.sinc_order - 1 : setup.sinc_order;
  *gain_Q30 = (gain * sinc_power_Q30(x, order)) >> 30;
  *angle = angle_of(real, imaginary) - (uint32_t)((setup.fraction_Q30[input] * (int64_t)x) >> 30);
}
