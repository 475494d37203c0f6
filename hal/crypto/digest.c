// SHA-256, SHA-384 and their HMAC (FIPS 180-4, RFC 2104).
#include "digest.h"

const br_hash_class *crypto_hash(crypto_strength_t strength) {
  return strength == CRYPTO_256 ? &br_sha256_vtable : &br_sha384_vtable;
}

size_t crypto_bytes(crypto_strength_t strength) {
  return strength == CRYPTO_256 ? 32 : 48;
}

void crypto_digest(crypto_strength_t strength, crypto_span_t data, uint8_t *digest) {
  br_hash_compat_context hash;
  const br_hash_class *class = crypto_hash(strength);
  class->init(&hash.vtable);
  class->update(&hash.vtable, data.bytes, data.length);
  class->out(&hash.vtable, digest);
}

void crypto_hmac(crypto_strength_t strength, crypto_span_t key, crypto_span_t data, uint8_t *mac) {
  br_hmac_key_context keyed;
  br_hmac_context hmac;
  br_hmac_key_init(&keyed, crypto_hash(strength), key.bytes, key.length);
  br_hmac_init(&hmac, &keyed, 0);
  br_hmac_update(&hmac, data.bytes, data.length);
  br_hmac_out(&hmac, mac);
}
