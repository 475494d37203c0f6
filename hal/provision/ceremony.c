// Makes identity and transport key, takes the keys that come in, and writes: key store first, then the fuses.
#include "ceremony.h"

#include <string.h>

#include "key_bank.h"

/** Any 32 bytes but one in 2^32 make a private key; a generator that gives such ones again and again is broken. */
#define ATTEMPTS 4

void ceremony_begin(ceremony_t *ceremony, hal_board_t *board, hal_role_t role) {
  memset(ceremony, 0, sizeof *ceremony);
  ceremony->board = board;
  ceremony->role = role == HAL_METERING ? TM_PROVISION_ROLE_METERING : TM_PROVISION_ROLE_MANAGEMENT;
}

static void forget(ceremony_t *ceremony) {
  ceremony->step = CEREMONY_NOTHING;
  crypto_forget(&ceremony->keys, sizeof ceremony->keys);
  crypto_forget(ceremony->transport, sizeof ceremony->transport);
  crypto_forget(ceremony->loaded, sizeof ceremony->loaded);
}

static uint8_t state_of(const hal_identity_pages_t *pages) {
  if (pages->signing == FUSES_TORN || pages->wrapping == FUSES_TORN) return TM_PROVISION_SPOILT;
  if (pages->signing == FUSES_BLANK) return pages->wrapping == FUSES_BLANK ? TM_PROVISION_BLANK : TM_PROVISION_BEGUN;
  if (pages->wrapping == FUSES_BLANK) return TM_PROVISION_SPOILT;
  return pages->signing_locked && pages->wrapping_locked ? TM_PROVISION_DONE : TM_PROVISION_OPEN;
}

static bool may_begin(const hal_identity_pages_t *pages) {
  uint8_t state = state_of(pages);
  return state == TM_PROVISION_BLANK || state == TM_PROVISION_BEGUN;
}

static void tell_identity(const ceremony_t *ceremony, const hal_identity_t *identity, uint8_t *reply) {
  key_bank_t bank;
  for (int i = 0; i < 2; i++)
    reply[TM_PROVISION_STATE_banks + i] = (uint8_t)key_bank_read(ceremony->board, identity, i, &bank);
  memcpy(reply + TM_PROVISION_STATE_system_title, identity->title, sizeof identity->title);
  memcpy(reply + TM_PROVISION_STATE_public_key, identity->public_key, sizeof identity->public_key);
}

int ceremony_tell(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply) {
  (void)request;
  hal_identity_pages_t pages;
  hal_identity_t identity;
  hal_identity_pages(ceremony->board, &pages, &identity);
  memset(reply, 0, TM_PROVISION_STATE_BYTES);
  reply[TM_PROVISION_STATE_state] = state_of(&pages);
  reply[TM_PROVISION_STATE_role] = ceremony->role;
  reply[TM_PROVISION_STATE_pages] = (uint8_t)pages.signing;
  reply[TM_PROVISION_STATE_pages + 1] = (uint8_t)pages.wrapping;
  reply[TM_PROVISION_STATE_locks] = pages.signing_locked;
  reply[TM_PROVISION_STATE_locks + 1] = pages.wrapping_locked;
  hal_chip_number(ceremony->board, reply + TM_PROVISION_STATE_chip);
  if (pages.signing == FUSES_WHOLE && pages.wrapping == FUSES_WHOLE) tell_identity(ceremony, &identity, reply);
  crypto_forget(&identity, sizeof identity);
  return TM_PROVISION_STATE_BYTES;
}

static tm_status_t make_pair(hal_board_t *board, uint8_t private_key[IDENTITY_KEY],
                             uint8_t public_key[IDENTITY_PUBLIC]) {
  for (int i = 0; i < ATTEMPTS; i++) {
    tm_status_t status = hal_random(board, private_key, IDENTITY_KEY);
    if (status != TM_STATUS_OK) return status;
    if (crypto_public_key(CRYPTO_256, private_key, public_key) == CRYPTO_OK) return TM_STATUS_OK;
  }
  return TM_STATUS_TIMEOUT;
}

