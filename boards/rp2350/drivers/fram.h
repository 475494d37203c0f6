// The MB85RS2MTA ferroelectric memory on an SPI bus that it may share.
#ifndef TWINMETER_FRAM_H
#define TWINMETER_FRAM_H

#include <stddef.h>
#include <stdint.h>

#include "hardware/spi.h"
#include "twinmeter_protocol.h"

/** Where the memory is, and what keeps the bus for it while one chunk is moved. */
typedef struct {
  spi_inst_t *spi;
  unsigned select;
  void (*hold)(void);
  void (*release)(void);
} fram_bus_t;

/** Sets up the select line and looks for the chip; without it every access says STORAGE_FAILED. */
void board_fram_start(const fram_bus_t *bus);

/** Contracts as hal_storage_read and hal_storage_write. */
tm_status_t board_fram_read(uint32_t address, uint8_t *bytes, size_t length);
tm_status_t board_fram_write(uint32_t address, const uint8_t *bytes, size_t length);

#endif
