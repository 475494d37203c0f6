// Where a window ends: the low-passed reference voltage, its crossings, the time without any.
#include "path.h"

#define LEAST_PEAK_Q6 (62500LL << 6)
#define LEAST_SPEED_mrad_s 251327
#define SETTLING_ms 32
#define SPLIT_mHz 55000
#define PRESENT_counts2 10000000000LL

window_t window;
int reference;
static int32_t low, now_Q6, before_Q6;
static int shift, cycles, window_samples, longest;
static int64_t deadline, steepness, settled;
static bool synchronous;

static void lose_phase(void) {
  synchronous = false;
  cycles = 0;
}

static void settle(void) {
  lose_phase();
  settled = window.now + (int64_t)setup.rate_mHz * SETTLING_ms / 1000000;
}

static void restart_reference(void) { low = now_Q6 = before_Q6 = 0; }

void window_start(void) {
  shift = 3;
  while (setup.rate_mHz >> shift > 750000) shift++;
  restart_reference();
  longest = (int)((uint64_t)setup.rate_mHz * 3 / 10000);
  steepness = LEAST_PEAK_Q6 * LEAST_SPEED_mrad_s / setup.rate_mHz;
  window = (window_t){.start = -1, .now = -1, .length_Q16 = 1, .end_Q16 = -(1 << 15)};
  settle();
  window_open();
}

void window_open(void) {
  window.start = window.now;
  cycles = 0;
  deadline = window.start + longest;
}

/** Up to and with the first sample after which the low-passed voltage has changed its sign. */
static int follow_reference(const int32_t *x, int count) {
  int32_t first = low, now = now_Q6, before;
  int n = 0;
  do {
    before = now;
    first += ((x[n * WORDS] << 6) - first) >> shift;
    now += (first - now) >> shift;
    n++;
  } while (n < count && (now ^ before) >= 0);
  low = first;
  now_Q6 = now;
  before_Q6 = before;
  return n;
}

static void end_at(int64_t end_Q16) {
  window.length_Q16 = end_Q16 - window.end_Q16;
  window.end_Q16 = end_Q16;
}

static bool rising_closes(void) {
  if (synchronous && ++cycles < (window.frequency_mHz > SPLIT_mHz ? 12 : 10)) return false;
  int64_t fraction_Q16 = ((int64_t)-before_Q6 << 16) / ((int64_t)now_Q6 - before_Q6);
  int64_t rest = (1 << 16) - fraction_Q16;
  window.weight_before_Q30 = (rest * rest) >> 3;
  window.weight_now_Q30 = (1 << 30) - ((fraction_Q16 * fraction_Q16) >> 3);
  end_at(((window.now - 1) << 16) + fraction_Q16);
  window.whole = synchronous;
  window.cycles = synchronous ? cycles : 0;
  if (synchronous)
    window.frequency_mHz =
        (uint32_t)(((((uint64_t)cycles * setup.rate_mHz) << 16) + (uint64_t)(window.length_Q16 >> 1)) /
                   (uint64_t)window.length_Q16);
  synchronous = true;
  return true;
}

static bool timed_out(void) {
  if (window_samples < longest) return false;
  window.weight_before_Q30 = window.weight_now_Q30 = 0;
  end_at((window.now << 16) + (1 << 15));
  window.whole = true;
  window.cycles = 0;
  lose_phase();
  window.frequency_mHz = 0;
  return true;
}

static bool judge(void) {
  window_samples = (int)(window.now - window.start);
  bool rises = now_Q6 >= 0 && before_Q6 < 0 && (int64_t)now_Q6 - before_Q6 >= steepness && window.now >= settled;
  return (rises && rising_closes()) || timed_out();
}

int window_until_end(const int32_t (*set)[WORDS], int count, bool *closes) {
  int taken = 0;
  *closes = false;
  while (taken < count && !*closes) {
    int due = window.now < deadline ? (int)(deadline - window.now) : 1;
    int some = follow_reference(&set[taken][reference], count - taken < due ? count - taken : due);
    taken += some;
    window.now += some;
    *closes = ((now_Q6 ^ before_Q6) < 0 || window.now >= deadline) && judge();
  }
  return taken;
}

bool voltage_is_present(int input) { return inputs[input].closed_squares / window.length_Q16 << 16 > PRESENT_counts2; }

bool reference_choose(void) {
  for (int input = 0; input < VOLTAGES; input++) {
    if (!voltage_is_present(input)) continue;
    if (input == reference) return false;
    reference = input;
    restart_reference();
    settle();
    return true;
  }
  return false;
}
