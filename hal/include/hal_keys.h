// The porting layer of keys, beside hal.h: where a board's identity lies, and where its random numbers come from.
#ifndef TWINMETER_HAL_KEYS_H
#define TWINMETER_HAL_KEYS_H

#include "hal.h"

#define IDENTITY_TITLE 8
#define IDENTITY_KEY 32
#define IDENTITY_PUBLIC 64

/** What a board is given once and keeps for its life: on a chip in OTP pages that nobody can write again. */
typedef struct {
  uint8_t title[IDENTITY_TITLE];       /**< System title (DLMS UA 1000-2, 4.3.4). */
  uint8_t signing[IDENTITY_KEY];       /**< Private key, P-256. */
  uint8_t public_key[IDENTITY_PUBLIC]; /**< Of the signing key: X, Y. */
  uint8_t wrapping[IDENTITY_KEY];      /**< What changeable keys are wrapped under in the FRAM. */
} hal_identity_t;

/** Gives the identity, once after power-on: on a chip its pages cannot be read again before the next reset.
 *  @return TM_STATUS_OK, NOT_FOUND where there is none, or BAD_CHECK where it is damaged. */
tm_status_t hal_identity(hal_board_t *board, hal_identity_t *identity);

/** Fills bytes from a true random number generator. @return TM_STATUS_OK, or TIMEOUT where it does not answer. */
tm_status_t hal_random(hal_board_t *board, uint8_t *bytes, size_t length);

#endif
