// The porting layer of the management core, beside hal.h: the link as master.
#ifndef TWINMETER_HAL_MANAGEMENT_H
#define TWINMETER_HAL_MANAGEMENT_H

#include "hal.h"
#include "hal_contacts.h"
#include "hal_ports.h"
#include "hal_slots.h"

/** Clocks the request out, waits for READY at most 20 ms, clocks reply_length bytes in;
 *  HAL_EVENT_LINK_REPLY follows in every case. The bytes are copied before the call returns.
 *  @return TM_STATUS_OK, BUSY while an exchange is under way, BAD_LENGTH over TM_LINK_FRAME_MAX. */
tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length);

#endif
