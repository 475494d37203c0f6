// The porting layer of the metering core, beside hal.h: samples, the link as slave, pulses.
#ifndef TWINMETER_HAL_METERING_H
#define TWINMETER_HAL_METERING_H

#include "hal.h"
#include "hal_clock.h"
#include "hal_ports.h"
#include "hal_power.h"

/** Gives the oldest block of sample sets, unpacked from AFE frames whose CRC was checked.
 *  @param[out] sets  max_sets x TM_SAMPLE_WORDS signed words: V1 V2 V3 I1 I2 I3 IN in AFE counts, flags.
 *  @param[out] first_index  index of the first set since the AFE was enabled.
 *  @return sets given, 0..max_sets. */
int hal_samples_take(hal_board_t *board, int32_t *sets, int max_sets, uint64_t *first_index);

/** Arms the reply in the shift register and raises READY; it stays until clocked out or replaced. */
tm_status_t hal_link_arm(hal_board_t *board, const uint8_t *reply, int length);

/** Fires a pulse of output TM_PULSE_* at sample_index + fraction_Q16 / 65536 sample periods,
 *  within 50 microseconds; an instant already past fires at once. The board makes the width: at least 0.2 ms, and
 *  a pause that lets 2.5 kHz pass. */
tm_status_t hal_pulse(hal_board_t *board, int output, uint64_t sample_index, uint32_t fraction_Q16);

#endif
