// The store of a board's keys: identity once, changeable keys wrapped in two banks of the FRAM, both alike.
#include "keys.h"

#include <string.h>

#include "key_bank.h"

static bool is_client(int handle, int first) { return handle >= first && handle < first + TM_KEY_CLIENTS; }

/** Place of a stored key, or -1. */
static int place_of(int handle) {
  if (handle == TM_KEY_MAC) return 0;
  if (handle == TM_KEY_MASTER) return 1;
  if (is_client(handle, TM_KEY_ENCRYPTION)) return 2 + handle - TM_KEY_ENCRYPTION;
  if (is_client(handle, TM_KEY_AUTHENTICATION)) return 2 + TM_KEY_CLIENTS + handle - TM_KEY_AUTHENTICATION;
  return -1;
}

static void set(keys_slot_t *slot, crypto_span_t key) {
  slot->length = 0;
  memcpy(slot->bytes, key.bytes, key.length);
  slot->length = (uint32_t)key.length;
}

static tm_status_t unwrap_all(keys_t *keys, const key_bank_t *bank) {
  for (int i = 0; i < KEYS_STORED; i++) {
    uint8_t key[CRYPTO_KEY_MAX];
    uint32_t length = bank->keys[i].length;
    if (length == 0) continue;
    crypto_span_t wrapped = {bank->keys[i].wrapped, length + KEY_BANK_WRAP};
    if (crypto_unwrap(key_bank_wrapping(&keys->identity), wrapped, key) != CRYPTO_OK) return TM_STATUS_STORAGE_FAILED;
    set(&keys->stored[i], (crypto_span_t){key, length});
    crypto_forget(key, sizeof key);
  }
  return TM_STATUS_OK;
}

/** Reads both banks. @return the state of the store. */
static tm_status_t load_banks(keys_t *keys) {
  key_bank_t banks[2];
  key_bank_state_t found[2];
  for (int i = 0; i < 2; i++) found[i] = key_bank_read(keys->board, &keys->identity, i, &banks[i]);
  bool sound[] = {found[0] == KEY_BANK_SOUND, found[1] == KEY_BANK_SOUND};
  if (!sound[0] && !sound[1]) return found[0] == KEY_BANK_BLANK && found[1] == KEY_BANK_BLANK ? TM_STATUS_OK
                                                                                            : TM_STATUS_STORAGE_FAILED;
  int newer = !sound[0] || (sound[1] && (int32_t)(banks[1].sequence - banks[0].sequence) > 0);
  keys->sequence = banks[newer].sequence;
  tm_status_t status = unwrap_all(keys, &banks[newer]);
  // A cut between the banks, or damage to one: the other must not be what a later damage falls back to.
  bool alike = sound[0] && sound[1] && banks[0].sequence == banks[1].sequence;
  if (status == TM_STATUS_OK && !alike) status = key_bank_write(keys->board, !newer, &banks[newer]);
  return status;
}

void keys_load(keys_t *keys, hal_board_t *board) {
  memset(keys, 0, sizeof *keys);
  keys->board = board;
  keys->state = hal_identity(board, &keys->identity);
  if (keys->state == TM_STATUS_OK) keys->state = load_banks(keys);
}

static bool is_dedicated(int handle) {
  return handle >= TM_KEY_DEDICATED && handle < TM_KEY_DEDICATED + TM_KEY_ASSOCIATIONS;
}

bool keys_is_agreed(int handle) {
  return handle >= TM_KEY_AGREED && handle < TM_KEY_AGREED + TM_KEY_ASSOCIATIONS;
}

bool keys_in_ram(int handle) {
  return handle == TM_KEY_SESSION || is_dedicated(handle) || keys_is_agreed(handle);
}

static const keys_slot_t *slot_of(const keys_t *keys, int handle) {
  if (handle == TM_KEY_SESSION) return &keys->session;
  if (is_dedicated(handle)) return &keys->dedicated[handle - TM_KEY_DEDICATED];
  if (keys_is_agreed(handle)) return &keys->agreed[handle - TM_KEY_AGREED];
  int place = place_of(handle);
  return place < 0 ? NULL : &keys->stored[place];
}

tm_status_t keys_find(const keys_t *keys, int handle, crypto_span_t *key) {
  const keys_slot_t *slot = slot_of(keys, handle);
  if (slot == NULL) return TM_STATUS_OUT_OF_RANGE;
  if (keys->state != TM_STATUS_OK) return keys->state;
  *key = (crypto_span_t){slot->bytes, slot->length};
  return key->length > 0 ? TM_STATUS_OK : TM_STATUS_NOT_FOUND;
}

tm_status_t keys_take(keys_t *keys, int handle, crypto_span_t key) {
  if (!is_dedicated(handle)) return TM_STATUS_OUT_OF_RANGE;
  if (keys->state != TM_STATUS_OK) return keys->state;
  if (key.length != 0 && key.length != 16 && key.length != 32) return TM_STATUS_BAD_LENGTH;
  keys_slot_t *slot = &keys->dedicated[handle - TM_KEY_DEDICATED];
  crypto_forget(slot->bytes, sizeof slot->bytes);
  set(slot, key);
  return TM_STATUS_OK;
}

tm_status_t keys_agree(keys_t *keys, int handle, crypto_span_t key) {
  if (!keys_is_agreed(handle)) return TM_STATUS_OUT_OF_RANGE;
  if (keys->state != TM_STATUS_OK) return keys->state;
  set(&keys->agreed[handle - TM_KEY_AGREED], key);
  return TM_STATUS_OK;
}

/** The bank that the store would be with this key at this place. */
static void wrap_all(const keys_t *keys, int place, crypto_span_t key, key_bank_t *bank) {
  *bank = (key_bank_t){.magic = KEY_BANK_MAGIC, .sequence = keys->sequence + 1};
  for (int i = 0; i < KEYS_STORED; i++) {
    const keys_slot_t *slot = &keys->stored[i];
    crypto_span_t each = i == place ? key : (crypto_span_t){slot->bytes, slot->length};
    bank->keys[i].length = (uint32_t)each.length;
    if (each.length > 0) (void)crypto_wrap(key_bank_wrapping(&keys->identity), each, bank->keys[i].wrapped);
  }
  key_bank_seal(&keys->identity, bank);
}

tm_status_t keys_store(keys_t *keys, int handle, crypto_span_t key) {
  int place = place_of(handle);
  if (place < 0) return TM_STATUS_OUT_OF_RANGE;
  if (keys->state != TM_STATUS_OK) return keys->state;
  if (key.length != 16 && key.length != 32) return TM_STATUS_BAD_LENGTH;
  key_bank_t bank;
  wrap_all(keys, place, key, &bank);
  for (int i = 0; i < 2; i++) {
    tm_status_t status = key_bank_write(keys->board, i, &bank);
    if (status != TM_STATUS_OK) return status;
  }
  keys->sequence = bank.sequence;
  set(&keys->stored[place], key);
  return TM_STATUS_OK;
}
