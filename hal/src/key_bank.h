// A bank of the key store as it lies in the FRAM: keys wrapped under the board's own, the whole held by a MAC.
#ifndef TWINMETER_KEY_BANK_H
#define TWINMETER_KEY_BANK_H

#include "keys.h"

#define KEY_BANK_MAGIC 0x314b4d54u /* 'TMK1' */
#define KEY_BANK_WRAP 8            // bytes that wrapping adds (RFC 3394)
#define KEY_BANK_MAC 32

/** A key and its length unwrapped, 0 for none. */
typedef struct {
  uint32_t length;
  uint8_t wrapped[CRYPTO_KEY_MAX + KEY_BANK_WRAP];
} key_bank_key_t;

/** Little endian, as both processors have it. */
typedef struct {
  uint32_t magic, sequence;
  key_bank_key_t keys[KEYS_STORED];
  uint8_t mac[KEY_BANK_MAC]; /**< HMAC-SHA-256 of all before it by the wrapping key. */
} key_bank_t;

_Static_assert(sizeof(key_bank_t) <= TM_KEY_BANK_BYTES, "a bank holds every key");
_Static_assert(TM_KEY_BANKS + 2 * TM_KEY_BANK_BYTES <= TM_FRAM_BYTES, "both banks lie in the FRAM");

typedef enum { KEY_BANK_BLANK, KEY_BANK_DAMAGED, KEY_BANK_SOUND } key_bank_state_t;

/** The key that the banks are wrapped under. */
crypto_span_t key_bank_wrapping(const hal_identity_t *identity);

/** Puts the MAC into a bank. */
void key_bank_seal(const hal_identity_t *identity, key_bank_t *bank);

/** Reads bank 0 or 1 and judges it; only in a sound one does every length fit. */
key_bank_state_t key_bank_read(hal_board_t *board, const hal_identity_t *identity, int number, key_bank_t *bank);

/** Writes a bank and reads it back. @return TM_STATUS_OK or STORAGE_FAILED. */
tm_status_t key_bank_write(hal_board_t *board, int number, const key_bank_t *bank);

#endif
