// Drives exchanges over the link from interrupts: request out, READY within 20 ms, reply in.
#include "link_master.h"

#include <string.h>

#include "alarm.h"
#include "board_parts.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/spi.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "resources.h"

// state        event                          next
// IDLE         board_link_master_request      REQUESTING
// REQUESTING   all bytes sent                 WAITING (IDLE + ended when no reply is wanted)
// WAITING      READY high                     REPLYING
// WAITING      20 ms went by                  IDLE + ended, TIMEOUT
// REPLYING     all bytes received             IDLE + ended, OK
typedef enum { LINK_IDLE, LINK_REQUESTING, LINK_WAITING, LINK_REPLYING } link_state_t;

static struct {
  uint8_t request[TM_LINK_FRAME_MAX];
  uint8_t reply[TM_LINK_FRAME_MAX];
  volatile link_state_t state;
  volatile bool ended;
  volatile tm_status_t status;
  volatile uint32_t ended_us;
  volatile int reply_length;
  uint32_t rx_control, tx_control;
} master;

static uint32_t control(unsigned channel, bool transmit) {
  dma_channel_config config = dma_channel_get_default_config(channel);
  channel_config_set_transfer_data_size(&config, DMA_SIZE_8);
  channel_config_set_dreq(&config, spi_get_dreq(LINK_SPI, transmit));
  channel_config_set_read_increment(&config, transmit);
  channel_config_set_write_increment(&config, !transmit);
  return channel_config_get_ctrl_value(&config);
}

static void __not_in_flash_func(timed_out)(void);

void board_link_master_start(void) {
  spi_init(LINK_SPI, LINK_Hz);
  spi_set_format(LINK_SPI, 8, LINK_SPI_MODE >> 1, LINK_SPI_MODE & 1, SPI_MSB_FIRST);
  gpio_set_function(PIN_LINK_RX, GPIO_FUNC_SPI);
  gpio_set_function(PIN_LINK_SCK, GPIO_FUNC_SPI);
  gpio_set_function(PIN_LINK_TX, GPIO_FUNC_SPI);
  gpio_init(PIN_LINK_CS);
  gpio_put(PIN_LINK_CS, 1);
  gpio_set_dir(PIN_LINK_CS, GPIO_OUT);
  gpio_init(PIN_LINK_READY);
  // The metering board may be without power. A resistor on the board pulls the wire down then: with the internal one a
  // pin that was high stays at some 2.2 V, and reads high (RP2350-E9).
  gpio_disable_pulls(PIN_LINK_READY);
  master.rx_control = control(DMA_LINK_RX, false);
  master.tx_control = control(DMA_LINK_TX, true);
  master.ended_us = timer0_hw->timerawl - LINK_GAP_us;
  dma_channel_set_irq0_enabled(DMA_LINK_RX, true);
  board_alarm_claim(ALARM_LINK, timed_out, PRIORITY_SENSOR_LINK);
}

static void __not_in_flash_func(transfer)(int length) {
  gpio_put(PIN_LINK_CS, 0);
  dma_channel_hw_t *rx = &dma_hw->ch[DMA_LINK_RX];
  rx->read_addr = (uintptr_t)&spi_get_hw(LINK_SPI)->dr;
  rx->write_addr = (uintptr_t)master.reply;
  rx->transfer_count = (uint32_t)length;
  rx->ctrl_trig = master.rx_control;
  dma_channel_hw_t *tx = &dma_hw->ch[DMA_LINK_TX];
  tx->read_addr = (uintptr_t)master.request;
  tx->write_addr = (uintptr_t)&spi_get_hw(LINK_SPI)->dr;
  tx->transfer_count = (uint32_t)length;
  tx->ctrl_trig = master.tx_control;
}

static void __not_in_flash_func(end)(tm_status_t status) {
  master.status = status;
  master.ended_us = timer0_hw->timerawl;
  master.state = LINK_IDLE;
  master.ended = true;
  board_wake();
}

static void __not_in_flash_func(watch_ready)(bool on) {
  io_rw_32 *enable = &io_bank0_hw->proc0_irq_ctrl.inte[PIN_LINK_READY / 8];
  uint32_t level_high = (uint32_t)GPIO_IRQ_LEVEL_HIGH << 4 * (PIN_LINK_READY % 8);
  if (on) hw_set_bits(enable, level_high);
  else hw_clear_bits(enable, level_high);
}

tm_status_t board_link_master_request(const uint8_t *request, int length, int reply_length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (reply_length < 0 || reply_length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (master.state != LINK_IDLE || master.ended) return TM_STATUS_BUSY;
  memcpy(master.request, request, (size_t)length);
  master.reply_length = reply_length;
  while (timer0_hw->timerawl - master.ended_us < LINK_GAP_us) tight_loop_contents();
  master.state = LINK_REQUESTING;
  transfer(length);
  return TM_STATUS_OK;
}

void __not_in_flash_func(board_link_master_transferred)(void) {
  gpio_put(PIN_LINK_CS, 1);
  if (master.state == LINK_REPLYING || master.reply_length == 0) {
    end(TM_STATUS_OK);
    return;
  }
  master.state = LINK_WAITING;
  board_alarm_at(ALARM_LINK, timer0_hw->timerawl + LINK_READY_TIMEOUT_us);
  watch_ready(true);
}

void __not_in_flash_func(board_link_master_ready)(void) {
  watch_ready(false);
  if (master.state != LINK_WAITING) return;
  board_alarm_cancel(ALARM_LINK);
  master.state = LINK_REPLYING;
  for (int i = 0; i < master.reply_length; i++) master.request[i] = 0; // what metering reads as filler
  transfer(master.reply_length);
}

static void __not_in_flash_func(timed_out)(void) {
  if (master.state != LINK_WAITING) return;
  watch_ready(false);
  end(TM_STATUS_TIMEOUT);
}

bool board_link_master_ended(uint32_t *since_us, tm_status_t *status) {
  *since_us = master.ended_us;
  *status = master.status;
  return master.ended;
}

void board_link_master_reported(void) { master.ended = false; }

int board_link_master_take(uint8_t *bytes, int max_bytes) {
  int given = master.status == TM_STATUS_OK ? master.reply_length : 0;
  if (given > max_bytes) given = max_bytes;
  memcpy(bytes, master.reply, (size_t)given);
  return given;
}
