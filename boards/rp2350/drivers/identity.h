// The board's identity in OTP.
#ifndef TWINMETER_IDENTITY_H
#define TWINMETER_IDENTITY_H

#include "hal_keys.h"

/** Writes an identity into pages that are still blank and locks them against writing for ever.
 *  @return TM_STATUS_OK; SEALED where anything stands in either page, and nothing is changed then; STORAGE_FAILED when
 *  the boot ROM refuses, or what it wrote does not read back. */
tm_status_t board_identity_write(const hal_identity_t *identity);

#endif
