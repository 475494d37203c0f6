// The MB85RS2MTA ferroelectric memory on the storage bus.
#ifndef TWINMETER_FRAM_H
#define TWINMETER_FRAM_H

#include <stddef.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

/** Sets up the select line and looks for the chip; without it every access says STORAGE_FAILED. */
void board_fram_start(unsigned select);

/** Contracts as hal_storage_read and hal_storage_write. */
tm_status_t board_fram_read(uint32_t address, uint8_t *bytes, size_t length);
tm_status_t board_fram_write(uint32_t address, const uint8_t *bytes, size_t length);

#endif
