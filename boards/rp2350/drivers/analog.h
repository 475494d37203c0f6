// What the chip's converter measures once a second: its own temperature and the clock battery.
#ifndef TWINMETER_ANALOG_H
#define TWINMETER_ANALOG_H

#include <stdbool.h>
#include <stdint.h>

void board_analog_start(void);

/** Measures when a second has gone by; call from each round of the loop. Takes 70 us then. */
void board_analog_step(void);

/** @return true when a temperature waits, in millidegrees Celsius, measured at `since_us`. */
bool board_analog_waiting(int32_t *temperature_mC, uint32_t *since_us);

/** The waiting temperature was handed on. */
void board_analog_taken(void);

/** The temperature counts as not handed on. */
void board_analog_forget(void);

/** @return true when the clock battery is over CLOCK_BATTERY_LOW_mV. */
bool board_analog_battery_good(void);

#endif
