// What both boards share: the event that happened first, sleeping, the board's own texts, faults.
#ifndef TWINMETER_BOARD_PARTS_H
#define TWINMETER_BOARD_PARTS_H

#include "hal.h"

/** The contents of hal_board_t on a chip: peripherals are singletons, so only what is said about them. */
struct hal_board {
  hal_role_t role;
  int reset_cause;         /**< Of the chip: TM_RESET_POWER_ON or TM_RESET_FAULT. */
  bool core_started;       /**< Set when the core starts or is restarted; it knows nothing of its surroundings then. */
  const char *problem;     /**< Why there is no module, or NULL. */
  uint32_t faults;
  const size_t *heap_peak; /**< Of the engine. */
};

/** Starts the peripherals of this board. */
void board_start(hal_board_t *board);

/** Says a text of the board itself on its first port and, where there is one, on the display. */
void board_say(const char *text);

/** Lets the peripherals that have no interrupt of their own move on. */
void board_step(void);

/** The event that happened first among those offered; start with kind HAL_EVENT_NONE. */
typedef struct {
  hal_event_t event;
  uint32_t since_us;
} board_choice_t;

void board_offer(board_choice_t *choice, hal_event_t event, uint32_t since_us);

/** Starts the alarm that brings the loop round every LOOP_PERIOD_us. */
void board_loop_start(void);

/** Sleeps until the loop has to come round: LOOP_PERIOD_us went by, or board_wake was called. */
void board_sleep(void);

/** Brings the loop round at once; from an interrupt handler with something that cannot wait LOOP_PERIOD_us. */
void board_wake(void);

/** Answers a break condition on the port with the line of board_cycles_report. */
void board_report_on_break(const hal_board_t *board, int port);

#endif
