// P-256 and P-384: signatures, their verification, public keys and key agreement.
#include <string.h>

#include "block.h"
#include "digest.h"

#define COORDINATE_MAX 48
#define POINT_MAX (1 + 2 * COORDINATE_MAX)
#define UNCOMPRESSED 0x04 // SEC 1, 2.3.3

// P-256 with multiplications of 32 bits to 64, which the M33 does in one cycle: half of what the general code needs.
static const br_ec_impl *curve_of(crypto_strength_t strength) {
  return strength == CRYPTO_256 ? &br_ec_p256_m31 : &br_ec_prime_i31;
}

static int id_of(crypto_strength_t strength) {
  return strength == CRYPTO_256 ? BR_EC_secp256r1 : BR_EC_secp384r1;
}

static br_ec_private_key private_of(crypto_strength_t curve, const uint8_t *bytes) {
  return (br_ec_private_key){id_of(curve), (uint8_t *)bytes, crypto_bytes(curve)};
}

// BearSSL multiplies by any number and leaves it to its caller whether that is a key.
bool crypto_is_private(crypto_strength_t curve, const uint8_t *key) {
  size_t length;
  const unsigned char *order = curve_of(curve)->order(id_of(curve), &length);
  int borrow = 0;
  uint8_t any = 0;
  for (size_t i = length; i-- > 0;) {
    any |= key[i];
    borrow = key[i] - order[i] - borrow < 0;
  }
  return (any != 0) & borrow;
}

/** X and Y as BearSSL takes a point: with the mark of an uncompressed one before them. */
static size_t as_point(crypto_strength_t curve, const uint8_t *public_key, uint8_t point[POINT_MAX]) {
  size_t length = 2 * crypto_bytes(curve);
  point[0] = UNCOMPRESSED;
  memcpy(point + 1, public_key, length);
  return 1 + length;
}

crypto_result_t crypto_public_key(crypto_strength_t curve, const uint8_t *private_key, uint8_t *public_key) {
  uint8_t point[BR_EC_KBUF_PUB_MAX_SIZE];
  br_ec_private_key key = private_of(curve, private_key);
  if (!crypto_is_private(curve, private_key)) return CRYPTO_BAD_KEY;
  br_ec_compute_pub(curve_of(curve), NULL, point, &key);
  memcpy(public_key, point + 1, 2 * crypto_bytes(curve));
  return CRYPTO_OK;
}

crypto_result_t crypto_sign_digest(crypto_strength_t curve, const uint8_t *private_key, const uint8_t *digest,
                                   uint8_t *signature) {
  br_ec_private_key key = private_of(curve, private_key);
  if (!crypto_is_private(curve, private_key)) return CRYPTO_BAD_KEY;
  br_ecdsa_i31_sign_raw(curve_of(curve), crypto_hash(curve), digest, &key, signature);
  return CRYPTO_OK;
}

crypto_result_t crypto_sign(crypto_strength_t curve, const uint8_t *private_key, crypto_span_t data,
                            uint8_t *signature) {
  uint8_t digest[CRYPTO_DIGEST_MAX];
  crypto_digest(curve, data, digest);
  return crypto_sign_digest(curve, private_key, digest, signature);
}

crypto_result_t crypto_verify(crypto_strength_t curve, const uint8_t *public_key, crypto_span_t data,
                              const uint8_t *signature) {
  uint8_t digest[CRYPTO_DIGEST_MAX];
  crypto_digest(curve, data, digest);
  return crypto_verify_digest(curve, public_key, digest, signature);
}

crypto_result_t crypto_verify_digest(crypto_strength_t curve, const uint8_t *public_key, const uint8_t *digest,
                                     const uint8_t *signature) {
  uint8_t point[POINT_MAX];
  br_ec_public_key key = {id_of(curve), point, as_point(curve, public_key, point)};
  size_t bytes = crypto_bytes(curve);
  return br_ecdsa_i31_vrfy_raw(curve_of(curve), digest, bytes, &key, signature, 2 * bytes) == 1 ? CRYPTO_OK
                                                                                               : CRYPTO_NOT_AUTHENTIC;
}

crypto_result_t crypto_agree(crypto_strength_t curve, const uint8_t *private_key, const uint8_t *public_key,
                             uint8_t *shared) {
  uint8_t point[POINT_MAX];
  size_t bytes = crypto_bytes(curve), length = as_point(curve, public_key, point);
  if (!crypto_is_private(curve, private_key)) return CRYPTO_BAD_KEY;
  // 1 only for a point of the curve, which BearSSL checks while it multiplies.
  if (curve_of(curve)->mul(point, length, private_key, bytes, id_of(curve)) != 1) return CRYPTO_BAD_KEY;
  memcpy(shared, point + 1, bytes);
  crypto_forget(point, sizeof point);
  return CRYPTO_OK;
}
