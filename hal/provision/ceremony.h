// How a board comes by its identity: made in RAM, given the keys others know, then written; nothing of it leaves but public keys.
#ifndef TWINMETER_CEREMONY_H
#define TWINMETER_CEREMONY_H

#include "hal_provision.h"
#include "keys.h"
#include "twinmeter_provision.h"

/** What signature and transport key cover: label, role, number of the chip, title, both halves of the transport key. */
#define CEREMONY_LABEL "Twinmeter provisioning 1"
#define CEREMONY_TEXT (sizeof CEREMONY_LABEL - 1 + 1 + CHIP_NUMBER + IDENTITY_TITLE + 2 * IDENTITY_PUBLIC)
/** Keys that come in: all that are stored but the MAC key, which the board draws and nobody else ever has. */
#define CEREMONY_KEYS (KEYS_STORED - 1)
#define CEREMONY_KEY 16

typedef enum { CEREMONY_NOTHING, CEREMONY_OFFERED, CEREMONY_LOADED } ceremony_step_t;

typedef struct {
  hal_board_t *board;
  uint8_t role;
  ceremony_step_t step;
  keys_t keys; /**< Identity and stored keys to be. */
  uint8_t text[CEREMONY_TEXT];
  uint8_t transport[CRYPTO_KEY_MAX];
  uint8_t loaded[CEREMONY_KEYS][CEREMONY_KEY];
} ceremony_t;

void ceremony_begin(ceremony_t *ceremony, hal_board_t *board, hal_role_t role);

/** TM_MESSAGE_PROVISION_*: takes the request's payload, writes that of the reply. @return its length, or a status. */
int ceremony_tell(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);
int ceremony_generate(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);
int ceremony_load(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);
int ceremony_write(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);
int ceremony_lock(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);

#endif
