// What the serial ports of every board have in common, beside hal.h.
#ifndef TWINMETER_HAL_PORTS_H
#define TWINMETER_HAL_PORTS_H

#include <stdbool.h>

#include "hal.h"
#include "twinmeter_protocol.h"

/** Whether a port may be set so, as every board answers it: 300..115200 baud, TM_PORT_FORMAT_*. */
static inline bool hal_port_takes(int baud, int format) {
  return baud >= 300 && baud <= 115200 && format >= TM_PORT_FORMAT_8N1 && format <= TM_PORT_FORMAT_8E1;
}

/** Sets baud rate (300..115200) and TM_PORT_FORMAT_* of an idle port. At 7E1 it hears characters of TM_SIGN_ON_BAUD
 *  beside those of its rate, so that a reader is heard whatever rate the one before it selected.
 *  @return TM_STATUS_OK, BUSY while bytes are still leaving, or OUT_OF_RANGE. */
tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format);

/** @return 1 when everything queued has left the wire, 0 when not, or TM_STATUS_OUT_OF_RANGE. */
int hal_port_idle(hal_board_t *board, int port);

#endif
