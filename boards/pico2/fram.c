// Reads and writes the MB85RS2MTA in chunks short enough for an AFE frame to wait.
#include "fram.h"

#include <stdbool.h>
#include <string.h>

#include "board.h"
#include "hardware/gpio.h"

#define OPCODE_WREN 0x06
#define OPCODE_RDSR 0x05
#define OPCODE_READ 0x03
#define OPCODE_WRITE 0x02
#define OPCODE_RDID 0x9f
#define STATUS_WEL 0x02
#define HEADER 4 // opcode and three address bytes
// RDID: Fujitsu (04, continuation 7F), density code 8 is 2 Mbit; the other bits name the product.
#define DENSITY(id) ((id) & 0x1f)
#define DENSITY_2Mbit 8

static const fram_bus_t *fram;
static bool fram_found;

static void exchange(const uint8_t *out, uint8_t *in, size_t length) {
  gpio_put(fram->select, 0);
  spi_write_read_blocking(fram->spi, out, in, length);
  gpio_put(fram->select, 1);
}

static void take_bus(void) {
  fram->hold();
  spi_set_format(fram->spi, 8, FRAM_SPI_MODE >> 1, FRAM_SPI_MODE & 1, SPI_MSB_FIRST);
}

void board_fram_start(const fram_bus_t *bus) {
  fram = bus;
  gpio_init(bus->select);
  gpio_put(bus->select, 1);
  gpio_set_dir(bus->select, GPIO_OUT);
  uint8_t bytes[5] = {OPCODE_RDID};
  take_bus();
  exchange(bytes, bytes, sizeof bytes);
  fram->release();
  fram_found = bytes[1] == 0x04 && bytes[2] == 0x7f && DENSITY(bytes[3]) == DENSITY_2Mbit;
}

static tm_status_t check_range(uint32_t address, size_t length) {
  if (address > TM_FRAM_BYTES || length > TM_FRAM_BYTES - address) return TM_STATUS_OUT_OF_RANGE;
  return fram_found ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}

static void put_header(uint8_t *frame, uint8_t opcode, uint32_t address) {
  frame[0] = opcode;
  frame[1] = (uint8_t)(address >> 16);
  frame[2] = (uint8_t)(address >> 8);
  frame[3] = (uint8_t)address;
}

tm_status_t board_fram_read(uint32_t address, uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < FRAM_CHUNK ? length - done : FRAM_CHUNK;
    uint8_t frame[HEADER + FRAM_CHUNK] = {0};
    put_header(frame, OPCODE_READ, address + (uint32_t)done);
    take_bus();
    exchange(frame, frame, HEADER + chunk);
    fram->release();
    memcpy(bytes + done, frame + HEADER, chunk);
    done += chunk;
  }
  return status;
}

/** The latch goes off by itself after every WRITE. @return false when the chip does not take it. */
static bool enable_writing(void) {
  uint8_t enable = OPCODE_WREN;
  exchange(&enable, &enable, 1);
  uint8_t status[2] = {OPCODE_RDSR};
  exchange(status, status, sizeof status);
  return status[1] & STATUS_WEL;
}

tm_status_t board_fram_write(uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = check_range(address, length);
  for (size_t done = 0; status == TM_STATUS_OK && done < length;) {
    size_t chunk = length - done < FRAM_CHUNK ? length - done : FRAM_CHUNK;
    uint8_t frame[HEADER + FRAM_CHUNK];
    put_header(frame, OPCODE_WRITE, address + (uint32_t)done);
    memcpy(frame + HEADER, bytes + done, chunk);
    take_bus();
    if (enable_writing()) exchange(frame, frame, HEADER + chunk);
    else status = TM_STATUS_STORAGE_FAILED;
    fram->release();
    done += chunk;
  }
  return status;
}
