// The latch of the board's cover: read and armed once at the start, armed anew after an opening that the board saw itself.
#ifndef TWINMETER_LATCH_H
#define TWINMETER_LATCH_H

#include <stdbool.h>
#include <stdint.h>

/** Reads what the latch kept, and arms it: waits for the bus, some milliseconds. The bus was started before. */
void board_latch_start(void);

/** Moves an arming on; call from each round of the loop. */
void board_latch_step(void);

/** The board saw the cover move: what the latch keeps of that is no news. */
void board_latch_seen(void);

/** @return true while the core was not told, with TM_COVER_LATCH_*; it counts from `since_us`. */
bool board_latch_waiting(uint8_t *latch, uint32_t *since_us);
void board_latch_told(void);
void board_latch_forget(void);

#endif
