// The path in C as a subject of the harness, with what it worked out laid out for the desk.
#include "harness.h"
#include "path.h"

enum { ORDERS_SHOWN = INPUTS * ORDERS_MOST * 2, GROUPS_SHOWN = GROUP_INPUTS * GROUP_ORDERS * 3, VALUES_MOST = 1700 };

/** In the order of intermediate.ts; filled behind each block. */
int64_t intermediate[VALUES_MOST];
uint32_t intermediate_count;

bool subject_start(void) {
  path_start();
  return true;
}

int32_t *subject_buffer(void) { return *BLOCK; }

bool subject_block(uint32_t first, int count) {
  (void)first;
  return path_block(count);
}

static int64_t *to;

static void put_input(const input_t *c) {
  const int64_t shown[] = {
      c->squares,        c->real,        c->imaginary,        c->sum,        c->output_sum,        c->direct,
      c->closed_squares, c->closed_real, c->closed_imaginary, c->closed_sum, c->closed_output_sum, c->shown,
      c->integral,       c->value,
  };
  for (unsigned k = 0; k < sizeof shown / sizeof *shown; k++) *to++ = shown[k];
}

static void put_window(void) {
  *to++ = window.frequency_mHz;
  *to++ = window.length_Q16;
  *to++ = window.end_Q16;
  *to++ = window.weight_before_Q30;
  *to++ = window.weight_now_Q30;
  *to++ = closed_pair;
  *to++ = closed_pair_sum;
  for (int e = 0; e < ELEMENTS; e++) {
    *to++ = products[e];
    *to++ = closed_products[e];
  }
}

static void put_voltage(int input) {
  *to++ = halves[input].rms_mV;
  *to++ = halves[input].end_Q16;
  *to++ = flicker_peak_Q18[input] * 1000000 >> 18;
  flicker_peak_Q18[input] = 0;
}

static void put_spectra(void) {
  for (int i = 0; i < INPUTS; i++) {
    *to++ = saturated[i];
    *to++ = turns_taken[i] ? (int64_t)((uint64_t)peaks[i] * (i < FIRST_CURRENT ? 80000 : 25000) / 1000) : -1;
    for (int n = 0; n < ORDERS_MOST; n++) {
      *to++ = spectra[i][n].amplitude;
      *to++ = spectra[i][n].angle_mdeg;
    }
  }
  for (int i = 0; i < GROUP_INPUTS; i++)
    for (int n = 0; n < GROUP_ORDERS; n++)
      for (int k = 0; k < 3; k++) *to++ = groups[i][n][k];
}

void subject_show(void) {
  to = intermediate;
  put_window();
  for (int i = 0; i < INPUTS; i++) put_input(&inputs[i]);
  for (int i = 0; i < VOLTAGES; i++) put_voltage(i);
  *to++ = longest_repeat;
  *to++ = invalid_samples;
  *to++ = (dip[0] | dip[1] | dip[2]) + 2 * (swell[0] | swell[1] | swell[2]) + 4 * interruption;
  put_spectra();
  for (int o = 0; o < OUTPUTS; o++) {
    *to++ = pulses[o];
    *to++ = last_pulse_Q16[o];
  }
  intermediate_count = (uint32_t)(to - intermediate);
}
