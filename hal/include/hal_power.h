// The porting layer of a failing supply, beside hal.h: the record a board keeps ready, and writes without the core.
#ifndef TWINMETER_HAL_POWER_H
#define TWINMETER_HAL_POWER_H

#include "hal.h"

/** Keeps a copy of a record in place of the one before, for FRAM at `address`. When the comparator finds the supply
 *  failing, the board writes it at once, whatever the loop is doing, and HAL_EVENT_POWER follows. The CRC-32 in its last
 *  four bytes is made then: a record is prepared 125 times a second and hardly ever written. hal_started drops it.
 *  @return TM_STATUS_OK, TM_POWER_RECORD_WRITTEN when the one before was written (none is kept then), BAD_LENGTH under 5
 *  or over TM_POWER_RECORD_MAX bytes, or OUT_OF_RANGE for a place that is not in the FRAM. */
int hal_power_prepare(hal_board_t *board, int32_t address, const uint8_t *record, int length);

#endif
