// The pulse outputs: each pulse is an instant in a queue, its edges come from a timer alarm.
#ifndef TWINMETER_PULSE_H
#define TWINMETER_PULSE_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

void board_pulse_start(void);

/** Queues a pulse of output TM_PULSE_* for counter value `due_us`; one already past fires at once.
 *  @return TM_STATUS_OK, OUT_OF_RANGE, or BUSY when 256 pulses of this output are waiting. */
tm_status_t board_pulse_queue(int output, uint32_t due_us);

/** As hal_pulse_source. */
tm_status_t board_pulse_source(int output, int source);

/** Interrupt: a second of the RTC began; where its output gives seconds, it pulses. */
void board_pulse_second(uint32_t fell_us);

/** While held no pulse begins: one cut short by a supply that goes would count twice, or not. What fell due meanwhile
 *  fires afterwards. From the comparator's interrupt. */
void board_pulse_hold(bool hold);

#endif
