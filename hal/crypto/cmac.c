// AES-CMAC (NIST SP 800-38B): what chains the meter's records.
#include <string.h>

#include "block.h"

/** Doubles a block in GF(2^128), in place, in constant time (6.1: R is 0x87). */
static void twice(uint8_t block[CRYPTO_BLOCK]) {
  uint8_t carry = block[0] >> 7;
  for (int i = 0; i < CRYPTO_BLOCK - 1; i++) block[i] = (uint8_t)(block[i] << 1 | block[i + 1] >> 7);
  block[CRYPTO_BLOCK - 1] = (uint8_t)(block[CRYPTO_BLOCK - 1] << 1 ^ (0x87 & -carry));
}

static void add(uint8_t block[CRYPTO_BLOCK], const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) block[i] ^= bytes[i];
}

/** The last block: whole ones take K1, others a bit of padding and K2. */
static void add_last(const crypto_cipher_t *cipher, uint8_t mac[CRYPTO_BLOCK], crypto_span_t last) {
  uint8_t subkey[CRYPTO_BLOCK] = {0};
  crypto_encipher(cipher, subkey);
  twice(subkey);
  if (last.length < CRYPTO_BLOCK) {
    twice(subkey);
    mac[last.length] ^= 0x80;
  }
  add(mac, last.bytes, last.length);
  add(mac, subkey, CRYPTO_BLOCK);
  crypto_forget(subkey, sizeof subkey);
}

crypto_result_t crypto_cmac(crypto_span_t key, crypto_span_t data, uint8_t mac[CRYPTO_BLOCK]) {
  if (!crypto_is_aes_key(key.length)) return CRYPTO_BAD_LENGTH;
  crypto_cipher_t cipher;
  crypto_cipher_init(&cipher, key);
  memset(mac, 0, CRYPTO_BLOCK);
  for (; data.length > CRYPTO_BLOCK; data.bytes += CRYPTO_BLOCK, data.length -= CRYPTO_BLOCK) {
    add(mac, data.bytes, CRYPTO_BLOCK);
    crypto_encipher(&cipher, mac);
  }
  add_last(&cipher, mac, data);
  crypto_encipher(&cipher, mac);
  crypto_forget(&cipher, sizeof cipher);
  return CRYPTO_OK;
}
