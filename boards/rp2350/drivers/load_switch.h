// The load switch: a pulse for one of its coils, ended by a timer, and what contact and voltage behind it say afterwards.
#ifndef TWINMETER_LOAD_SWITCH_H
#define TWINMETER_LOAD_SWITCH_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

/** How the switch was found, at `since_us`. */
typedef struct {
  bool closed, load_voltage;
  tm_status_t outcome; /**< OK, or TIMEOUT: the contact did not follow the last operation. */
  uint32_t since_us;
} load_switch_state_t;

/** Both coils off, contact and voltage sense are inputs. */
void board_load_switch_start(void);

/** Contract as hal_load_switch. */
tm_status_t board_load_switch_pulse(int action);

/** Ends a pulse at once; from anywhere. */
void board_load_switch_off(void);

/** Looks at contact and voltage; call from each round of the loop. */
void board_load_switch_step(void);

/** @return true when the core is to be told. */
bool board_load_switch_waiting(load_switch_state_t *state);
void board_load_switch_told(void);
void board_load_switch_forget(void);

#endif
