// The contacts and buttons a core is told of; which those are is the table of its board.
#ifndef TWINMETER_SWITCHES_H
#define TWINMETER_SWITCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A row of the table. A board names the number, and the pin or a function in place of a pin; the rest is the driver's. */
typedef struct {
  uint8_t number;         /**< TM_SWITCH_* or TM_BUTTON_*. */
  uint8_t pin;            /**< Closes to ground; the chip pulls it up. */
  bool (*closed)(void);   /**< Asked instead of the pin unless NULL. */
  bool seen, told, known; /**< Present state; state the core was told; it was told at all. */
  uint32_t since_us;      /**< When the present state was first seen. */
} contact_t;

/** A change (or the first telling) of one contact; it happened at `since_us`. */
typedef struct {
  uint8_t number;
  bool closed;
  uint32_t since_us;
} switch_change_t;

/** Starts the contacts of a table that stays where it is. */
void board_switches_start(contact_t *table, unsigned count);

/** Looks at every contact; call from each round of the loop. */
void board_switches_step(void);

/** Nothing was told to the core yet. */
void board_switches_forget(void);

/** @return true with the earliest change that is over its bouncing and was not told yet. */
bool board_switches_waiting(switch_change_t *change);

/** The change was told. */
void board_switches_told(uint8_t number, bool closed);

#endif
