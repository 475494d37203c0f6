// Serves the link as SPI slave: resets SSP and DMA after every transaction, because bytes left over survive in both.
#include "link_slave.h"

#include <string.h>

#include "board_parts.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/resets.h"
#include "hardware/spi.h"
#include "hardware/structs/io_bank0.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "resources.h"

// What the master clocks out while it fetches a reply; a frame never begins with it.
#define FILLER 0

static struct {
  uint8_t received[TM_LINK_FRAME_MAX];
  uint8_t request[TM_LINK_FRAME_MAX];
  uint8_t reply[TM_LINK_FRAME_MAX];
  volatile int request_length;
  volatile uint32_t request_us;
  volatile bool selected, armed;
  volatile uint32_t slot, edges; /**< Millisecond (1024 us) of the last edge, and the edges in it. */
  volatile bool deaf;
} slave;

#define LINK_RESET (1u << SPI_RESET_NUM(LINK_SPI))
#define SELECT_REGISTER (PIN_LINK_CS / 8)
#define SELECT_EDGES ((uint32_t)(GPIO_IRQ_EDGE_FALL | GPIO_IRQ_EDGE_RISE) << 4 * (PIN_LINK_CS % 8))

static inline uint32_t slot_of(uint32_t time_us) { return time_us >> 10; }

static void __not_in_flash_func(stop_dma)(unsigned channel) {
  // RP2350-E5: an abort may retrigger a channel that is still enabled.
  hw_clear_bits(&dma_hw->ch[channel].al1_ctrl, DMA_CH0_CTRL_TRIG_EN_BITS);
  dma_hw->abort = 1u << channel;
  while (dma_hw->abort & (1u << channel)) tight_loop_contents();
}

static uint32_t control(unsigned channel, bool transmit) {
  dma_channel_config config = dma_channel_get_default_config(channel);
  channel_config_set_transfer_data_size(&config, DMA_SIZE_8);
  channel_config_set_dreq(&config, spi_get_dreq(LINK_SPI, transmit));
  channel_config_set_read_increment(&config, transmit);
  channel_config_set_write_increment(&config, !transmit);
  return channel_config_get_ctrl_value(&config);
}

static uint32_t rx_control, tx_control;

static void __not_in_flash_func(restart)(void) {
  stop_dma(DMA_LINK_RX);
  stop_dma(DMA_LINK_TX);
  hw_set_bits(&resets_hw->reset, LINK_RESET);
  hw_clear_bits(&resets_hw->reset, LINK_RESET);
  while (!(resets_hw->reset_done & LINK_RESET)) tight_loop_contents();
  spi_hw_t *spi = spi_get_hw(LINK_SPI);
  spi->cr0 =
      7u << SPI_SSPCR0_DSS_LSB | (LINK_SPI_MODE >> 1) << SPI_SSPCR0_SPO_LSB | (LINK_SPI_MODE & 1) << SPI_SSPCR0_SPH_LSB;
  spi->cpsr = 2;
  spi->dmacr = SPI_SSPDMACR_TXDMAE_BITS | SPI_SSPDMACR_RXDMAE_BITS;
  spi->cr1 = SPI_SSPCR1_MS_BITS;
  spi->cr1 = SPI_SSPCR1_MS_BITS | SPI_SSPCR1_SSE_BITS;
  dma_channel_hw_t *rx = &dma_hw->ch[DMA_LINK_RX];
  rx->read_addr = (uintptr_t)&spi->dr;
  rx->write_addr = (uintptr_t)slave.received;
  rx->transfer_count = TM_LINK_FRAME_MAX;
  rx->ctrl_trig = rx_control;
}

