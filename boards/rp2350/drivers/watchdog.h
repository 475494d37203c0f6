// The hardware watchdog: the backstop for a module that never returns.
#ifndef TWINMETER_WATCHDOG_H
#define TWINMETER_WATCHDOG_H

#include "twinmeter_protocol.h"

/** Starts it, and says why the chip started: TM_RESET_POWER_ON or TM_RESET_FAULT. */
int board_watchdog_start(void);

void board_watchdog_feed(void);

#endif