/** DLMS UA 1000-2, 4.3.4: three letters of the manufacturer. */
static bool is_title(const uint8_t title[IDENTITY_TITLE]) {
  for (int i = 0; i < 3; i++) {
    if (title[i] < 'A' || title[i] > 'Z') return false;
  }
  return true;
}

static uint8_t *put(uint8_t *at, const void *bytes, size_t length) {
  memcpy(at, bytes, length);
  return at + length;
}

static void make_text(ceremony_t *ceremony, const uint8_t *tool_key, const uint8_t *board_key) {
  uint8_t *at = put(ceremony->text, CEREMONY_LABEL, sizeof CEREMONY_LABEL - 1);
  *at++ = ceremony->role;
  hal_chip_number(ceremony->board, at);
  at = put(at + CHIP_NUMBER, ceremony->keys.identity.title, IDENTITY_TITLE);
  at = put(at, tool_key, IDENTITY_PUBLIC);
  (void)put(at, board_key, IDENTITY_PUBLIC);
}

/** AES-256 by one step of the key derivation of NIST SP 800-56A, 5.8.2.1: SHA-256 of counter, secret, other information. */
static tm_status_t agree(ceremony_t *ceremony, const uint8_t *private_key, const uint8_t *tool_key) {
  uint8_t text[4 + IDENTITY_KEY + CEREMONY_TEXT] = {0, 0, 0, 1};
  if (crypto_agree(CRYPTO_256, private_key, tool_key, text + 4) != CRYPTO_OK) return TM_STATUS_OUT_OF_RANGE;
  memcpy(text + 4 + IDENTITY_KEY, ceremony->text, CEREMONY_TEXT);
  crypto_digest(CRYPTO_256, (crypto_span_t){text, sizeof text}, ceremony->transport);
  crypto_forget(text, sizeof text);
  return TM_STATUS_OK;
}

/** The wrapping key that a cut left whole is used; it opens nothing so far. */
static tm_status_t make_identity(ceremony_t *ceremony, const hal_identity_pages_t *pages, const hal_identity_t *found) {
  hal_identity_t *identity = &ceremony->keys.identity;
  if (pages->wrapping == FUSES_WHOLE) memcpy(identity->wrapping, found->wrapping, sizeof identity->wrapping);
  else if (hal_random(ceremony->board, identity->wrapping, sizeof identity->wrapping) != TM_STATUS_OK)
    return TM_STATUS_TIMEOUT;
  return make_pair(ceremony->board, identity->signing, identity->public_key);
}

/** Both pairs, what is signed of them, and the transport key. */
static tm_status_t make_offer(ceremony_t *ceremony, const uint8_t *tool_key, uint8_t *reply) {
  uint8_t private_key[IDENTITY_KEY], *board_key = reply + TM_PROVISION_OFFER_board_key;
  const hal_identity_t *identity = &ceremony->keys.identity;
  tm_status_t status = make_pair(ceremony->board, private_key, board_key);
  if (status == TM_STATUS_OK) {
    make_text(ceremony, tool_key, board_key);
    status = agree(ceremony, private_key, tool_key);
  }
  crypto_forget(private_key, sizeof private_key);
  if (status != TM_STATUS_OK) return status;
  memcpy(reply + TM_PROVISION_OFFER_public_key, identity->public_key, sizeof identity->public_key);
  (void)crypto_sign(CRYPTO_256, identity->signing, (crypto_span_t){ceremony->text, CEREMONY_TEXT},
                    reply + TM_PROVISION_OFFER_signature);
  return TM_STATUS_OK;
}

