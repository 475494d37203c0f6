// What the end of a window does to the accumulators: sums close, the last two samples are shared, direct components follow.
#include "path.h"

#define TAP_BITS 28
#define TAP_HALF (1LL << 27)
#define DIRECT_MOST (1LL << 48)
#define SETTLING 3

int64_t closed_products[ELEMENTS], closed_pair_sum;
int closed_pair = -1;
static int64_t output[INPUTS], output_before[INPUTS];

static int64_t filtered(const input_t *c, const int32_t (*set)[WORDS]) {
  const int32_t *x = (const int32_t *)((const char *)set - c->reach);
  int64_t sum = -c->direct;
  for (int j = 0; j < TAPS; j++) sum += (int64_t)c->tap[j] * x[j * WORDS];
  return sum;
}

static int64_t value_of(const input_t *c, int64_t out, int64_t integral) {
  if (c->chain == CHAIN_INTEGRATED) return (integral + TAP_HALF) >> TAP_BITS;
  return (out + (((integral >> TAP_BITS) * c->lead_share_Q30) >> 2) + TAP_HALF) >> TAP_BITS;
}

static void recall_before(int i, const int32_t (*last)[WORDS]) {
  input_t *c = &inputs[i];
  int64_t now = filtered(c, last), before = filtered(c, last - 1);
  output[i] = (now + TAP_HALF) >> TAP_BITS;
  output_before[i] = (before + TAP_HALF) >> TAP_BITS;
  c->before = c->chain == CHAIN_DIRECT ? output_before[i] : value_of(c, before, c->integral - now);
}

static int64_t kept(int64_t before, int64_t now) {
  return kept_of(before, now, window.weight_before_Q30, window.weight_now_Q30);
}

static void close_input(int i) {
  input_t *c = &inputs[i];
  int64_t squares = kept(c->before * c->before, c->value * c->value), sum = kept(c->before, c->value);
  int64_t outputs = kept(output_before[i], output[i]);
  c->closed_squares = c->squares - squares;
  c->closed_sum = c->sum - sum;
  c->closed_output_sum = c->output_sum - outputs;
  c->squares = squares;
  c->sum = sum;
  c->output_sum = outputs;
  int64_t cosine[2], sine[2];
  oscillator_back(2, &cosine[0], &sine[0]);
  oscillator_back(1, &cosine[1], &sine[1]);
  c->closed_real = c->real - kept(c->before * cosine[0], c->value * cosine[1]);
  c->closed_imaginary = c->imaginary + kept(c->before * sine[0], c->value * sine[1]);
}

static void open_phasor(input_t *c) {
  int64_t cosine[2], sine[2];
  oscillator_ahead(2, &cosine[0], &sine[0]);
  oscillator_ahead(1, &cosine[1], &sine[1]);
  c->real = kept(c->before * cosine[0], c->value * cosine[1]);
  c->imaginary = kept(c->before * sine[0], c->value * sine[1]);
}

static int64_t kept_products(const input_t *v, const input_t *i) {
  return scale(v->before * i->before, window.weight_before_Q30) + scale(v->value * i->value, window.weight_now_Q30);
}

static void close_products(void) {
  for (int e = 0; e < ELEMENTS; e++) {
    int64_t keep = kept_products(&inputs[e], &inputs[FIRST_CURRENT + e]);
    closed_products[e] = products[e] - keep;
    products[e] = keep;
  }
  int second = (pair + 1) % VOLTAGES, third = (pair + 2) % VOLTAGES;
  closed_pair = pair;
  closed_pair_sum = pair_sum - kept_products(&inputs[pair], &inputs[second]);
  pair = second;
  pair_sum = kept_products(&inputs[second], &inputs[third]);
}

static int64_t mean_Q28(int64_t sum) { return ((sum << 22) / window.length_Q16) << 22; }

static int64_t integral_mean_Q28(const input_t *c) {
  if (c->chain == CHAIN_INTEGRATED) return mean_Q28(c->closed_sum);
  return (((mean_Q28(c->closed_sum - c->closed_output_sum) >> 20) << 30) / c->lead_share_Q30) << 20;
}

static void remove_direct(input_t *c) {
  bool direct = c->chain == CHAIN_DIRECT, settled = c->settled >= SETTLING;
  int64_t rest = mean_Q28(direct ? c->closed_sum : c->closed_output_sum) + c->direct - c->shown;
  c->shown += settled ? rest >> 3 : rest;
  if (!c->carries_direct)
    c->direct = c->shown > DIRECT_MOST ? DIRECT_MOST : c->shown < -DIRECT_MOST ? -DIRECT_MOST : c->shown;
  if (!direct) c->integral -= integral_mean_Q28(c) >> (settled ? 1 : 0);
  if (!settled) c->settled++;
}

static void open_next(void) {
  static bool frequency_was_known;
  static uint32_t known_mHz;
  bool known = window.frequency_mHz != 0;
  if (known) known_mHz = window.frequency_mHz;
  oscillator_start(known_mHz ? known_mHz : setup.nominal_mHz);
  for (int i = 0; i < INPUTS; i++) open_phasor(&inputs[i]);
  harmonics_open(known && frequency_was_known);
  groups_open(known && frequency_was_known);
  frequency_was_known = known;
}

void edge_close(const int32_t (*last)[WORDS]) {
  for (int i = 0; i < INPUTS; i++) {
    recall_before(i, last);
    close_input(i);
  }
  half_cycles_carry();
  close_products();
  half_cycles_align();
  harmonics_close();
  groups_close();
  if (window.whole) {
    for (int i = 0; i < INPUTS; i++) remove_direct(&inputs[i]);
    halves_known = true;
    watch_open();
  }
  pulses_window(window.end_Q16, window.length_Q16);
  reference_choose();
  window_open();
  open_next();
}
