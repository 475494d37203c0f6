// Moves bytes to and from the storage chips, each transfer short enough for an AFE frame to wait. Lies in SRAM as a whole
// (linker/default_text_excludes.incl): a failing supply writes from an interrupt.
#include "storage_bus.h"

#include "hardware/gpio.h"
#include "resources.h"

#define SPI_FIFO_WORDS 8u // each of the two (RP2350 datasheet 12.3.4)

static storage_bus_t storage;
static spi_setting_t setting;

spi_setting_t board_spi_setting(spi_inst_t *spi, uint32_t rate_Hz, unsigned mode) {
  spi_set_baudrate(spi, rate_Hz);
  spi_set_format(spi, 8, mode >> 1, mode & 1, SPI_MSB_FIRST);
  return (spi_setting_t){spi_get_hw(spi)->cr0, spi_get_hw(spi)->cpsr};
}

void board_spi_set(spi_inst_t *spi, const spi_setting_t *to) {
  spi_hw_t *hw = spi_get_hw(spi);
  hw_clear_bits(&hw->cr1, SPI_SSPCR1_SSE_BITS);
  hw->cr0 = to->cr0;
  hw->cpsr = to->cpsr;
  hw_set_bits(&hw->cr1, SPI_SSPCR1_SSE_BITS);
}

void board_storage_start(const storage_bus_t *bus) {
  storage = *bus;
  bus->hold();
  setting = board_spi_setting(bus->spi, STORAGE_SPI_Hz, STORAGE_SPI_MODE);
  bus->release();
}

void board_storage_select(unsigned select) {
  gpio_init(select);
  gpio_put(select, 1);
  gpio_set_dir(select, GPIO_OUT);
}

void board_storage_take(void) {
  storage.hold();
  board_spi_set(storage.spi, &setting);
}

void board_storage_give(void) { storage.release(); }

/** Words under way are never more than either FIFO holds, so neither has to be asked whether there is room. */
static void exchange(spi_hw_t *hw, const uint8_t *out, uint8_t *in, size_t length) {
  for (size_t sent = 0, received = 0; received < length;) {
    while (sent < length && sent - received < SPI_FIFO_WORDS) hw->dr = out[sent++];
    if (hw->sr & SPI_SSPSR_RNE_BITS) in[received++] = (uint8_t)hw->dr;
  }
}

void board_storage_exchange(unsigned select, const uint8_t *out, uint8_t *in, size_t length) {
  gpio_put(select, 0);
  exchange(spi_get_hw(storage.spi), out, in, length);
  gpio_put(select, 1);
}

void board_storage_transfer(unsigned select, const uint8_t *out, uint8_t *in, size_t length) {
  board_storage_take();
  board_storage_exchange(select, out, in, length);
  board_storage_give();
}
