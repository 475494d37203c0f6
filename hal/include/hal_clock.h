// The porting layer of the metering board's RTC, beside hal.h: nothing here waits for the bus; HAL_EVENT_CLOCK tells the end.
#ifndef TWINMETER_HAL_CLOCK_H
#define TWINMETER_HAL_CLOCK_H

#include "hal.h"

/** Starts a reading. The event has TM_STATUS_OK with the time, the flag of a stopped oscillator and the temperature; or
 *  TIMEOUT when the chip does not answer, NOT_FOUND when its registers hold no time.
 *  @return TM_STATUS_OK, or BUSY while a reading or setting is under way. */
tm_status_t hal_clock_read(hal_board_t *board);

/** Starts a setting to seconds since 1970, UTC. It clears the flag, and a second of the RTC begins with it. The event has
 *  what was read back afterwards. @return TM_STATUS_OK, BUSY, or OUT_OF_RANGE for a time outside 2000 to 2199. */
tm_status_t hal_clock_set(hal_board_t *board, uint64_t time_s);

/** What an output TM_PULSE_* gives from now on: TM_PULSE_SOURCE_ENERGY, the pulses of hal_pulse, or
 *  TM_PULSE_SOURCE_SECONDS, one within 50 microseconds of each edge of the RTC, made by the board.
 *  @return TM_STATUS_OK, or OUT_OF_RANGE for another source, and for seconds on another output than TM_PULSE_REACTIVE. */
tm_status_t hal_pulse_source(hal_board_t *board, int32_t output, int32_t source);

/** The seconds a calendar of the RTC can show. */
#define HAL_CLOCK_FIRST_s 946684800u
#define HAL_CLOCK_LAST_s 7258118399u

#endif
