// Keys under a key (RFC 3394): how they travel to the meter and lie in its storage.
#include <string.h>

#include "block.h"

#define HALF 8 // bytes of what the RFC calls a block
#define ROUNDS 6
#define HALVES_MAX (CRYPTO_KEY_MAX / HALF)
#define INITIAL 0xa6 // each byte of the initial value (2.2.3.1)

/** One step: the register A, the half it meets, and the number of the step. */
static void count_into(uint8_t a[HALF], uint32_t step) {
  for (int i = 0; i < 4; i++) a[HALF - 1 - i] ^= (uint8_t)(step >> 8 * i);
}

static bool is_wrappable(crypto_span_t kek, size_t key_length) {
  return crypto_is_aes_key(kek.length) && key_length >= 16 && key_length <= CRYPTO_KEY_MAX && key_length % HALF == 0;
}

crypto_result_t crypto_wrap(crypto_span_t kek, crypto_span_t key, uint8_t *wrapped) {
  if (!is_wrappable(kek, key.length)) return CRYPTO_BAD_LENGTH;
  uint32_t halves = (uint32_t)key.length / HALF;
  crypto_cipher_t cipher;
  uint8_t block[CRYPTO_BLOCK];
  crypto_cipher_init(&cipher, kek);
  memset(block, INITIAL, HALF);
  memmove(wrapped + HALF, key.bytes, key.length);
  for (uint32_t step = 1; step <= ROUNDS * halves; step++) {
    uint8_t *half = wrapped + HALF * (1 + (step - 1) % halves);
    memcpy(block + HALF, half, HALF);
    crypto_encipher(&cipher, block);
    count_into(block, step);
    memcpy(half, block + HALF, HALF);
  }
  memcpy(wrapped, block, HALF);
  crypto_forget(&cipher, sizeof cipher);
  crypto_forget(block, sizeof block);
  return CRYPTO_OK;
}

static void decipher(const br_aes_ct_cbcdec_keys *keys, uint8_t block[CRYPTO_BLOCK]) {
  uint8_t zeros[CRYPTO_BLOCK] = {0};
  br_aes_ct_cbcdec_run(keys, zeros, block, CRYPTO_BLOCK);
}

/** Takes as long for a wrong first byte as for a wrong last one. */
static bool is_initial(const uint8_t a[HALF]) {
  uint8_t difference = 0;
  for (int i = 0; i < HALF; i++) difference |= a[i] ^ INITIAL;
  return difference == 0;
}

crypto_result_t crypto_unwrap(crypto_span_t kek, crypto_span_t wrapped, uint8_t *key) {
  if (wrapped.length < HALF || !is_wrappable(kek, wrapped.length - HALF)) return CRYPTO_BAD_LENGTH;
  size_t length = wrapped.length - HALF;
  uint32_t halves = (uint32_t)length / HALF;
  br_aes_ct_cbcdec_keys keys;
  uint8_t block[CRYPTO_BLOCK];
  br_aes_ct_cbcdec_init(&keys, kek.bytes, kek.length);
  memcpy(block, wrapped.bytes, HALF);
  memmove(key, wrapped.bytes + HALF, length);
  for (uint32_t step = ROUNDS * halves; step > 0; step--) {
    uint8_t *half = key + HALF * ((step - 1) % halves);
    count_into(block, step);
    memcpy(block + HALF, half, HALF);
    decipher(&keys, block);
    memcpy(half, block + HALF, HALF);
  }
  bool authentic = is_initial(block);
  crypto_forget(&keys, sizeof keys);
  crypto_forget(block, sizeof block);
  if (!authentic) crypto_forget(key, length);
  return authentic ? CRYPTO_OK : CRYPTO_NOT_AUTHENTIC;
}
