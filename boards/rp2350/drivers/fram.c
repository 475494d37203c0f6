// Reads and writes the MB85RS2MTA in chunks short enough for an AFE frame to wait. Lies in SRAM as a whole
// (linker/default_text_excludes.incl): a failing supply writes from an interrupt.
#include "fram.h"

#include <stdbool.h>
#include <string.h>

#include "mb85rs2mta.h"
#include "resources.h"
#include "storage_bus.h"

_Static_assert(TM_FRAM_BYTES == MB85RS2MTA_BYTES, "the memory of the protocol");
_Static_assert(STORAGE_SPI_MODE == MB85RS2MTA_SPI_MODE, "the bus in the mode of this chip");

static unsigned fram_select;
static bool fram_found;

void board_fram_start(unsigned select) {
  fram_select = select;
  board_storage_select(select);
  uint8_t bytes[MB85RS2MTA_IDENTITY_BYTES] = {MB85RS2MTA_RDID};
  board_storage_transfer(select, bytes, bytes, sizeof bytes);
  fram_found = mb85rs2mta_is(bytes);
}

static tm_status_t check_range(uint32_t address, size_t length) {
  if (address > TM_FRAM_BYTES || length > TM_FRAM_BYTES - address) return TM_STATUS_OUT_OF_RANGE;
  return fram_found ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}

tm_status_t board_fram_read(uint32_t address, uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < STORAGE_CHUNK ? length - done : STORAGE_CHUNK;
    uint8_t frame[MB85RS2MTA_HEADER + STORAGE_CHUNK] = {0};
    mb85rs2mta_header(frame, MB85RS2MTA_READ, address + (uint32_t)done);
    board_storage_transfer(fram_select, frame, frame, MB85RS2MTA_HEADER + chunk);
    memcpy(bytes + done, frame + MB85RS2MTA_HEADER, chunk);
    done += chunk;
  }
  return status;
}

/** Writes a chunk. The latch goes off by itself after every WRITE. @return false when the chip does not take it. */
static bool write_chunk(uint8_t *frame, size_t length) {
  uint8_t enable = MB85RS2MTA_WREN;
  uint8_t status[MB85RS2MTA_STATUS_BYTES] = {MB85RS2MTA_RDSR};
  board_storage_take();
  board_storage_exchange(fram_select, &enable, &enable, 1);
  board_storage_exchange(fram_select, status, status, sizeof status);
  bool takes = mb85rs2mta_takes_write(status);
  if (takes) board_storage_exchange(fram_select, frame, frame, length);
  board_storage_give();
  return takes;
}

tm_status_t board_fram_write(uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < STORAGE_CHUNK ? length - done : STORAGE_CHUNK;
    uint8_t frame[MB85RS2MTA_HEADER + STORAGE_CHUNK];
    mb85rs2mta_header(frame, MB85RS2MTA_WRITE, address + (uint32_t)done);
    memcpy(frame + MB85RS2MTA_HEADER, bytes + done, chunk);
    if (!write_chunk(frame, MB85RS2MTA_HEADER + chunk)) status = TM_STATUS_STORAGE_FAILED;
    done += chunk;
  }
  return status;
}
