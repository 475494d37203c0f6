// TIMER0's alarms: each calls one handler at a microsecond of the free-running counter.
#ifndef TWINMETER_ALARM_H
#define TWINMETER_ALARM_H

#include <stdint.h>

/** Claims alarm 0..3 for a handler, which runs in interrupt context and must lie in SRAM. */
void board_alarm_claim(unsigned alarm, void (*handler)(void), uint8_t priority);

/** Arms the alarm for `time_us` of the 32-bit counter; a time up to 35 minutes past fires at once. */
void board_alarm_at(unsigned alarm, uint32_t time_us);

/** Disarms the alarm; a handler already pending still runs. */
void board_alarm_cancel(unsigned alarm);

#endif