int ceremony_generate(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply) {
  const uint8_t *title = request + TM_PROVISION_GENERATE_REQUEST_system_title;
  hal_identity_pages_t pages;
  hal_identity_t found;
  if (!is_title(title)) return TM_STATUS_OUT_OF_RANGE;
  forget(ceremony);
  hal_identity_pages(ceremony->board, &pages, &found);
  tm_status_t status = TM_STATUS_SEALED;
  if (may_begin(&pages)) {
    memcpy(ceremony->keys.identity.title, title, IDENTITY_TITLE);
    status = make_identity(ceremony, &pages, &found);
  }
  crypto_forget(&found, sizeof found);
  if (status == TM_STATUS_OK) status = make_offer(ceremony, request + TM_PROVISION_GENERATE_REQUEST_tool_key, reply);
  if (status != TM_STATUS_OK) forget(ceremony);
  else ceremony->step = CEREMONY_OFFERED;
  return status == TM_STATUS_OK ? TM_PROVISION_OFFER_BYTES : status;
}

int ceremony_load(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply) {
  uint8_t *keys = ceremony->loaded[0];
  if (ceremony->step == CEREMONY_NOTHING) return TM_STATUS_NOT_STARTED;
  ceremony->step = CEREMONY_OFFERED;
  memcpy(keys, request + TM_PROVISION_LOAD_REQUEST_keys, sizeof ceremony->loaded);
  crypto_gcm_t message = {
      .key = {ceremony->transport, sizeof ceremony->transport},
      .iv = {request + TM_PROVISION_LOAD_REQUEST_nonce, 12},
      .also = {{ceremony->text, CEREMONY_TEXT}},
      .text = keys,
      .text_length = sizeof ceremony->loaded,
  };
  if (crypto_gcm_open(&message, request + TM_PROVISION_LOAD_REQUEST_tag, CRYPTO_BLOCK) != CRYPTO_OK)
    return TM_STATUS_BAD_CHECK;
  ceremony->step = CEREMONY_LOADED;
  return ceremony_tell(ceremony, NULL, reply);
}

/** The stored keys in the order they come in. */
static int handle_of(int key) {
  if (key == 0) return TM_KEY_MASTER;
  key -= 1;
  return key < TM_KEY_CLIENTS ? TM_KEY_ENCRYPTION + key : TM_KEY_AUTHENTICATION + key - TM_KEY_CLIENTS;
}

/** Without an identity in the fuses nothing opens them, so it does no harm when the supply goes here. */
static tm_status_t write_keys(ceremony_t *ceremony) {
  uint8_t mac_key[CEREMONY_KEY];
  keys_t *keys = &ceremony->keys;
  keys->board = ceremony->board;
  keys->state = hal_random(ceremony->board, mac_key, sizeof mac_key);
  tm_status_t status = keys_store(keys, TM_KEY_MAC, (crypto_span_t){mac_key, sizeof mac_key});
  crypto_forget(mac_key, sizeof mac_key);
  for (int i = 0; i < CEREMONY_KEYS && status == TM_STATUS_OK; i++)
    status = keys_store(keys, handle_of(i), (crypto_span_t){ceremony->loaded[i], CEREMONY_KEY});
  return status;
}

int ceremony_write(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply) {
  hal_identity_pages_t pages;
  hal_identity_t found;
  hal_identity_pages(ceremony->board, &pages, &found);
  crypto_forget(&found, sizeof found);
  if (!may_begin(&pages)) return TM_STATUS_SEALED;
  if (ceremony->step != CEREMONY_LOADED) return TM_STATUS_NOT_STARTED;
  tm_status_t status = write_keys(ceremony);
  if (status == TM_STATUS_OK) status = hal_identity_write(ceremony->board, &ceremony->keys.identity);
  forget(ceremony);
  return status == TM_STATUS_OK ? ceremony_tell(ceremony, request, reply) : status;
}

int ceremony_lock(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply) {
  tm_status_t status = hal_identity_lock(ceremony->board);
  return status == TM_STATUS_OK ? ceremony_tell(ceremony, request, reply) : status;
}
