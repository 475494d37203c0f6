// The keys of a board by handle: what stands in them is known here and nowhere above.
#ifndef TWINMETER_KEYS_H
#define TWINMETER_KEYS_H

#include "crypto.h"
#include "hal_keys.h"

/** Keys that may be replaced: KEY_MAC, KEY_MASTER, two a client. */
#define KEYS_STORED (2 + 2 * TM_KEY_CLIENTS)

/** A symmetric key; its length is 0 while there is none, and set last. */
typedef struct {
  uint8_t bytes[CRYPTO_KEY_MAX];
  volatile uint32_t length;
} keys_slot_t;

typedef struct {
  hal_board_t *board;
  tm_status_t state; /**< TM_STATUS_OK, NOT_FOUND without identity, or what is wrong: BAD_CHECK, STORAGE_FAILED. */
  hal_identity_t identity;
  keys_slot_t stored[KEYS_STORED];
  keys_slot_t session;
  keys_slot_t dedicated[TM_KEY_ASSOCIATIONS];
  keys_slot_t agreed[TM_KEY_ASSOCIATIONS];
  uint8_t ephemeral[IDENTITY_KEY];
  volatile bool has_ephemeral;
  uint32_t sequence; /**< Of the banks. */
} keys_t;

/** Takes the identity from the board and the stored keys from the newer sound bank, and makes the other bank like it.
 *  Both banks blank are a store without keys; damaged ones are told by each call, and never written over. */
void keys_load(keys_t *keys, hal_board_t *board);

/** A symmetric key by its handle. @return TM_STATUS_OK, NOT_FOUND, OUT_OF_RANGE for a handle of no such key, or
 *  what is wrong with the store. */
tm_status_t keys_find(const keys_t *keys, int handle, crypto_span_t *key);

/** Keeps the key of an association in RAM, or forgets it where it has no bytes. @return TM_STATUS_OK, OUT_OF_RANGE for a
 *  handle of no such key, BAD_LENGTH, or what is wrong with the store. */
tm_status_t keys_take(keys_t *keys, int handle, crypto_span_t key);

/** Keeps the key of one message in RAM, by its handle.
 *  @return TM_STATUS_OK, OUT_OF_RANGE for a handle of no such key, or what is wrong with the store. */
tm_status_t keys_agree(keys_t *keys, int handle, crypto_span_t key);

/** True for a handle of the key of one message. */
bool keys_is_agreed(int handle);

/** True for a handle of a key that no bank stores: of the session, an association, or one message. */
bool keys_in_ram(int handle);

/** Stores a key in both banks; only then is it in force. @return TM_STATUS_OK, OUT_OF_RANGE for a key that cannot be
 *  replaced, BAD_LENGTH, or STORAGE_FAILED. */
tm_status_t keys_store(keys_t *keys, int handle, crypto_span_t key);

#endif
