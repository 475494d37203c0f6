// The DS3231 real-time clock as bytes: its address on the bus and the transfer that switches its 1 Hz output on.
#ifndef TWINMETER_DS3231_H
#define TWINMETER_DS3231_H

#include <stdint.h>

#define DS3231_ADDRESS 0x68
#define DS3231_SQUARE_WAVE_BYTES 2

/** Writes the transfer after which the INT/SQW pin falls once a second. */
void ds3231_square_wave_1Hz(uint8_t transfer[DS3231_SQUARE_WAVE_BYTES]);

#endif
