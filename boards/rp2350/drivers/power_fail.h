// The power-fail comparator: at its edge the record kept ready goes into the FRAM, from an interrupt, whatever the loop does.
#ifndef TWINMETER_POWER_FAIL_H
#define TWINMETER_POWER_FAIL_H

#include <stdbool.h>
#include <stdint.h>

/** Sets the pin up, and waits for a supply that is still rising, SUPPLY_RISE_ms at most.
 *  @param changed  called from the interrupt at every edge; it lies in SRAM. */
void board_power_start(void (*changed)(bool failing));

/** Lets the edges interrupt; call once the gpio handler is in place. */
void board_power_enable(void);

/** Interrupt: an edge of the comparator at `now_us`. */
void board_power_edge(uint32_t now_us);

/** Listens again after an edge; call from the loop. */
void board_power_step(void);

/** @return true when the core does not know the state of the supply yet, with that state and since when it is so. */
bool board_power_waiting(bool *failing, uint32_t *since_us);

/** The core was told. */
void board_power_told(bool failing);

/** A core that starts takes the supply for whole, and has prepared nothing. */
void board_power_forget(void);

/** As hal_power_prepare. */
int board_power_prepare(int32_t address, const uint8_t *record, int length);

/** Keeps the record's way to the FRAM shut, or opens it: whoever moves a chunk on that bus from the loop does so around
 *  it, for at most some tens of microseconds. */
void board_power_shut(void);
void board_power_open(void);

#endif
