// The DS3231: its 1 Hz output, against which the sampling rate is adjusted.
#ifndef TWINMETER_RTC_H
#define TWINMETER_RTC_H

#include <stdbool.h>
#include <stdint.h>

/** Switches the 1 Hz output on. @return false when the chip does not answer. */
bool board_rtc_start(void);

/** Lets falling edges interrupt. */
void board_rtc_enable(void);

/** Interrupt: the 1 Hz output fell at `now_us`. */
void board_rtc_fell(uint32_t now_us);

/** @return true when an edge waits, with its instant. A loop away for over a second sees the latest one only. */
bool board_rtc_waiting(uint32_t *fell_us);

/** The waiting edge was handed on. */
void board_rtc_taken(void);

#endif