void board_link_slave_start(void) {
  rx_control = control(DMA_LINK_RX, false);
  tx_control = control(DMA_LINK_TX, true);
  gpio_set_function(PIN_LINK_RX, GPIO_FUNC_SPI);
  gpio_set_function(PIN_LINK_CS, GPIO_FUNC_SPI);
  gpio_set_function(PIN_LINK_SCK, GPIO_FUNC_SPI);
  gpio_set_function(PIN_LINK_TX, GPIO_FUNC_SPI);
  gpio_pull_up(PIN_LINK_CS); // the management board may be without power
  gpio_init(PIN_LINK_READY);
  gpio_set_dir(PIN_LINK_READY, GPIO_OUT);
  restart();
  gpio_set_irq_enabled(PIN_LINK_CS, GPIO_IRQ_EDGE_FALL | GPIO_IRQ_EDGE_RISE, true);
}

static void __not_in_flash_func(transaction_ended)(uint32_t now_us) {
  int length = TM_LINK_FRAME_MAX - (int)(dma_hw->ch[DMA_LINK_RX].transfer_count & DMA_CH0_TRANS_COUNT_COUNT_BITS);
  if (length > 0 && slave.received[0] != FILLER) {
    for (int i = 0; i < length; i++) slave.request[i] = slave.received[i];
    slave.request_us = now_us;
    slave.request_length = length;
    board_wake();
  }
  // Clocked out, or overtaken by a new request: either way the reply is spent.
  slave.armed = false;
  restart();
}

/** Counts an edge. @return true when there are too many: a line that oscillates must not take the time of the samples. */
static bool __not_in_flash_func(oscillates)(uint32_t now_us) {
  uint32_t slot = slot_of(now_us);
  slave.edges = slot == slave.slot ? slave.edges + 1 : 1;
  slave.slot = slot;
  return slave.edges > LINK_EDGES_MAX;
}

void __not_in_flash_func(board_link_slave_select)(int selected, uint32_t now_us) {
  if (oscillates(now_us)) {
    hw_clear_bits(&io_bank0_hw->proc0_irq_ctrl.inte[SELECT_REGISTER], SELECT_EDGES);
    slave.deaf = true;
    return;
  }
  slave.selected = selected;
  if (selected) gpio_put(PIN_LINK_READY, 0);
  else transaction_ended(now_us);
}

void board_link_slave_step(void) {
  if (!slave.deaf || slot_of(timer0_hw->timerawl) == slave.slot) return;
  uint32_t interrupts = save_and_disable_interrupts();
  slave.deaf = false;
  slave.armed = false;
  gpio_put(PIN_LINK_READY, 0);
  restart();
  io_bank0_hw->intr[SELECT_REGISTER] = SELECT_EDGES;
  hw_set_bits(&io_bank0_hw->proc0_irq_ctrl.inte[SELECT_REGISTER], SELECT_EDGES);
  slave.selected = !gpio_get(PIN_LINK_CS);
  restore_interrupts(interrupts);
}

int board_link_slave_waiting(uint32_t *since_us) {
  *since_us = slave.request_us;
  return slave.request_length;
}

int board_link_slave_take(uint8_t *bytes, int max_bytes) {
  uint32_t interrupts = save_and_disable_interrupts();
  int length = slave.request_length < max_bytes ? slave.request_length : max_bytes;
  memcpy(bytes, slave.request, (size_t)length);
  slave.request_length = 0;
  restore_interrupts(interrupts);
  return length;
}

static void load(const uint8_t *reply, int length) {
  if (slave.armed) restart();
  memcpy(slave.reply, reply, (size_t)length);
  dma_channel_hw_t *tx = &dma_hw->ch[DMA_LINK_TX];
  tx->read_addr = (uintptr_t)slave.reply;
  tx->write_addr = (uintptr_t)&spi_get_hw(LINK_SPI)->dr;
  tx->transfer_count = (uint32_t)length;
  tx->ctrl_trig = tx_control;
  slave.armed = true;
  gpio_put(PIN_LINK_READY, 1);
}

tm_status_t board_link_slave_arm(const uint8_t *reply, int length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  uint32_t interrupts = save_and_disable_interrupts();
  bool selected = slave.selected;
  if (!selected) load(reply, length);
  restore_interrupts(interrupts);
  return selected ? TM_STATUS_BUSY : TM_STATUS_OK;
}
