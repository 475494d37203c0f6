// What keys can do, by BearSSL, with the keys as bytes: the floor below key handles, which alone a core is given.
// Nothing allocates or waits, and what touches a key takes the same time whatever the key is. A public-key operation is
// millions of instructions: callers start it as slow work, never in the run loop.
#ifndef TWINMETER_CRYPTO_H
#define TWINMETER_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  CRYPTO_OK,
  /** A length that the algorithm does not have, or more than fits. */
  CRYPTO_BAD_LENGTH,
  /** A private key of 0 or not below the order of the curve, or a public key that is no point of it. */
  CRYPTO_BAD_KEY,
  /** Tag, signature or wrapped key are not what the key makes of the data. */
  CRYPTO_NOT_AUTHENTIC,
} crypto_result_t;

/** Bytes of somebody else, read only. */
typedef struct {
  const uint8_t *bytes;
  size_t length;
} crypto_span_t;

#define CRYPTO_BLOCK 16      ///< bytes of an AES block, and of the longest tag
#define CRYPTO_DIGEST_MAX 48 ///< bytes of the longest digest
#define CRYPTO_KEY_MAX 32    ///< bytes of the longest symmetric key

/** AES-128 or AES-256 in Galois/Counter Mode (NIST SP 800-38D): what it works on. */
typedef struct {
  crypto_span_t key; ///< 16 or 32 bytes
  crypto_span_t iv;  ///< at least one byte; 12 in all protocols here
  crypto_span_t also[3]; ///< what the tag covers beside the text, in parts that may be empty
  uint8_t *text;     ///< changed in place; may be empty
  size_t text_length;
} crypto_gcm_t;

/** Enciphers the text and makes its tag of 4 to 16 bytes. @return OK or BAD_LENGTH. */
crypto_result_t crypto_gcm_seal(const crypto_gcm_t *message, uint8_t *tag, size_t tag_length);

/** Deciphers the text if its tag is right; otherwise nothing of it is left: the text is zeros.
 *  @return OK, BAD_LENGTH (nothing touched) or NOT_AUTHENTIC. */
crypto_result_t crypto_gcm_open(const crypto_gcm_t *message, const uint8_t *tag, size_t tag_length);

/** AES-CMAC (NIST SP 800-38B) with a key of 16 or 32 bytes. @return OK or BAD_LENGTH. */
crypto_result_t crypto_cmac(crypto_span_t key, crypto_span_t data, uint8_t mac[CRYPTO_BLOCK]);

/** Wraps a key of 16 to CRYPTO_KEY_MAX bytes, a multiple of 8, after RFC 3394.
 *  @param[out] wrapped  8 bytes more than the key. @return OK or BAD_LENGTH. */
crypto_result_t crypto_wrap(crypto_span_t kek, crypto_span_t key, uint8_t *wrapped);

/** Unwraps what crypto_wrap made. @param[out] key  8 bytes less than wrapped; zeros where it is not authentic.
 *  @return OK, BAD_LENGTH or NOT_AUTHENTIC. */
crypto_result_t crypto_unwrap(crypto_span_t kek, crypto_span_t wrapped, uint8_t *key);

/** The two suites' digests and curves: SHA-256 and P-256 (NIST), SHA-384 and P-384. */
typedef enum { CRYPTO_256, CRYPTO_384 } crypto_strength_t;

/** Bytes of a digest, a private key, or a coordinate: 32 or 48. A public key or a signature has twice as many. */
size_t crypto_bytes(crypto_strength_t strength);

/** SHA-256 or SHA-384 (FIPS 180-4). */
void crypto_digest(crypto_strength_t strength, crypto_span_t data, uint8_t *digest);

/** HMAC with that digest (RFC 2104). @param[out] mac  as long as the digest. */
void crypto_hmac(crypto_strength_t strength, crypto_span_t key, crypto_span_t data, uint8_t *mac);

/** True for a number above 0 and below the order of the curve: a private key. Takes the same time whatever it is. */
bool crypto_is_private(crypto_strength_t curve, const uint8_t *key);

/** The public key, X then Y, of a private one. @return OK or BAD_KEY. */
crypto_result_t crypto_public_key(crypto_strength_t curve, const uint8_t *private_key, uint8_t *public_key);

/** ECDSA over the digest of the data, r then s, with the nonce of RFC 6979: the same bytes each time.
 *  @return OK or BAD_KEY. */
crypto_result_t crypto_sign(crypto_strength_t curve, const uint8_t *private_key, crypto_span_t data,
                            uint8_t *signature);

/** The same over a digest made before. */
crypto_result_t crypto_sign_digest(crypto_strength_t curve, const uint8_t *private_key, const uint8_t *digest,
                                   uint8_t *signature);

/** @return OK, or NOT_AUTHENTIC, also for a public key that is no point of the curve. */
crypto_result_t crypto_verify(crypto_strength_t curve, const uint8_t *public_key, crypto_span_t data,
                              const uint8_t *signature);

/** The same over a digest made before. */
crypto_result_t crypto_verify_digest(crypto_strength_t curve, const uint8_t *public_key, const uint8_t *digest,
                                     const uint8_t *signature);

/** The X coordinate both sides come to (NIST SP 800-56A). @return OK or BAD_KEY. */
crypto_result_t crypto_agree(crypto_strength_t curve, const uint8_t *private_key, const uint8_t *public_key,
                             uint8_t *shared);

/** Compares without telling by time where the difference is. */
bool crypto_equal(const uint8_t *a, const uint8_t *b, size_t length);

/** Zeros that the compiler may not leave out. */
void crypto_forget(void *secret, size_t length);

#endif
