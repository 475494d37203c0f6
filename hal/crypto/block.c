// Single AES blocks, and bytes that must not stay or tell anything by time.
#include "block.h"

bool crypto_is_aes_key(size_t length) {
  return length == 16 || length == 32;
}

void crypto_cipher_init(crypto_cipher_t *cipher, crypto_span_t key) {
  br_aes_ct_cbcenc_init(&cipher->forward, key.bytes, key.length);
}

// CBC over one block from zeros is the block cipher itself.
void crypto_encipher(const crypto_cipher_t *cipher, uint8_t block[CRYPTO_BLOCK]) {
  uint8_t zeros[CRYPTO_BLOCK] = {0};
  br_aes_ct_cbcenc_run(&cipher->forward, zeros, block, CRYPTO_BLOCK);
}

bool crypto_equal(const uint8_t *a, const uint8_t *b, size_t length) {
  uint8_t difference = 0;
  while (length-- > 0) difference |= *a++ ^ *b++;
  return difference == 0;
}

void crypto_forget(void *secret, size_t length) {
  volatile uint8_t *byte = secret;
  while (length-- > 0) *byte++ = 0;
}
