// The module slots of a laptop's board.
#ifndef BOARD_HOST_SLOTS_H
#define BOARD_HOST_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "hal.h"

#define BOARD_SLOTS 2

typedef struct {
  bool present; /**< A module stands in it. */
  uint8_t gasp[TM_LAST_GASP_MAX];
  uint32_t length; /**< Of what is kept for it. */
} board_slot_t;

/** A contact was found closed or open; those of the slots say whether a module is there. */
void board_slot_seen(hal_board_t *board, int contact, bool closed);

/** The supply fails: modules are given what is kept for them. */
void board_slots_gasp(hal_board_t *board);

/** The core starts: what the one before kept is no longer true. */
void board_slots_forget(hal_board_t *board);

#endif
