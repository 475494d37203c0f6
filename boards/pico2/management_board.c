// hal.h on the Pimoroni Pico Plus 2: link master, RS485 and optical port, display, FRAM.
#include <string.h>

#include "board.h"
#include "board_parts.h"
#include "code_pages.h"
#include "cycles.h"
#include "fram.h"
#include "hal_management.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/irq.h"
#include "hardware/spi.h"
#include "hardware/timer.h"
#include "lcd.h"
#include "link_master.h"

const board_port_t board_ports[UART_PORTS] = {
    {TM_PORT_RS485, {MANAGEMENT_PIN_RS485_TX, MANAGEMENT_PIN_RS485_RX, MANAGEMENT_PIN_RS485_DE, TM_PORT_RS485_BAUD, TM_PORT_RS485_FORMAT}},
    {TM_PORT_OPTICAL, {MANAGEMENT_PIN_OPTICAL_TX, MANAGEMENT_PIN_OPTICAL_RX, -1, TM_PORT_OPTICAL_BAUD, TM_PORT_OPTICAL_FORMAT}},
};

static uint64_t next_tick_us;

static void __not_in_flash_func(gpio_handler)(void) {
  unsigned pin = MANAGEMENT_PIN_LINK_READY;
  uint32_t status = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (status & GPIO_IRQ_LEVEL_HIGH) board_link_master_ready();
}

static void __not_in_flash_func(dma_handler)(void) {
  dma_hw->ints0 = 1u << DMA_LINK_RX;
  board_link_master_transferred();
}

static void bus_is_ours(void) {}

static void start_interrupts(void) {
  irq_set_exclusive_handler(IO_IRQ_BANK0, gpio_handler);
  irq_set_priority(IO_IRQ_BANK0, PRIORITY_SENSOR_LINK);
  irq_set_enabled(IO_IRQ_BANK0, true);
  irq_set_exclusive_handler(DMA_IRQ_0, dma_handler);
  irq_set_priority(DMA_IRQ_0, PRIORITY_SENSOR_LINK);
  irq_set_enabled(DMA_IRQ_0, true);
}

static void start_storage(void) {
  static const fram_bus_t fram_bus = {spi1, MANAGEMENT_PIN_FRAM_CS, bus_is_ours, bus_is_ours};
  gpio_init(MANAGEMENT_PIN_NOR_CS);
  gpio_put(MANAGEMENT_PIN_NOR_CS, 1);
  gpio_set_dir(MANAGEMENT_PIN_NOR_CS, GPIO_OUT);
  spi_init(spi1, FRAM_SPI_Hz);
  gpio_set_function(MANAGEMENT_PIN_STORAGE_RX, GPIO_FUNC_SPI);
  gpio_set_function(MANAGEMENT_PIN_STORAGE_SCK, GPIO_FUNC_SPI);
  gpio_set_function(MANAGEMENT_PIN_STORAGE_TX, GPIO_FUNC_SPI);
  board_fram_start(&fram_bus);
}

void board_start(hal_board_t *board) {
  if (!board_code_pages_ready()) board->problem = "PSRAM does not answer";
  board_ports_start();
  start_storage();
  board_lcd_start();
  board_link_master_start();
  start_interrupts();
  board_loop_start();
  next_tick_us = time_us_64();
}

void board_step(void) { board_lcd_step(); }

void board_say(const char *text) {
  int length = (int)strlen(text);
  board_send_line(text);
  for (int row = 0; row < TM_LCD_ROWS; row++) {
    char line[TM_LCD_COLUMNS];
    memset(line, ' ', sizeof line);
    int left = length - row * TM_LCD_COLUMNS;
    if (left > 0) memcpy(line, text + row * TM_LCD_COLUMNS, (size_t)(left < TM_LCD_COLUMNS ? left : TM_LCD_COLUMNS));
    board_lcd_write(row, line);
  }
}

static board_choice_t choose(uint64_t now_us) {
  board_choice_t choice = {.event.kind = HAL_EVENT_NONE};
  uint32_t since_us;
  tm_status_t status;
  board_offer_ports(&choice);
  if (board_link_master_ended(&since_us, &status)) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_LINK_REPLY, .status = status}, since_us);
  }
  if (now_us >= next_tick_us) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_TICK, .now_us = now_us}, (uint32_t)next_tick_us);
  }
  return choice;
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  board_cycles_end();
  board_report_on_break(board, UART_PORT_0);
  board_step();
  uint64_t now_us = time_us_64();
  board_choice_t choice = choose(now_us);
  *event = choice.event;
  if (event->kind == HAL_EVENT_NONE) {
    board_sleep();
    return;
  }
  if (event->kind == HAL_EVENT_LINK_REPLY) board_link_master_reported();
  // Ticks that were missed while the core worked are not made up for: each carries the time.
  if (event->kind == HAL_EVENT_TICK) next_tick_us += TM_TICK_us * ((now_us - next_tick_us) / TM_TICK_us + 1);
  board_cycles_begin(1);
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  (void)board;
  return board_link_master_take(bytes, max_bytes);
}

tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length) {
  (void)board;
  return board_link_master_request(request, length, reply_length);
}

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  (void)board;
  return board_fram_read(address, bytes, length);
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  (void)board;
  return board_fram_write(address, bytes, length);
}

tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]) {
  (void)board;
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  board_lcd_write(row, text);
  return TM_STATUS_OK;
}
