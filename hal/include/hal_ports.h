// What the serial ports of every board have in common, beside hal.h.
#ifndef TWINMETER_HAL_PORTS_H
#define TWINMETER_HAL_PORTS_H

#include <stdbool.h>

#include "twinmeter_protocol.h"

/** Whether a port may be set so, as every board answers it: 300..115200 baud, TM_PORT_FORMAT_*. */
static inline bool hal_port_takes(int baud, int format) {
  return baud >= 300 && baud <= 115200 && format >= TM_PORT_FORMAT_8N1 && format <= TM_PORT_FORMAT_8E1;
}

#endif
