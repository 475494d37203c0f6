// The event both cores have: bytes received on a port go into the core's buffer chunk by chunk.
#include "host_internal.h"

bool host_take_port(host_t *host, int port) {
  int index = host->role == HAL_METERING ? (int)METERING_port_received : (int)MANAGEMENT_port_received;
  uint8_t *bytes = host_memory(host, host->port_buffer, TM_PORT_CHUNK_MAX);
  for (;;) {
    int length = hal_port_take(host->board, port, bytes, TM_PORT_CHUNK_MAX);
    if (length <= 0) return true;
    const int64_t arguments[] = {port, length};
    int64_t status = 0;
    if (!host_call(host, index, arguments, &status)) return false;
  }
}
