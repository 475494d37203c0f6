// The DS3231 real-time clock as bytes: its address on the bus, its transfers, and what its registers say.
#ifndef TWINMETER_DS3231_H
#define TWINMETER_DS3231_H

#include <stdbool.h>
#include <stdint.h>

#define DS3231_ADDRESS 0x68
#define DS3231_SQUARE_WAVE_BYTES 2
/** Registers of the calendar from 00h on, and those of the second reading: status, aging, temperature, from 0Fh on. */
#define DS3231_CALENDAR_BYTES 7
#define DS3231_CALENDAR 0x00
#define DS3231_STATE_BYTES 4
#define DS3231_STATE 0x0f
/** A transfer that sets the calendar, and one that clears the flag of the stopped oscillator. */
#define DS3231_SET_BYTES (1 + DS3231_CALENDAR_BYTES)
#define DS3231_CLEAR_BYTES 2
/** The calendar's years: 2000-01-01 to 2199-12-31, in seconds since 1970. */
#define DS3231_FIRST_s 946684800u
#define DS3231_LAST_s 7258118399u

/** Writes the transfer after which the INT/SQW pin falls once a second. */
void ds3231_square_wave_1Hz(uint8_t transfer[DS3231_SQUARE_WAVE_BYTES]);

/** Time of the calendar's registers in seconds since 1970, UTC. @return false when they show none. */
bool ds3231_time(const uint8_t registers[DS3231_CALENDAR_BYTES], uint64_t *time_s);

/** Writes the transfer that sets the calendar. @return false for a time it cannot show. */
bool ds3231_set(uint8_t transfer[DS3231_SET_BYTES], uint64_t time_s);

/** Writes the transfer that clears the flag; the 32 kHz output goes off with it. */
void ds3231_clear(uint8_t transfer[DS3231_CLEAR_BYTES]);

/** Whether the oscillator had stopped since the flag was cleared, and the temperature in millidegrees. */
bool ds3231_stopped(const uint8_t state[DS3231_STATE_BYTES]);
int32_t ds3231_temperature_mC(const uint8_t state[DS3231_STATE_BYTES]);

#endif
