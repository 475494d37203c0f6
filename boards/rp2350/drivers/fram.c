// Reads and writes the MB85RS2MTA in chunks short enough for an AFE frame to wait.
#include "fram.h"

#include <stdbool.h>
#include <string.h>

#include "hardware/gpio.h"
#include "mb85rs2mta.h"
#include "resources.h"

_Static_assert(TM_FRAM_BYTES == MB85RS2MTA_BYTES, "the memory of the protocol");

static const fram_bus_t *fram;
static bool fram_found;

static void exchange(const uint8_t *out, uint8_t *in, size_t length) {
  gpio_put(fram->select, 0);
  spi_write_read_blocking(fram->spi, out, in, length);
  gpio_put(fram->select, 1);
}

static void take_bus(void) {
  fram->hold();
  spi_set_format(fram->spi, 8, MB85RS2MTA_SPI_MODE >> 1, MB85RS2MTA_SPI_MODE & 1, SPI_MSB_FIRST);
}

/** One exchange with the bus to itself; an AFE frame that came due runs behind it. */
static void exchange_alone(const uint8_t *out, uint8_t *in, size_t length) {
  take_bus();
  exchange(out, in, length);
  fram->release();
}

void board_fram_start(const fram_bus_t *bus) {
  fram = bus;
  gpio_init(bus->select);
  gpio_put(bus->select, 1);
  gpio_set_dir(bus->select, GPIO_OUT);
  uint8_t bytes[MB85RS2MTA_IDENTITY_BYTES] = {MB85RS2MTA_RDID};
  exchange_alone(bytes, bytes, sizeof bytes);
  fram_found = mb85rs2mta_is(bytes);
}

static tm_status_t check_range(uint32_t address, size_t length) {
  if (address > TM_FRAM_BYTES || length > TM_FRAM_BYTES - address) return TM_STATUS_OUT_OF_RANGE;
  return fram_found ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}

tm_status_t board_fram_read(uint32_t address, uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < FRAM_CHUNK ? length - done : FRAM_CHUNK;
    uint8_t frame[MB85RS2MTA_HEADER + FRAM_CHUNK] = {0};
    mb85rs2mta_header(frame, MB85RS2MTA_READ, address + (uint32_t)done);
    exchange_alone(frame, frame, MB85RS2MTA_HEADER + chunk);
    memcpy(bytes + done, frame + MB85RS2MTA_HEADER, chunk);
    done += chunk;
  }
  return status;
}

/** The latch goes off by itself after every WRITE. @return false when the chip does not take it. */
static bool enable_writing(void) {
  uint8_t enable = MB85RS2MTA_WREN;
  uint8_t status[MB85RS2MTA_STATUS_BYTES] = {MB85RS2MTA_RDSR};
  take_bus();
  exchange(&enable, &enable, 1);
  exchange(status, status, sizeof status);
  fram->release();
  return mb85rs2mta_takes_write(status);
}

tm_status_t board_fram_write(uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < FRAM_CHUNK ? length - done : FRAM_CHUNK;
    uint8_t frame[MB85RS2MTA_HEADER + FRAM_CHUNK];
    mb85rs2mta_header(frame, MB85RS2MTA_WRITE, address + (uint32_t)done);
    memcpy(frame + MB85RS2MTA_HEADER, bytes + done, chunk);
    if (enable_writing()) exchange_alone(frame, frame, MB85RS2MTA_HEADER + chunk);
    else status = TM_STATUS_STORAGE_FAILED;
    done += chunk;
  }
  return status;
}
