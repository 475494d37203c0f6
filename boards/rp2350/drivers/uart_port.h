// A serial port: a UART with DMA rings in SRAM, driver-enable timing for RS485, parity and baud switching.
#ifndef TWINMETER_UART_PORT_H
#define TWINMETER_UART_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_events.h"

typedef enum { UART_PORT_0, UART_PORT_1, UART_PORTS } uart_port_t;

/** Pins and format of a port at start; driver_enable is -1 where there is none. */
typedef struct {
  int tx, rx, driver_enable;
  int baud, format;
} uart_port_setup_t;

void board_uart_start(uart_port_t port, const uart_port_setup_t *setup);

/** Takes received bytes; those with a parity or framing error are dropped. Shape as hal_port_take. */
int board_uart_take(uart_port_t port, uint8_t *bytes, int max_bytes);

/** @return true when received bytes wait; they count as received at `since_us`, when they were first seen. */
bool board_uart_waiting(uart_port_t port, uint32_t *since_us);

/** Queues bytes. @return bytes accepted, 0..length. */
int board_uart_send(uart_port_t port, const uint8_t *bytes, int length);

/** Contract as hal_port_configure */
tm_status_t board_uart_configure(uart_port_t port, int baud, int format);

/** @return true when everything queued has left the wire and the driver is off. */
bool board_uart_idle(uart_port_t port);

/** @return true once for each time the line was low for UART_BREAK_us, when it is high again. */
bool board_uart_take_break(uart_port_t port);

#endif
