// What the management board measures at its terminals: their temperature, and cover and magnet on one wire.
#ifndef TWINMETER_TERMINALS_H
#define TWINMETER_TERMINALS_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

void board_terminals_start(void);

/** Measures what is due; call from each round of the loop. Takes some 10 us every 2 ms, 40 us once a second. */
void board_terminals_step(void);

/** The terminal cover is on; a magnet is near: each for the table of contacts. */
bool board_terminals_covered(void);
bool board_terminals_magnet(void);

/** @return true when a temperature waits: TM_STATUS_OK with millidegrees Celsius, or NOT_FOUND; measured at `since_us`. */
bool board_terminals_waiting(tm_status_t *condition, int32_t *temperature_mC, uint32_t *since_us);
void board_terminals_taken(void);
void board_terminals_forget(void);

#endif
