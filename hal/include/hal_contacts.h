// The porting layer of what hangs on the management board beside its ports: load switch, alarm output, the household's relays.
#ifndef TWINMETER_HAL_CONTACTS_H
#define TWINMETER_HAL_CONTACTS_H

#include "hal.h"

/** Gives one coil of the load switch its pulse of TM_LOAD_SWITCH_PULSE_ms and ends it by itself, whatever the loop does;
 *  the other coil is off meanwhile. HAL_EVENT_LOAD_SWITCH follows TM_LOAD_SWITCH_SETTLE_ms behind the pulse. The host calls
 *  it only a pause after the last one. At power-up, after a watchdog and after a fault of the core both coils are off.
 *  @param action  TM_LOAD_SWITCH_OPEN or TM_LOAD_SWITCH_CLOSE. @return TM_STATUS_OK, or BUSY while a pulse lasts. */
tm_status_t hal_load_switch(hal_board_t *board, int action);

/** Switches the alarm output; it is off until the core asks for it. @return TM_STATUS_OK. */
tm_status_t hal_alarm_output(hal_board_t *board, int on);

/** Closes the household's relays whose TM_RELAY_* bits are set and opens the others. All are open from power-up until the core
 *  asks, and stay as they are while it starts anew. A board without relays, or one whose relays do not answer, says nothing.
 *  @return TM_STATUS_OK. */
tm_status_t hal_relay_outputs(hal_board_t *board, int closed);

#endif
