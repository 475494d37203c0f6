// hal.h on the Pimoroni Pico Plus 2: link master, RS485 and optical port, display, scroll button, FRAM, NOR.
#include <string.h>

#include "board_parts.h"
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
#include "nor.h"
#include "power_fail.h"
#include "random.h"
#include "resources.h"
#include "sign_on.h"
#include "storage_bus.h"
#include "switches.h"
#include "work.h"

const board_port_t board_ports[UART_PORTS] = {
    [RS485_UART] = {TM_PORT_RS485,
                    {PIN_RS485_TX, PIN_RS485_RX, PIN_RS485_DE, TM_PORT_RS485_BAUD, TM_PORT_RS485_FORMAT}},
    [OPTICAL_UART] = {TM_PORT_OPTICAL,
                      {PIN_OPTICAL_TX, PIN_OPTICAL_RX, -1, TM_PORT_OPTICAL_BAUD, TM_PORT_OPTICAL_FORMAT}},
};
const uart_port_t board_voice = RS485_UART;

static contact_t buttons[] = {{.number = TM_BUTTON_SCROLL, .pin = PIN_SCROLL_BUTTON}};

static uint64_t next_tick_us;

static void __not_in_flash_func(gpio_handler)(void) {
  unsigned pin = PIN_LINK_READY;
  uint32_t status = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (status & GPIO_IRQ_LEVEL_HIGH) board_link_master_ready();
  pin = PIN_POWER_FAIL;
  uint32_t edges = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (edges) board_power_edge(timer0_hw->timerawl);
  board_sign_on_edges();
}

static void __not_in_flash_func(dma_handler)(void) {
  dma_hw->ints0 = 1u << DMA_LINK_RX;
  board_link_master_transferred();
}

static void __not_in_flash_func(bus_is_ours)(void) {}

/** Nothing here must stop at the edge itself. */
static void __not_in_flash_func(supply_changed)(bool failing) { (void)failing; }

static void start_storage(void) {
  static const storage_bus_t bus = {STORAGE_SPI, bus_is_ours, bus_is_ours};
  board_storage_select(PIN_FRAM_CS);
  board_storage_select(PIN_NOR_CS);
  spi_init(STORAGE_SPI, STORAGE_SPI_Hz);
  gpio_set_function(PIN_STORAGE_RX, GPIO_FUNC_SPI);
  gpio_set_function(PIN_STORAGE_SCK, GPIO_FUNC_SPI);
  gpio_set_function(PIN_STORAGE_TX, GPIO_FUNC_SPI);
  board_storage_start(&bus);
  board_fram_start(PIN_FRAM_CS);
  board_nor_start(PIN_NOR_CS);
}

void board_start(void) {
  board_power_start(supply_changed);
  board_ports_start();
  start_storage();
  board_lcd_start();
  if (!board_random_start()) board_say("TRNG does not answer");
  board_switches_start(buttons, sizeof buttons / sizeof *buttons);
  board_link_master_start();
  board_interrupts_start(gpio_handler, dma_handler);
  board_power_enable();
  board_loop_start();
  next_tick_us = time_us_64();
}

void board_step(void) {
  board_power_step();
  board_lcd_step();
  board_nor_step();
  board_switches_step();
}

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

static void offer_buttons(board_choice_t *choice) {
  switch_change_t change;
  if (!board_switches_waiting(&change)) return;
  hal_event_t event = {.kind = HAL_EVENT_BUTTON, .button = change.number, .pressed = change.closed};
  board_offer(choice, event, change.since_us);
}

static void offer_power(board_choice_t *choice, uint64_t now_us) {
  bool failing;
  uint32_t since_us;
  if (!board_power_waiting(&failing, &since_us)) return;
  hal_event_t event = {.kind = HAL_EVENT_POWER, .failing = failing, .at = now_us - ((uint32_t)now_us - since_us)};
  board_offer(choice, event, since_us);
}

static board_choice_t choose(uint64_t now_us) {
  board_choice_t choice = {.event.kind = HAL_EVENT_NONE};
  uint32_t since_us;
  tm_status_t status;
  board_offer_ports(&choice);
  board_offer_nor(&choice);
  offer_buttons(&choice);
  offer_power(&choice, now_us);
  board_offer_jobs(&choice);
  if (board_link_master_ended(&since_us, &status)) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_LINK_REPLY, .status = status}, since_us);
  }
  if (now_us >= next_tick_us) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_TICK, .now_us = now_us}, (uint32_t)next_tick_us);
  }
  return choice;
}

void board_core_starts(void) { board_power_forget(); }

/** A core that starts is told everything anew. */
static void forget_what_was_told(hal_board_t *board) {
  if (!board->core_started) return;
  board->core_started = false;
  board_switches_forget();
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  board_cycles_end();
  board_report_on_break(board, RS485_UART);
  board_step();
  forget_what_was_told(board);
  uint64_t now_us = time_us_64();
  board_choice_t choice = choose(now_us);
  *event = choice.event;
  if (event->kind == HAL_EVENT_NONE) return;
  if (event->kind == HAL_EVENT_POWER) board_power_told(event->failing);
  if (event->kind == HAL_EVENT_BUTTON) board_switches_told(event->button, event->pressed);
  if (event->kind == HAL_EVENT_NOR_DONE) board_nor_told();
  if (event->kind == HAL_EVENT_LINK_REPLY) board_link_master_reported();
  if (event->kind == HAL_EVENT_JOB) board_job_told();
  // Ticks that were missed while the core worked are not made up for: each carries the time.
  if (event->kind == HAL_EVENT_TICK) next_tick_us += TM_TICK_us * ((now_us - next_tick_us) / TM_TICK_us + 1);
  board_cycles_begin(1);
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  (void)board;
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? board_uart_configure(uart, baud, format) : TM_STATUS_OUT_OF_RANGE;
}

int hal_port_idle(hal_board_t *board, int port) {
  (void)board;
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? board_uart_idle(uart) : TM_STATUS_OUT_OF_RANGE;
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  (void)board;
  return board_link_master_take(bytes, max_bytes);
}

tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length) {
  (void)board;
  return board_link_master_request(request, length, reply_length);
}

tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]) {
  (void)board;
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  board_lcd_write(row, text);
  return TM_STATUS_OK;
}
