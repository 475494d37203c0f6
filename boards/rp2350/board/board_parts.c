// The part of hal.h that is the same on both boards.
#include "board_parts.h"

#include <stdio.h>
#include <string.h>

#include "alarm.h"
#include "cycles.h"
#include "fram.h"
#include "hardware/exception.h"
#include "hardware/irq.h"
#include "hardware/structs/scb.h"
#include "hardware/timer.h"
#include "lcd.h"
#include "module_image.h"
#include "nor.h"
#include "resources.h"
#include "sha256.h"
#include "watchdog.h"
#include "work.h"

// The loop is the exception of lowest priority (PendSV): interrupts go before it, and it before slow work in thread mode.
// Asked for again while it runs, it comes round once more. Before it is there nobody can be woken.
static volatile bool loop_runs;

void __not_in_flash_func(board_wake)(void) {
  if (loop_runs) scb_hw->icsr = M33_ICSR_PENDSVSET_BITS;
}

static void __not_in_flash_func(loop_alarm)(void) {
  board_wake();
  board_alarm_at(ALARM_LOOP, timer0_hw->timerawl + LOOP_PERIOD_us);
}

static void enable(unsigned interrupt, void (*handler)(void)) {
  irq_set_exclusive_handler(interrupt, handler);
  irq_set_priority(interrupt, PRIORITY_SENSOR_LINK);
  irq_set_enabled(interrupt, true);
}

void board_interrupts_start(void (*gpio_handler)(void), void (*dma_handler)(void)) {
  enable(IO_IRQ_BANK0, gpio_handler);
  enable(DMA_IRQ_0, dma_handler);
}

void board_loop_start(void) {
  board_alarm_claim(ALARM_LOOP, loop_alarm, PRIORITY_PORTS);
  loop_alarm();
}

_Noreturn void board_run(void (*loop)(void)) {
  exception_set_exclusive_handler(PENDSV_EXCEPTION, loop);
  exception_set_priority(PENDSV_EXCEPTION, PRIORITY_LOOP);
  loop_runs = true;
  board_wake();
  board_work();
}

void board_offer(board_choice_t *choice, hal_event_t event, uint32_t since_us) {
  bool first = choice->event.kind == HAL_EVENT_NONE || (int32_t)(since_us - choice->since_us) < 0;
  if (!first) return;
  choice->event = event;
  choice->since_us = since_us;
}

void board_ports_start(void) {
  for (uart_port_t uart = UART_PORT_0; uart < UART_PORTS; uart++) board_uart_start(uart, &board_ports[uart].setup);
}

void board_send_line(const char *text) {
  board_uart_send(board_voice, (const uint8_t *)text, (int)strlen(text));
  board_uart_send(board_voice, (const uint8_t *)"\r\n", 2);
}

void board_offer_ports(board_choice_t *choice) {
  uint32_t since_us;
  for (uart_port_t uart = UART_PORT_0; uart < UART_PORTS; uart++) {
    if (!board_uart_waiting(uart, &since_us)) continue;
    board_offer(choice, (hal_event_t){.kind = HAL_EVENT_PORT, .port = (uint8_t)board_ports[uart].number}, since_us);
  }
}

void board_offer_nor(board_choice_t *choice) {
  uint32_t since_us;
  hal_event_t event = {.kind = HAL_EVENT_NOR_DONE};
  if (board_nor_waiting(&event.status, &since_us)) board_offer(choice, event, since_us);
}

uart_port_t board_uart_of(int port) {
  uart_port_t uart = UART_PORT_0;
  while (uart < UART_PORTS && board_ports[uart].number != port) uart++;
  return uart;
}

int board_port_take(int port, uint8_t *bytes, int max_bytes) {
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? board_uart_take(uart, bytes, max_bytes) : 0;
}

int board_port_send(int port, const uint8_t *bytes, int length) {
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? board_uart_send(uart, bytes, length) : TM_STATUS_OUT_OF_RANGE;
}

tm_status_t board_port_configure(int port, int baud, int format) {
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? board_uart_configure(uart, baud, format) : TM_STATUS_OUT_OF_RANGE;
}

int board_port_idle(int port) {
  uart_port_t uart = board_uart_of(port);
  return uart < UART_PORTS ? (int)board_uart_idle(uart) : (int)TM_STATUS_OUT_OF_RANGE;
}

void board_report_on_break(const hal_board_t *board, uart_port_t port) {
  if (!board_uart_take_break(port)) return;
  char text[128];
  int length = board_cycles_report(text, sizeof text, board->heap_peak ? (uint32_t)*board->heap_peak : 0);
  board_uart_send(port, (const uint8_t *)text, length);
}

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  (void)board;
  return board_fram_read(address, bytes, length);
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  (void)board;
  return board_fram_write(address, bytes, length);
}

tm_status_t hal_nor_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  (void)board;
  return board_nor_read(address, bytes, length);
}

tm_status_t hal_nor_program(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  (void)board;
  return board_nor_program(address, bytes, length);
}

tm_status_t hal_nor_erase(hal_board_t *board, uint32_t address, uint32_t length) {
  (void)board;
  return board_nor_erase(address, length);
}

tm_status_t hal_module(hal_board_t *board, const uint8_t **bytes, size_t *length) {
  if (board->problem) return TM_STATUS_BAD_MODULE; // no board for it to run on
  return board_module_find(bytes, length, &board->problem);
}

int hal_module_copy(hal_board_t *board) {
  (void)board;
  return board_module_copy();
}

void hal_sha256(hal_board_t *board, const uint8_t *bytes, size_t length, uint8_t digest[32]) {
  (void)board;
  board_sha256(bytes, length, digest);
}

int hal_reset_cause(hal_board_t *board) { return board->reset_cause; }

void hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]) {
  (void)reset_cause, (void)digest; // the core gives both on its port; there is no log on the board yet
  board->core_started = true;
  board_core_starts();
}

void hal_fault(hal_board_t *board, int32_t code, int32_t detail, const char *text) {
  char line[96];
  board->faults += 1;
  board_make_safe();
  snprintf(line, sizeof line, "FAULT %ld %ld %s", (long)code, (long)detail, text);
  board_say(line);
}

// The program itself has lost its way: the watchdog starts it anew, in eight seconds at most.
void __not_in_flash_func(isr_hardfault)(void) {
  board_make_safe();
  __breakpoint();
  for (;;) tight_loop_contents();
}

void hal_alive(hal_board_t *board) {
  (void)board;
  board_watchdog_feed();
}

tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]) {
  (void)board;
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  board_lcd_write(row, text);
  return TM_STATUS_OK;
}
