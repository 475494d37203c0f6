// Follows DRDY with a first-order loop: index steps by whole periods, the smoothed instant by 1/16 of the error.
#include "sample_clock.h"

// Interrupt latency is a few microseconds of a 250 us period and never accumulates; the error of the crystals,
// at most 100 ppm together, is one period only after 10,000 missed samples.
#define LOOP_SHIFT 4

void board_sample_clock_start(sample_clock_t *clock, uint32_t now_us, uint32_t rate_mHz) {
  *clock = (sample_clock_t){
      .period_Q16 = (uint32_t)((1000000000ull << 16) / rate_mHz),
      .origin_us = now_us,
      .last_us = now_us,
  };
}

uint32_t board_sample_clock_ready(sample_clock_t *clock, uint32_t now_us) {
  clock->elapsed_us += now_us - clock->last_us;
  clock->last_us = now_us;
  int64_t since_Q16 = (int64_t)((clock->elapsed_us << 16) - clock->time_Q16);
  uint32_t steps = 1;
  int64_t error_Q16 = since_Q16 - clock->period_Q16;
  while (error_Q16 > clock->period_Q16 / 2) {
    error_Q16 -= clock->period_Q16;
    steps += 1;
  }
  clock->index += steps;
  clock->time_Q16 += (uint64_t)steps * clock->period_Q16 + (uint64_t)(error_Q16 >> LOOP_SHIFT);
  return steps;
}

uint32_t board_sample_clock_time_us(const sample_clock_t *clock, uint64_t sample_index, uint32_t fraction_Q16) {
  int64_t ahead = (int64_t)(sample_index - clock->index);
  int64_t offset_Q16 = ahead * clock->period_Q16 + (((int64_t)clock->period_Q16 * fraction_Q16) >> 16);
  return clock->origin_us + (uint32_t)((int64_t)(clock->time_Q16 + (uint64_t)offset_Q16) >> 16);
}

bool board_sample_clock_place(const sample_clock_t *clock, uint32_t time_us, uint64_t *sample_index,
                              uint32_t *fraction_Q16) {
  int32_t since_us = (int32_t)(time_us - clock->origin_us - (uint32_t)(clock->time_Q16 >> 16));
  int64_t since_Q16 = (int64_t)since_us * 65536 - (int64_t)(clock->time_Q16 & 0xffff);
  int64_t steps = since_Q16 / clock->period_Q16;
  int64_t rest_Q16 = since_Q16 % clock->period_Q16;
  if (rest_Q16 < 0) {
    rest_Q16 += clock->period_Q16;
    steps -= 1;
  }
  bool sampled = steps >= 0 || (uint64_t)-steps <= clock->index;
  *sample_index = sampled ? clock->index + (uint64_t)steps : 0;
  *fraction_Q16 = sampled ? (uint32_t)((rest_Q16 << 16) / clock->period_Q16) : 0;
  return sampled;
}
