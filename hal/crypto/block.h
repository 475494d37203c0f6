// Single AES blocks, and bytes that must not stay or tell anything by time.
#ifndef TWINMETER_CRYPTO_BLOCK_H
#define TWINMETER_CRYPTO_BLOCK_H

#include <bearssl.h>
#include <stdbool.h>

#include "crypto.h"

/** The constant-time AES of 32-bit machines; 64-bit ones run it as well. */
typedef struct {
  br_aes_ct_cbcenc_keys forward;
} crypto_cipher_t;

bool crypto_is_aes_key(size_t length);

/** @param key  16 or 32 bytes. */
void crypto_cipher_init(crypto_cipher_t *cipher, crypto_span_t key);

/** Enciphers one block in place. */
void crypto_encipher(const crypto_cipher_t *cipher, uint8_t block[CRYPTO_BLOCK]);

#endif
