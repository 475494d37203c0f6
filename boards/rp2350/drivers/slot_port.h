// The serial ports of the module slots: UARTs made by state machines of a PIO, with DMA rings like those of the other ports.
#ifndef TWINMETER_SLOT_PORT_H
#define TWINMETER_SLOT_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_events.h"

/** Numbered as their ports are from TM_PORT_UPLINK on. */
typedef enum { SLOT_UPLINK, SLOT_DOWNLINK, SLOTS } slot_t;

void board_slots_start(void);

/** Looks for modules, hands queued bytes on and takes up what a failing supply left; call from each round of the loop. */
void board_slots_step(void);

/** A module stands in the slot: its transmit line, the port's RX, is high but for characters. For the table of contacts. */
bool board_slot_uplink_present(void);
bool board_slot_downlink_present(void);

/** Shapes as board_uart_take, board_uart_waiting, board_uart_send, board_uart_configure and board_uart_idle. */
int board_slot_take(slot_t slot, uint8_t *bytes, int max_bytes);
bool board_slot_waiting(slot_t slot, uint32_t *since_us);
int board_slot_send(slot_t slot, const uint8_t *bytes, int length);
tm_status_t board_slot_configure(slot_t slot, int baud, int format);
bool board_slot_idle(slot_t slot);

/** Contract as hal_last_gasp. */
tm_status_t board_slot_keep_gasp(slot_t slot, const uint8_t *bytes, int length);

/** A core that starts has kept nothing. */
void board_slots_forget(void);

/** Interrupt: the supply fails or is whole again; some 3 us. */
void board_slots_supply(bool failing);

#endif
