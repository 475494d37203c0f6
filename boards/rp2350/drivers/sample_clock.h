// The relation between the AFE's sample index and the microsecond counter, followed from DRDY to DRDY.
#ifndef TWINMETER_SAMPLE_CLOCK_H
#define TWINMETER_SAMPLE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t index;      /**< Of the last DRDY. */
  uint64_t time_Q16;   /**< Its smoothed instant, in 2^-16 us since the clock was started. */
  uint32_t period_Q16; /**< Nominal sample period in 2^-16 us. */
  uint32_t origin_us;  /**< Counter at the first DRDY, extended by `last_us`. */
  uint32_t last_us;    /**< Counter at the last DRDY. */
  uint64_t elapsed_us; /**< From the first to the last DRDY. */
} sample_clock_t;

/** Starts at index 0 with a DRDY at `now_us`. @param rate_mHz  data rate of the AFE, 1000..32000000. */
void board_sample_clock_start(sample_clock_t *clock, uint32_t now_us, uint32_t rate_mHz);

/** Takes a DRDY seen at `now_us`. @return sample periods since the one before: 1, or more when DRDYs were missed. */
uint32_t board_sample_clock_ready(sample_clock_t *clock, uint32_t now_us);

/** Counter value at sample_index + fraction / 65536 periods, within 2^31 us of the last DRDY. */
uint32_t board_sample_clock_time_us(const sample_clock_t *clock, uint64_t sample_index, uint32_t fraction_Q16);

/** The reverse: where in the samples an instant of the counter lies, within 2^31 us of the last DRDY.
 *  @return false when it lies before sample 0; both results are then 0. */
bool board_sample_clock_place(const sample_clock_t *clock, uint32_t time_us, uint64_t *sample_index,
                              uint32_t *fraction_Q16);

#endif
