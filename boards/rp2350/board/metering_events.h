// The events of the metering board, in the order in which they happened.
#ifndef TWINMETER_METERING_EVENTS_H
#define TWINMETER_METERING_EVENTS_H

#include "hal.h"

/** The oldest event that was not told yet; HAL_EVENT_NONE where there is none. */
hal_event_t board_events_choose(void);

/** What the event announced counts as told; samples, bytes and frames are taken by calls of their own. */
void board_events_told(const hal_event_t *event);

/** A core that starts is told everything anew. */
void board_events_forget(void);

#endif
