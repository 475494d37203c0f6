// The watchdog of a core process: ends it when one event takes more processor time than any can.
#ifndef BOARD_WATCHDOG_H
#define BOARD_WATCHDOG_H

/** Exit code of a process its watchdog ended. */
#define WATCHDOG_EXIT 3

/** Starts the watchdog with a limit in milliseconds of processor time. */
void board_watchdog_start(int limit_ms);

/** Winds it up again: the limit counts from here. */
void board_watchdog_alive(void);

#endif
