// The W25Q128 NOR flash on the storage bus: one program or erase at a time runs in the chip while the board goes on.
#ifndef TWINMETER_NOR_H
#define TWINMETER_NOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

/** Sets up the select line and looks for the chip; without it every access says STORAGE_FAILED. What a start of the chip
 *  before this one left under way goes on, and its end is told. */
void board_nor_start(unsigned select);

/** Looks how far the operation under way is; call from the loop. */
void board_nor_step(void);

/** Whether an operation ended that was not told of: with which status, and when that was found. */
bool board_nor_waiting(tm_status_t *status, uint32_t *since_us);
void board_nor_told(void);

/** Contracts as hal_nor_read, hal_nor_program and hal_nor_erase. */
tm_status_t board_nor_read(uint32_t address, uint8_t *bytes, size_t length);
tm_status_t board_nor_program(uint32_t address, const uint8_t *bytes, size_t length);
tm_status_t board_nor_erase(uint32_t address, uint32_t length);

#endif
