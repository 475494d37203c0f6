// The management end of the link: SPI0 as master; one exchange is a request, a wait for READY and a reply.
#ifndef TWINMETER_LINK_MASTER_H
#define TWINMETER_LINK_MASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

void board_link_master_start(void);

/** Starts an exchange. Contract as hal_link_request. */
tm_status_t board_link_master_request(const uint8_t *request, int length, int reply_length);

/** Interrupt: READY is high. */
void board_link_master_ready(void);

/** Interrupt: the receive channel took the last byte of a transaction. */
void board_link_master_transferred(void);

/** @return true when an exchange has ended and its end was not reported yet. */
bool board_link_master_ended(uint32_t *since_us, tm_status_t *status);

/** The end was reported: the next exchange may start. The reply stays until then. */
void board_link_master_reported(void);

/** Copies the reply, 0 bytes after a failure. Shape as hal_link_take. */
int board_link_master_take(uint8_t *bytes, int max_bytes);

#endif
