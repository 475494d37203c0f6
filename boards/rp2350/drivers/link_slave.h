// The metering end of the link: SPI1 as slave, whole transactions by DMA, READY while a reply is armed.
#ifndef TWINMETER_LINK_SLAVE_H
#define TWINMETER_LINK_SLAVE_H

#include <stdint.h>

#include "twinmeter_protocol.h"

/** Sets up SPI1 and its DMA channels and waits for the first request. */
void board_link_slave_start(void);

/** Interrupt: the select line fell (`selected` 1) or rose (0) at `now_us`. */
void board_link_slave_select(int selected, uint32_t now_us);

/** Loop: listens again to a select line that oscillated, once its millisecond is over. */
void board_link_slave_step(void);

/** Bytes of a request not taken yet, 0 when none, and when it ended. */
int board_link_slave_waiting(uint32_t *since_us);

/** Takes the request. Shape as hal_link_take. */
int board_link_slave_take(uint8_t *bytes, int max_bytes);

/** Puts a reply into the shift register and raises READY.
 *  @return TM_STATUS_OK, BAD_LENGTH, or BUSY while a transaction runs: its end decides what is asked next. */
tm_status_t board_link_slave_arm(const uint8_t *reply, int length);

#endif
