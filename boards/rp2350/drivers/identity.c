// The board's identity for a meter: its two OTP pages are read once after a reset, then shut until the next one.
#include "crypto.h"
#include "hardware/structs/otp.h"
#include "identity_pages.h"

#define INACCESSIBLE 0xfu /* SW_LOCK: for both worlds, until the next reset. */

static tm_status_t read_both(hal_identity_t *identity) {
  signing_page_t signing;
  wrapping_page_t wrapping;
  if (!board_pages_read(&signing, &wrapping)) return TM_STATUS_BAD_CHECK;
  tm_status_t status = TM_STATUS_BAD_CHECK;
  if (signing.magic == 0 && wrapping.magic == 0) status = TM_STATUS_NOT_FOUND;
  if (board_signing_whole(&signing) && board_wrapping_whole(&wrapping)) {
    board_pages_identity(&signing, &wrapping, identity);
    status = TM_STATUS_OK;
  }
  crypto_forget(&signing, sizeof signing);
  crypto_forget(&wrapping, sizeof wrapping);
  return status;
}

tm_status_t hal_identity(hal_board_t *board, hal_identity_t *identity) {
  (void)board;
  tm_status_t status = read_both(identity);
  // Blank pages stay open, to be written.
  if (status == TM_STATUS_NOT_FOUND) return status;
  otp_hw->sw_lock[SIGNING_PAGE] = INACCESSIBLE;
  otp_hw->sw_lock[WRAPPING_PAGE] = INACCESSIBLE;
  return status;
}
