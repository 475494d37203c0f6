// Urms(1/2) of each voltage at its own zero crossings, and what is under way by it: dips, swells, interruptions.
#include "path.h"

#define ONE_Q16 (1LL << 16)
#define HALF_Q16 (1LL << 15)
#define WHOLE 3
#define SLEW_BITS 7
#define COUNT_nV 80000
#define QUARTER_TURN 0x40000000u
#define HALF_TURN 0x80000000u

half_t halves[VOLTAGES];
bool halves_known;
bool dip[VOLTAGES], swell[VOLTAGES], interruption;
static int64_t period_Q16;

static void set_period(uint64_t frequency_mHz) {
  period_Q16 = (int64_t)(((uint64_t)setup.rate_mHz << 15) / frequency_mHz);
}

void half_cycles_start(void) {
  set_period(setup.nominal_mHz);
  for (int i = 0; i < VOLTAGES; i++) halves[i] = (half_t){.end_Q16 = -HALF_Q16, .next_Q16 = period_Q16 - HALF_Q16};
}

static uint32_t rms_mV(int64_t squares, int64_t cycle_Q16) {
  if (squares <= 0) return 0;
  int64_t mean = (squares / (cycle_Q16 >> 4)) << 12;
  return (uint32_t)divide_rounded(square_root((uint64_t)mean) * COUNT_nV, 1000000);
}

static int64_t squares_at(int input, int64_t cut_Q16, int count) {
  int64_t beyond_Q16 = end_of_last_Q16() - cut_Q16;
  const int32_t *at = &values[input][count - 1];
  int64_t sum = inputs[input].squares;
  for (int n = (int)(beyond_Q16 >> 16); n > 0; n--, at--) sum -= (int64_t)*at * *at;
  return sum - ((((int64_t)*at * *at >> 8) * (beyond_Q16 & (ONE_Q16 - 1))) >> 8);
}

static void end_half(int input, int count) {
  half_t *h = &halves[input];
  int64_t at = squares_at(input, h->next_Q16, count);
  int64_t squares = at - h->mark, length_Q16 = h->next_Q16 - h->end_Q16;
  if (++h->count >= WHOLE) h->rms_mV = rms_mV(squares + h->squares, length_Q16 + h->length_Q16);
  h->squares = squares;
  h->length_Q16 = length_Q16;
  h->mark = at;
  h->end_Q16 = h->next_Q16;
  int64_t most = period_Q16 >> SLEW_BITS;
  int64_t shift = h->late_Q16 < -most ? -most : h->late_Q16 > most ? most : h->late_Q16;
  h->late_Q16 -= shift;
  h->next_Q16 += period_Q16 + shift;
}

/** A threshold with hysteresis: what is under way goes on up to the second limit. */
static bool holds(int32_t value, bool going_on, int32_t start, int32_t end) {
  return going_on ? value <= end : value < start;
}

static void judge(int input) {
  for (int i = 0; i < VOLTAGES; i++)
    if (halves[i].count < WHOLE) return;
  if (!halves_known) return;
  int32_t value = 0, highest = 0;
  for (int i = 0; i < VOLTAGES; i++) {
    int32_t share = (int32_t)((int64_t)halves[i].rms_mV * 10000 / setup.nominal_mV);
    if (i == input) value = share;
    if (share > highest) highest = share;
  }
  dip[input] = holds(value, dip[input], 9000, 9200);
  swell[input] = holds(-value, swell[input], -11000, -10800);
  interruption = holds(highest, interruption, 500, 700);
}

void half_cycles_close(int count) {
  for (;;) {
    int first = -1;
    int64_t earliest = end_of_last_Q16();
    for (int i = 0; i < VOLTAGES; i++) {
      if (halves[i].next_Q16 >= earliest) continue;
      earliest = halves[i].next_Q16;
      first = i;
    }
    if (first < 0) return;
    end_half(first, count);
    judge(first);
  }
}

static void align(int input, int64_t crossing_Q16) {
  half_t *h = &halves[input];
  int64_t late = (crossing_Q16 - h->next_Q16) % period_Q16;
  if (late < 0) late += period_Q16;
  if (h->aligned) {
    h->late_Q16 = late > period_Q16 >> 1 ? late - period_Q16 : late;
    return;
  }
  h->aligned = true;
  h->next_Q16 += late;
  h->count = 0;
}

void half_cycles_align(void) {
  if (window.cycles == 0) return;
  set_period(window.frequency_mHz);
  uint64_t turn_Q32 = (((uint64_t)window.frequency_mHz << 32) + (setup.rate_mHz >> 1)) / setup.rate_mHz;
  int64_t middle_Q16 = window.end_Q16 - (window.length_Q16 >> 1);
  uint64_t since_Q16 = (uint64_t)(middle_Q16 - ((window.start + 1) << 16));
  for (int i = 0; i < VOLTAGES; i++) {
    if (!voltage_is_present(i)) continue;
    uint32_t angle = angle_of(inputs[i].closed_real, inputs[i].closed_imaginary) +
                     (uint32_t)(((uint64_t)step_Q32 * since_Q16) >> 16);
    uint64_t ahead = (QUARTER_TURN - angle) & (HALF_TURN - 1);
    align(i, middle_Q16 + (int64_t)((ahead << 16) / turn_Q32));
  }
}

void half_cycles_carry(void) {
  for (int i = 0; i < VOLTAGES; i++) halves[i].mark -= inputs[i].closed_squares;
}
