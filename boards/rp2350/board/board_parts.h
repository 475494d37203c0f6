// What both boards share: the event that happened first, sleeping, the board's own texts, faults.
#ifndef TWINMETER_BOARD_PARTS_H
#define TWINMETER_BOARD_PARTS_H

#include "hal.h"
#include "uart_port.h"

/** The contents of hal_board_t on a chip: peripherals are singletons, so only what is said about them. */
struct hal_board {
  hal_role_t role;
  int reset_cause;     /**< Of the chip: TM_RESET_POWER_ON or TM_RESET_FAULT. */
  bool core_started;   /**< Set when the core starts or is restarted; it knows nothing of its surroundings then. */
  const char *problem; /**< Why no module can run, or NULL. */
  uint32_t faults;
  const size_t *heap_peak; /**< Of the engine. */
};

/** A serial port of the board: the core's number for it, and how it starts. */
typedef struct {
  int number;
  uart_port_setup_t setup;
} board_port_t;

/** The ports of this board by UART, and the one its own texts go to. */
extern const board_port_t board_ports[UART_PORTS];
extern const uart_port_t board_voice;

/** Starts every port of the table. */
void board_ports_start(void);

/** The UART of a port, UART_PORTS where this board has no such port. */
uart_port_t board_uart_of(int port);

/** hal_port_take, hal_port_send, hal_port_configure and hal_port_idle of a port that is a UART. */
int board_port_take(int port, uint8_t *bytes, int max_bytes);
int board_port_send(int port, const uint8_t *bytes, int length);
tm_status_t board_port_configure(int port, int baud, int format);
int board_port_idle(int port);

/** Starts the peripherals of this board. */
void board_start(void);

/** Lets the pins and the first DMA line interrupt, at PRIORITY_SENSOR_LINK; both handlers lie in SRAM. */
void board_interrupts_start(void (*gpio_handler)(void), void (*dma_handler)(void));

/** A core is about to start: what the one before had the board keep for it is dropped. */
void board_core_starts(void);
/** Lets go of whatever must not stay as it is when the core, or this program, can go no further; from anywhere. */
void board_make_safe(void);

/** Says a text of the board itself on its first port and, where there is one, on the display. */
void board_say(const char *text);

/** The part of board_say that every board has: one line on the first port. */
void board_send_line(const char *text);

/** Lets the peripherals that have no interrupt of their own move on. */
void board_step(void);

/** The event that happened first among those offered; start with kind HAL_EVENT_NONE. */
typedef struct {
  hal_event_t event;
  uint32_t since_us;
} board_choice_t;

void board_offer(board_choice_t *choice, hal_event_t event, uint32_t since_us);

/** Offers what was received on each port. */
void board_offer_ports(board_choice_t *choice);

/** Offers the end of what the NOR was at. */
void board_offer_nor(board_choice_t *choice);

/** Starts the alarm that brings the loop round every LOOP_PERIOD_us. */
void board_loop_start(void);

/** Runs the loop from now on, below every interrupt and above slow work (work.h): `loop` is called when LOOP_PERIOD_us
 *  went by or board_wake was called, and returns when there is nothing left to do. */
_Noreturn void board_run(void (*loop)(void));

/** Brings the loop round at once; from an interrupt handler with something that cannot wait LOOP_PERIOD_us. */
void board_wake(void);

/** Answers half a second of break on the port with the line of board_cycles_report. */
void board_report_on_break(const hal_board_t *board, uart_port_t port);

#endif
