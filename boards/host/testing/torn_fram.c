// A board that is an FRAM whose power goes at a byte: for what the key store is after each cut.
#include <setjmp.h>
#include <string.h>

#include "keys.h"

#define CUT 1

static uint8_t fram[TM_FRAM_BYTES];
static hal_identity_t identity;
static keys_t keys;
static int bytes_left; // until the cut; below 0 there is none
static uint8_t torn;   // what the byte that was being written is left as
static jmp_buf power;

tm_status_t hal_identity(hal_board_t *board, hal_identity_t *found) {
  (void)board;
  *found = identity;
  return TM_STATUS_OK;
}

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  (void)board;
  memcpy(bytes, fram + address, length);
  return TM_STATUS_OK;
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  (void)board;
  for (size_t i = 0; i < length; i++) {
    if (bytes_left-- == 0) {
      fram[address + i] = torn;
      longjmp(power, CUT);
    }
    fram[address + i] = bytes[i];
  }
  return TM_STATUS_OK;
}

void torn_fram_put(const uint8_t *bytes, const uint8_t *whose) {
  memcpy(fram + TM_KEY_BANKS, bytes, 2 * TM_KEY_BANK_BYTES);
  memcpy(&identity, whose, sizeof identity);
}

void torn_fram_get(uint8_t *bytes) { memcpy(bytes, fram + TM_KEY_BANKS, 2 * TM_KEY_BANK_BYTES); }

/** Power comes, and goes after so many bytes written. @return the state of the store, CUT when it went before. */
int torn_fram_load(int until_cut, int left_as) {
  bytes_left = until_cut;
  torn = (uint8_t)left_as;
  if (setjmp(power) != 0) return CUT;
  keys_load(&keys, NULL);
  return keys.state;
}

/** Replaces a key. @return the status, CUT when power went before. */
int torn_fram_store(int handle, const uint8_t *key, int length, int until_cut, int left_as) {
  bytes_left = until_cut;
  torn = (uint8_t)left_as;
  if (setjmp(power) != 0) return CUT;
  return keys_store(&keys, handle, (crypto_span_t){key, (size_t)length});
}

/** @return length of a key, or a status. */
int torn_fram_find(int handle, uint8_t *key) {
  crypto_span_t found;
  tm_status_t status = keys_find(&keys, handle, &found);
  if (status != TM_STATUS_OK) return status;
  memcpy(key, found.bytes, found.length);
  return (int)found.length;
}
