// The AFE (ADS131M08) on its SPI bus: set-up, one DMA frame per DRDY into a ring in SRAM, unpacked on demand.
#ifndef TWINMETER_AFE_H
#define TWINMETER_AFE_H

#include <stdbool.h>
#include <stdint.h>

/** Resets and configures the chip and leaves it in standby. @return false when it does not answer as an ADS131M08. */
bool board_afe_setup(void);

/** Wakes the chip: the next DRDY is sample 0. */
void board_afe_enable(void);

/** Interrupt: /DRDY fell at `now_us`. */
void board_afe_data_ready(uint32_t now_us);

/** Interrupt: the receive channel took the whole frame. */
void board_afe_frame_done(void);

/** Keeps the bus free of AFE frames, and of the record of a failing supply, until released; at most 16 us pass before it
 *  returns. */
void board_afe_hold(void);

/** Lets frames run again; one that came due meanwhile starts at once. */
void board_afe_release(void);

/** Sets waiting, and the counter value when the oldest of them was ready. */
int board_afe_waiting(uint32_t *oldest_us);

/** Unpacks the oldest sets up to a gap of the index. Shapes as hal_samples_take. */
int board_afe_take(int32_t *sets, int max_sets, uint64_t *first_index);

/** Counter value at an instant of the sample index; before the first sample: now. */
uint32_t board_afe_time_us(uint64_t sample_index, uint32_t fraction_Q16);

/** Sample index at an instant of the counter. @return false before the first sample; both results are then 0. */
bool board_afe_place(uint32_t time_us, uint64_t *sample_index, uint32_t *fraction_Q16);

/** Puts the chip back to work after it reset itself; call from the loop. */
void board_afe_supervise(void);

#endif
