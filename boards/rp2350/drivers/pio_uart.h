// UARTs made by state machines of PIO0: a sender and a receiver each, eight periods of the machine to a bit.
#ifndef TWINMETER_PIO_UART_H
#define TWINMETER_PIO_UART_H

#include <stdbool.h>
#include <stdint.h>

#include "hardware/structs/pio.h"
#include "resources.h"

#define PIO_UARTS 2
#define PIO_UART_PERIODS 8u
/** CLKDIV for a rate: clk_sys / (8 x baud) in 1/256, rounded. */
#define PIO_UART_DIVIDER(baud) \
  ((uint32_t)(((uint64_t)CPU_Hz * 256 + PIO_UART_PERIODS * (baud) / 2) / (PIO_UART_PERIODS * (baud))) << 8)

/** Their state machines. */
#define PIO_UART_SENDER(uart) (2 * (uart))
#define PIO_UART_RECEIVER(uart) (2 * (uart) + 1)

/** Brings the block up with both programs; call once. */
void board_pio_uart_load(void);

/** Starts a UART on its pins, which lie in GPIO 16 to 47; RX has no pull of the chip's. */
void board_pio_uart_start(unsigned uart, unsigned tx, unsigned rx);

/** Rate and bits of a character, 8 or 9, of an idle UART; what is being received is dropped. */
void board_pio_uart_set(unsigned uart, uint32_t baud, unsigned bits);

/** True when nothing is left in the sender: its last stop bit has begun. */
bool board_pio_uart_rests(unsigned uart);

/** Drops what the sender has, and lets it begin anew at another rate with characters of eight bits; from anywhere. */
void board_pio_uart_restart_sender(unsigned uart, uint32_t divider);

#endif
