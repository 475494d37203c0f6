// The porting layer of both cores, beside hal.h: the NOR flash, whose programs and erases run in the chip while the core
// goes on. One operation at a time; nothing is queued or allocated. Included by hal.h.
#ifndef TWINMETER_HAL_NOR_H
#define TWINMETER_HAL_NOR_H

#include "hal.h"

/** Reads from the NOR. A program or erase under way is suspended meanwhile, not waited for; reads one after the other leave it
 *  half of the time.
 *  @return TM_STATUS_OK, OUT_OF_RANGE, BUSY for bytes that the operation under way is about to change, or STORAGE_FAILED. */
tm_status_t hal_nor_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length);

/** Starts to clear bits of 1..TM_NOR_PAGE bytes inside one page; HAL_EVENT_NOR_DONE follows. The bytes are copied before the
 *  call returns. A power cut leaves any part of these bits cleared.
 *  @return TM_STATUS_OK, BAD_LENGTH, OUT_OF_RANGE, BUSY while an operation is under way, or STORAGE_FAILED. */
tm_status_t hal_nor_program(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length);

/** Starts to set all bits of a sector (TM_NOR_SECTOR) or block (TM_NOR_BLOCK) that begins at the address;
 *  HAL_EVENT_NOR_DONE follows. A power cut leaves bits that read differently from one time to the next, until erased again.
 *  @return as hal_nor_program. */
tm_status_t hal_nor_erase(hal_board_t *board, uint32_t address, uint32_t length);

static inline bool hal_nor_inside(uint32_t address, size_t length) {
  return address <= TM_NOR_BYTES && length <= TM_NOR_BYTES - address;
}

/** Whether a program may be started there, as every board answers it. @return TM_STATUS_OK, BAD_LENGTH or OUT_OF_RANGE. */
static inline tm_status_t hal_nor_check_program(uint32_t address, size_t length) {
  if (length < 1 || length > TM_NOR_PAGE - address % TM_NOR_PAGE) return TM_STATUS_BAD_LENGTH;
  return hal_nor_inside(address, length) ? TM_STATUS_OK : TM_STATUS_OUT_OF_RANGE;
}

/** Whether an erase may be started there. @return TM_STATUS_OK, BAD_LENGTH or OUT_OF_RANGE. */
static inline tm_status_t hal_nor_check_erase(uint32_t address, uint32_t length) {
  if (length != TM_NOR_SECTOR && length != TM_NOR_BLOCK) return TM_STATUS_BAD_LENGTH;
  return address % length == 0 && hal_nor_inside(address, length) ? TM_STATUS_OK : TM_STATUS_OUT_OF_RANGE;
}

#endif
