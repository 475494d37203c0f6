// The porting layer of the module slots, beside hal.h: what a module with a supply of its own is told when the meter's fails.
#ifndef TWINMETER_HAL_SLOTS_H
#define TWINMETER_HAL_SLOTS_H

#include "hal.h"

/** Keeps a copy of 0..TM_LAST_GASP_MAX bytes for the slot of a port, in place of those before. When the comparator finds
 *  the supply failing and a module stands in the slot, the board begins to send them at once, whatever the loop is doing, at
 *  TM_LAST_GASP_BAUD, 8N1, behind two idle characters; what was being sent on the port is dropped, and the port is as before
 *  once the supply is whole again. hal_started drops them. Whether a module stands there is a contact,
 *  TM_CONTACT_UPLINK_MODULE and the one behind it.
 *  @return TM_STATUS_OK, BAD_LENGTH, or OUT_OF_RANGE for a port that is no slot. */
tm_status_t hal_last_gasp(hal_board_t *board, int32_t port, const uint8_t *bytes, int32_t length);

#endif
