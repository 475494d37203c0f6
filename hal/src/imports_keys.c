// The imports the host answers itself with keys: handles, lengths and uses are checked here, key bytes stay below.
#include <string.h>

#include "host_internal.h"

#define NONCE 12
#define TAG 12 // DLMS UA 1000-2, 9.2.3.3.7: suites 0 to 2

static bool in_group(int32_t handle, int32_t first) { return handle >= first && handle < first + TM_KEY_CLIENTS; }

static tm_status_t from_crypto(crypto_result_t result) {
  if (result == CRYPTO_OK) return TM_STATUS_OK;
  return result == CRYPTO_BAD_LENGTH ? TM_STATUS_BAD_LENGTH : TM_STATUS_BAD_CHECK;
}

int32_t host_random(host_t *host, uint8_t *bytes, int32_t length) {
  if (length > TM_RANDOM_MAX) return TM_STATUS_BAD_LENGTH;
  return hal_random(host->board, bytes, (size_t)length);
}

int32_t host_digest(host_t *host, int32_t strength, uint8_t *bytes, int32_t length) {
  (void)host;
  if (strength != TM_STRENGTH_256 && strength != TM_STRENGTH_384) return TM_STATUS_OUT_OF_RANGE;
  crypto_strength_t which = strength == TM_STRENGTH_256 ? CRYPTO_256 : CRYPTO_384;
  int32_t data = length - (int32_t)crypto_bytes(which);
  if (data < 0 || length > TM_KEY_MESSAGE_MAX) return TM_STATUS_BAD_LENGTH;
  crypto_digest(which, (crypto_span_t){bytes, (size_t)data}, bytes + data);
  return TM_STATUS_OK;
}

int32_t host_key_mac(host_t *host, int32_t key, uint8_t *bytes, int32_t length) {
  crypto_span_t found;
  int32_t data = length - CRYPTO_BLOCK;
  if (data < 0 || length > TM_KEY_MESSAGE_MAX) return TM_STATUS_BAD_LENGTH;
  if (key != TM_KEY_MAC) return TM_STATUS_OUT_OF_RANGE;
  tm_status_t status = keys_find(&host->keys, key, &found);
  if (status != TM_STATUS_OK) return status;
  return from_crypto(crypto_cmac(found, (crypto_span_t){bytes, (size_t)data}, bytes + data));
}

/** A message as key_seal lays it out: nonce, what is covered only, text, tag. */
static tm_status_t parse(host_t *host, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also,
                         crypto_gcm_t *message) {
  if (length > TM_KEY_MESSAGE_MAX || also < 0 || also > length) return TM_STATUS_BAD_LENGTH;
  int32_t text = length - NONCE - also - TAG;
  if (text < 0 || (also_key != 0 && also < 1)) return TM_STATUS_BAD_LENGTH;
  if (!keys_in_ram(key) && !in_group(key, TM_KEY_ENCRYPTION)) return TM_STATUS_OUT_OF_RANGE;
  if (also_key != 0 && !in_group(also_key, TM_KEY_AUTHENTICATION)) return TM_STATUS_OUT_OF_RANGE;
  *message = (crypto_gcm_t){.iv = {bytes, NONCE}, .text = bytes + NONCE + also, .text_length = (size_t)text};
  // Security control byte, authentication key, and the rest of what is covered.
  size_t first = also_key != 0 ? 1 : (size_t)also;
  message->also[0] = (crypto_span_t){bytes + NONCE, first};
  message->also[2] = (crypto_span_t){bytes + NONCE + first, (size_t)also - first};
  tm_status_t status = keys_find(&host->keys, key, &message->key);
  if (status != TM_STATUS_OK || also_key == 0) return status;
  return keys_find(&host->keys, also_key, &message->also[1]);
}

int32_t host_key_seal(host_t *host, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also) {
  crypto_gcm_t message;
  tm_status_t status = parse(host, key, also_key, bytes, length, also, &message);
  if (status != TM_STATUS_OK) return status;
  return from_crypto(crypto_gcm_seal(&message, bytes + length - TAG, TAG));
}

int32_t host_key_open(host_t *host, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also) {
  crypto_gcm_t message;
  tm_status_t status = parse(host, key, also_key, bytes, length, also, &message);
  if (status != TM_STATUS_OK) return status;
  return from_crypto(crypto_gcm_open(&message, bytes + length - TAG, TAG));
}

#define AS_IT_WAS 1

/** A key that is there already is not written again, and told from a new one: its counters go on. */
static int32_t store_new(keys_t *keys, int32_t key, crypto_span_t found) {
  crypto_span_t old;
  bool is_same = keys_find(keys, key, &old) == TM_STATUS_OK && old.length == found.length &&
                 crypto_equal(old.bytes, found.bytes, found.length);
  return is_same ? AS_IT_WAS : keys_store(keys, key, found);
}

/** The key that was agreed on stays. */
static int32_t store_agreed(keys_t *keys, int32_t key, int32_t agreed) {
  crypto_span_t found;
  tm_status_t status = keys_find(keys, agreed, &found);
  return status == TM_STATUS_OK ? store_new(keys, key, found) : status;
}

int32_t host_key_replace(host_t *host, int32_t key, int32_t by_key, const uint8_t *bytes, int32_t length) {
  crypto_span_t under;
  uint8_t unwrapped[CRYPTO_KEY_MAX];
  if (keys_is_agreed(by_key) && length == 0) return store_agreed(&host->keys, key, by_key);
  if (by_key != TM_KEY_MASTER && by_key != TM_KEY_SESSION) return TM_STATUS_OUT_OF_RANGE;
  if (length != 24 && length != 40) return TM_STATUS_BAD_LENGTH; // 16 or 32 bytes wrapped
  tm_status_t status = keys_find(&host->keys, by_key, &under);
  if (status != TM_STATUS_OK) return status;
  int32_t result = from_crypto(crypto_unwrap(under, (crypto_span_t){bytes, (size_t)length}, unwrapped));
  crypto_span_t found = {unwrapped, (size_t)length - 8};
  if (result == TM_STATUS_OK)
    result = keys_is_agreed(key) ? keys_agree(&host->keys, key, found) : store_new(&host->keys, key, found);
  crypto_forget(unwrapped, sizeof unwrapped);
  return result;
}

int32_t host_key_take(host_t *host, int32_t key, const uint8_t *bytes, int32_t length) {
  return keys_take(&host->keys, key, (crypto_span_t){bytes, (size_t)length});
}

int32_t host_key_bytes(host_t *host, int32_t key) {
  crypto_span_t found;
  tm_status_t status = keys_find(&host->keys, key, &found);
  return status == TM_STATUS_OK ? (int32_t)found.length : status;
}

int32_t host_key_public(host_t *host, uint8_t *bytes) {
  const keys_t *keys = &host->keys;
  if (keys->state == TM_STATUS_NOT_FOUND || keys->state == TM_STATUS_BAD_CHECK) return keys->state;
  memcpy(bytes, keys->identity.title, IDENTITY_TITLE);
  memcpy(bytes + IDENTITY_TITLE, keys->identity.public_key, IDENTITY_PUBLIC);
  return TM_STATUS_OK;
}
