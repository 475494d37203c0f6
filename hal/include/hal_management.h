// The porting layer of the management core, beside hal.h: set-up of ports, the link as master.
#ifndef TWINMETER_HAL_MANAGEMENT_H
#define TWINMETER_HAL_MANAGEMENT_H

#include "hal.h"
#include "hal_contacts.h"
#include "hal_ports.h"
#include "hal_slots.h"

/** Sets baud rate (300..115200) and TM_PORT_FORMAT_* of an idle port. At 7E1 it hears characters of TM_SIGN_ON_BAUD
 *  beside those of its rate, so that a reader is heard whatever rate the one before it selected.
 *  @return TM_STATUS_OK, BUSY while bytes are still leaving, or OUT_OF_RANGE. */
tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format);

/** @return 1 when everything queued has left the wire, 0 when not, or TM_STATUS_OUT_OF_RANGE. */
int hal_port_idle(hal_board_t *board, int port);

/** Clocks the request out, waits for READY at most 20 ms, clocks reply_length bytes in;
 *  HAL_EVENT_LINK_REPLY follows in every case. The bytes are copied before the call returns.
 *  @return TM_STATUS_OK, BUSY while an exchange is under way, BAD_LENGTH over TM_LINK_FRAME_MAX. */
tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length);

#endif
