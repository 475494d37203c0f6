// The porting layer of provisioning, beside hal_keys.h: what stands in a board's fuses, and how an identity gets there once.
#ifndef TWINMETER_HAL_PROVISION_H
#define TWINMETER_HAL_PROVISION_H

#include "hal_keys.h"

#define CHIP_NUMBER 8

/** A page of fuses: nothing, what belongs there, or what a power cut or damage left. */
typedef enum { FUSES_BLANK, FUSES_WHOLE, FUSES_TORN } hal_fuses_t;

/** The page of signing key, public key and title, and that of the wrapping key. */
typedef struct {
  hal_fuses_t signing, wrapping;
  bool signing_locked, wrapping_locked; /**< Can never be written again. */
} hal_identity_pages_t;

/** Reads the pages and leaves them open, unlike hal_identity. @param[out] identity  what stands in whole pages, zeros
 *  else. */
void hal_identity_pages(hal_board_t *board, hal_identity_pages_t *pages, hal_identity_t *identity);

/** Writes an identity: the wrapping key's page first, which stays as it is where it holds that very key already, then the
 *  page that makes it an identity.
 *  @return TM_STATUS_OK; SEALED where a page holds anything else, and nothing is changed then; STORAGE_FAILED when the fuses
 *  do not take it, or do not read back. */
tm_status_t hal_identity_write(hal_board_t *board, const hal_identity_t *identity);

/** Locks both pages against writing for ever; once more does no harm. @return TM_STATUS_OK; NOT_FOUND where they are not
 *  both whole; STORAGE_FAILED. */
tm_status_t hal_identity_lock(hal_board_t *board);

/** The number of the chip. */
void hal_chip_number(hal_board_t *board, uint8_t number[CHIP_NUMBER]);

#endif
