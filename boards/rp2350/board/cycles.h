// What the core costs in processor cycles, counted by the DWT, for whoever has a board.
#ifndef TWINMETER_CYCLES_H
#define TWINMETER_CYCLES_H

#include <stdint.h>

void board_cycles_start(void);

/** The core begins to work on `units` sample sets (metering) or one event (management, 1). */
void board_cycles_begin(uint32_t units);

/** It is done with them. Nothing counts before the first begin. */
void board_cycles_end(void);

/** A line of text: cycles per unit (mean and most), load since the last report, stack and heap used.
 *  @return its length. */
int board_cycles_report(char *text, int max, uint32_t heap_peak);

#endif
