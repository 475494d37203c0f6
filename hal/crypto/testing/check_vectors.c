// Published vectors as one run of bytes, tried in both directions and with a changed bit: the same on laptop and board.
#include "check_vectors.h"

#include <stdbool.h>
#include <string.h>

#include "crypto.h"

#define FIELDS 6
#define ROOM 128

typedef struct {
  uint8_t kind;
  crypto_strength_t strength;
  crypto_span_t field[FIELDS];
} vector_t;

static bool is(const uint8_t *found, crypto_span_t expected) {
  return expected.length == 0 || memcmp(found, expected.bytes, expected.length) == 0;
}

static bool is_zeros(const uint8_t *bytes, size_t length) {
  uint8_t any = 0;
  while (length-- > 0) any |= *bytes++;
  return any == 0;
}

/** A copy with its last bit changed. */
static const uint8_t *spoilt(crypto_span_t good, uint8_t room[ROOM]) {
  memcpy(room, good.bytes, good.length);
  room[good.length - 1] ^= 1;
  return room;
}

/** Fields: key, nonce, also, text, cipher text, tag. */
static bool gcm(const vector_t *v) {
  uint8_t text[ROOM], tag[CRYPTO_BLOCK], bad[ROOM];
  crypto_span_t plain = v->field[3], sealed = v->field[4], expected = v->field[5];
  crypto_gcm_t message = {v->field[0], v->field[1], {v->field[2]}, text, plain.length};
  memcpy(text, plain.bytes, plain.length);
  if (crypto_gcm_seal(&message, tag, expected.length) != CRYPTO_OK) return false;
  if (!is(tag, expected) || !is(text, sealed)) return false;
  if (crypto_gcm_open(&message, tag, expected.length) != CRYPTO_OK || !is(text, plain)) return false;
  memcpy(text, sealed.bytes, sealed.length);
  return crypto_gcm_open(&message, spoilt(expected, bad), expected.length) == CRYPTO_NOT_AUTHENTIC &&
         is_zeros(text, plain.length);
}

/** Fields: key, data, MAC. */
static bool cmac(const vector_t *v) {
  uint8_t mac[CRYPTO_BLOCK];
  return crypto_cmac(v->field[0], v->field[1], mac) == CRYPTO_OK && is(mac, v->field[2]);
}

/** Fields: key of keys, key, wrapped key. */
static bool wrap(const vector_t *v) {
  uint8_t found[ROOM], bad[ROOM];
  crypto_span_t key = v->field[1], wrapped = v->field[2];
  if (crypto_wrap(v->field[0], key, found) != CRYPTO_OK || !is(found, wrapped)) return false;
  if (crypto_unwrap(v->field[0], wrapped, found) != CRYPTO_OK || !is(found, key)) return false;
  crypto_span_t changed = {spoilt(wrapped, bad), wrapped.length};
  return crypto_unwrap(v->field[0], changed, found) == CRYPTO_NOT_AUTHENTIC && is_zeros(found, key.length);
}

/** Fields: data, digest. */
static bool digest(const vector_t *v) {
  uint8_t found[CRYPTO_DIGEST_MAX];
  crypto_digest(v->strength, v->field[0], found);
  return is(found, v->field[1]);
}

/** Fields: key, data, MAC. */
static bool hmac(const vector_t *v) {
  uint8_t found[CRYPTO_DIGEST_MAX];
  crypto_hmac(v->strength, v->field[0], v->field[1], found);
  return is(found, v->field[2]);
}

/** Fields: private key, public key, data, signature. */
static bool sign(const vector_t *v) {
  uint8_t found[ROOM], bad[ROOM];
  const uint8_t *public_key = v->field[1].bytes;
  const uint8_t *private_key = v->field[0].bytes;
  if (crypto_public_key(v->strength, private_key, found) != CRYPTO_OK || !is(found, v->field[1])) return false;
  if (crypto_sign(v->strength, private_key, v->field[2], found) != CRYPTO_OK || !is(found, v->field[3])) return false;
  if (crypto_verify(v->strength, public_key, v->field[2], found) != CRYPTO_OK) return false;
  const uint8_t *forged = spoilt(v->field[3], bad);
  if (crypto_verify(v->strength, public_key, v->field[2], forged) != CRYPTO_NOT_AUTHENTIC) return false;
  return crypto_verify(v->strength, spoilt(v->field[1], bad), v->field[2], found) == CRYPTO_NOT_AUTHENTIC;
}

/** Fields: private key, the other side's public key, what both share. */
static bool agree(const vector_t *v) {
  uint8_t shared[ROOM], bad[ROOM];
  if (crypto_agree(v->strength, v->field[0].bytes, v->field[1].bytes, shared) != CRYPTO_OK || !is(shared, v->field[2]))
    return false;
  return crypto_agree(v->strength, v->field[0].bytes, spoilt(v->field[1], bad), shared) == CRYPTO_BAD_KEY;
}

static bool is_right(const vector_t *v) {
  switch (v->kind) {
    case 'g': return gcm(v);
    case 'c': return cmac(v);
    case 'w': return wrap(v);
    case 'd': return digest(v);
    case 'h': return hmac(v);
    case 's': return sign(v);
    case 'a': return agree(v);
    default: return false;
  }
}

/** Takes one vector off the front. @return the bytes it takes. */
static size_t parse(const uint8_t *bytes, vector_t *v) {
  size_t at = 3;
  v->kind = bytes[0];
  v->strength = bytes[1] ? CRYPTO_384 : CRYPTO_256;
  for (int i = 0; i < bytes[2] && i < FIELDS; i++) {
    size_t length = bytes[at] | (size_t)bytes[at + 1] << 8;
    v->field[i] = (crypto_span_t){bytes + at + 2, length};
    at += 2 + length;
  }
  return at;
}

int check_vectors(const uint8_t *bytes, size_t length) {
  int index = 0;
  for (size_t at = 0; at < length; index++) {
    vector_t v = {0};
    at += parse(bytes + at, &v);
    if (!is_right(&v)) return -1 - index;
  }
  return index;
}
