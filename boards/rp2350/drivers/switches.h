// The contacts the metering core is told of: calibration jumper, main cover, clock battery.
#ifndef TWINMETER_SWITCHES_H
#define TWINMETER_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

/** A change (or the first telling) of one TM_SWITCH_*; it happened at `since_us`. */
typedef struct {
  uint8_t number;
  bool closed;
  uint32_t since_us;
} switch_change_t;

void board_switches_start(void);

/** Looks at every contact; call from each round of the loop. */
void board_switches_step(void);

/** Nothing was told to the core yet. */
void board_switches_forget(void);

/** @return true with the earliest change that is over its bouncing and was not told yet. */
bool board_switches_waiting(switch_change_t *change);

/** The change was told. */
void board_switches_told(uint8_t number, bool closed);

#endif
