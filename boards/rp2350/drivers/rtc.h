// The DS3231: its 1 Hz output, against which the sampling rate is adjusted, and its calendar, read and set in steps.
#ifndef TWINMETER_RTC_H
#define TWINMETER_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

/** What a reading or setting came to. */
typedef struct {
  uint8_t operation; /**< TM_CLOCK_READ or TM_CLOCK_SET. */
  tm_status_t status;
  uint64_t time_s;
  bool stopped;
  int32_t temperature_mC;
  uint32_t since_us; /**< When the calendar was read. */
} rtc_result_t;

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

/** As hal_clock_read and hal_clock_set. */
tm_status_t board_rtc_read(void);
tm_status_t board_rtc_set(uint64_t time_s);

/** Moves a reading or setting on; from the loop. */
void board_rtc_step(void);

/** @return true when a reading or setting has ended that the core was not told of. */
bool board_rtc_ended(rtc_result_t *result);

/** The core was told, or is another one than the one that asked. */
void board_rtc_told(void);

#endif
