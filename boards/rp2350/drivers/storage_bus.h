// The SPI bus with the storage chips on it, shared with the AFE on the metering board: one short transfer at a time.
#ifndef TWINMETER_STORAGE_BUS_H
#define TWINMETER_STORAGE_BUS_H

#include <stddef.h>
#include <stdint.h>

#include "hardware/spi.h"

/** Rate, frame and mode of a bus, as its registers want it: the SDK would look for the rate by trial at every change. */
typedef struct {
  uint32_t cr0, cpsr;
} spi_setting_t;

/** Which bus, and what keeps it for the storage while one transfer runs: from frames of the AFE, and from the interrupt
 *  that writes when the supply fails. Both functions lie in SRAM. */
typedef struct {
  spi_inst_t *spi;
  void (*hold)(void);
  void (*release)(void);
} storage_bus_t;

/** Sets the bus to 8 bits at that rate and mode, and gives it as a setting. */
spi_setting_t board_spi_setting(spi_inst_t *spi, uint32_t rate_Hz, unsigned mode);

/** Sets the bus; nothing is on it. */
void board_spi_set(spi_inst_t *spi, const spi_setting_t *setting);

/** Makes the bus known; FRAM and NOR are started after it. */
void board_storage_start(const storage_bus_t *bus);

/** Sets up the select line of a chip. */
void board_storage_select(unsigned select);

/** One transfer of at most STORAGE_CHUNK bytes and their header with the bus to itself; an AFE frame that came due runs behind it. */
void board_storage_transfer(unsigned select, const uint8_t *out, uint8_t *in, size_t length);

/** Takes the bus for several transfers, at most STORAGE_CHUNK bytes of data in all, with nothing of others between them:
 *  neither an AFE frame nor the record of a failing supply, which would take the write latch of the FRAM with it. */
void board_storage_take(void);
void board_storage_exchange(unsigned select, const uint8_t *out, uint8_t *in, size_t length);
void board_storage_give(void);

#endif
