// The ports of the management board.
#ifndef TWINMETER_MANAGEMENT_PORTS_H
#define TWINMETER_MANAGEMENT_PORTS_H

#include "board_parts.h"

/** Offers what modules sent. */
void board_offer_slots(board_choice_t *choice);

#endif
