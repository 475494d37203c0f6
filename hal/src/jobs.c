// Slow work with keys: what a job is given is copied and checked when it starts; it runs below the loop.
#include <string.h>

#include "host_internal.h"

/** Digest and public key of P-256; a signature is as long as a public key. */
#define DIGEST 32
#define POINT 64
/** The same of P-384. */
#define DIGEST_384 48
#define POINT_384 96
/** What follows the public key, at most, that a key is derived with. */
#define OTHER_MAX (TM_JOB_INPUT_MAX - POINT)

static void end(hal_job_t *job, crypto_result_t result, uint32_t length) {
  job->status = result == CRYPTO_OK ? TM_STATUS_OK : TM_STATUS_BAD_CHECK;
  job->result_length = result == CRYPTO_OK ? length : 0;
}

/** Bytes of a public key, or a signature, of a job's curve. */
static uint32_t point_of(const hal_job_t *job) { return 2 * (uint32_t)crypto_bytes(job->curve); }

/** A private key of the chip's own: of the key it wraps under, so that no board needs to be given one. */
static void own_key(const keys_t *keys, crypto_strength_t curve, const char use[8], uint8_t key[CRYPTO_DIGEST_MAX]) {
  uint8_t label[8];
  memcpy(label, use, sizeof label);
  do {
    crypto_span_t wrapping = {keys->identity.wrapping, IDENTITY_KEY};
    crypto_hmac(curve, wrapping, (crypto_span_t){label, sizeof label}, key);
    label[sizeof label - 1]++;
  } while (!crypto_is_private(curve, key));
}

static void agreement_key(const keys_t *keys, crypto_strength_t curve, uint8_t key[CRYPTO_DIGEST_MAX]) {
  own_key(keys, curve, "TWAGREE", key);
}

/** Of P-256 it is what the board was given. */
static void signing_key(const keys_t *keys, crypto_strength_t curve, uint8_t key[CRYPTO_DIGEST_MAX]) {
  if (curve == CRYPTO_256) memcpy(key, keys->identity.signing, IDENTITY_KEY);
  else own_key(keys, curve, "TWSIGNS", key);
}

static void sign(hal_job_t *job) {
  uint8_t own[CRYPTO_DIGEST_MAX];
  signing_key(job->context, job->curve, own);
  end(job, crypto_sign_digest(job->curve, own, job->input, job->result), point_of(job));
  crypto_forget(own, sizeof own);
}

static void verify(hal_job_t *job) {
  const uint8_t *digest = job->input + point_of(job);
  end(job, crypto_verify_digest(job->curve, job->input, digest, digest + crypto_bytes(job->curve)), 0);
}

/** Any 32 bytes but one in 2^32 make a private key; a generator that gives such ones again and again is broken. */
#define ATTEMPTS 4

static void generate(hal_job_t *job) {
  keys_t *keys = job->context;
  crypto_result_t made = CRYPTO_BAD_KEY;
  keys->has_ephemeral = false;
  for (int i = 0; i < ATTEMPTS && made != CRYPTO_OK; i++) {
    memcpy(keys->ephemeral, job->input + i * IDENTITY_KEY, IDENTITY_KEY);
    made = crypto_public_key(CRYPTO_256, keys->ephemeral, job->result);
  }
  crypto_forget(job->input, sizeof job->input);
  keys->has_ephemeral = made == CRYPTO_OK;
  end(job, made, POINT);
}

/** Bytes of a key that is derived: AES-128 with P-256, as suite 1 has it, AES-256 with P-384, as suite 2. */
static size_t derived_bytes(crypto_strength_t curve) { return curve == CRYPTO_256 ? CRYPTO_BLOCK : CRYPTO_KEY_MAX; }

/** One step of the key derivation of NIST SP 800-56A, 5.8.2.1: the digest of counter, secret and other information. */
static void derive(crypto_strength_t curve, uint8_t key[CRYPTO_KEY_MAX], const uint8_t *secret, crypto_span_t other) {
  uint8_t text[4 + CRYPTO_DIGEST_MAX + OTHER_MAX] = {0, 0, 0, 1}, digest[CRYPTO_DIGEST_MAX];
  size_t bytes = crypto_bytes(curve);
  memcpy(text + 4, secret, bytes);
  memcpy(text + 4 + bytes, other.bytes, other.length);
  crypto_digest(curve, (crypto_span_t){text, 4 + bytes + other.length}, digest);
  memcpy(key, digest, derived_bytes(curve));
  crypto_forget(text, sizeof text);
  crypto_forget(digest, sizeof digest);
}

/** Bytes of the number of the key that is wanted, which stand behind the public key of a job: 1, or none. */
static uint32_t number_of(const hal_job_t *job) { return job->kind == TM_JOB_RENEW || job->kind == TM_JOB_RENEW_384; }

/** What stands behind the public key that a job was given, and goes into the key. */
static crypto_span_t other_of(const hal_job_t *job) {
  uint32_t before = point_of(job) + number_of(job);
  return (crypto_span_t){job->input + before, job->input_length - before};
}

static void agree(hal_job_t *job) {
  keys_t *keys = job->context;
  uint8_t secret[DIGEST];
  crypto_result_t result = CRYPTO_BAD_KEY;
  if (keys->has_ephemeral) result = crypto_agree(CRYPTO_256, keys->ephemeral, job->input, secret);
  keys->session.length = 0;
  if (result == CRYPTO_OK) {
    derive(CRYPTO_256, keys->session.bytes, secret, other_of(job));
    keys->session.length = (uint32_t)derived_bytes(CRYPTO_256);
  }
  keys->has_ephemeral = false;
  crypto_forget(keys->ephemeral, sizeof keys->ephemeral);
  crypto_forget(secret, sizeof secret);
  end(job, result, 0);
}

static void tell_public(hal_job_t *job) {
  uint8_t own[CRYPTO_DIGEST_MAX];
  if (job->key == TM_KEY_SIGNING_384) signing_key(job->context, job->curve, own);
  else agreement_key(job->context, job->curve, own);
  end(job, crypto_public_key(job->curve, own, job->result), point_of(job));
  crypto_forget(own, sizeof own);
}

/** Agrees by a private key with the public one that was given, and derives the key that is wanted from it. */
static void derive_with(hal_job_t *job, const uint8_t *own, uint32_t result_length) {
  uint8_t secret[CRYPTO_DIGEST_MAX], key[CRYPTO_KEY_MAX];
  crypto_result_t result = crypto_agree(job->curve, own, job->input, secret);
  if (result == CRYPTO_OK) {
    derive(job->curve, key, secret, other_of(job));
    (void)keys_agree(job->context, job->key, (crypto_span_t){key, derived_bytes(job->curve)});
  }
  crypto_forget(secret, sizeof secret);
  crypto_forget(key, sizeof key);
  end(job, result, result_length);
}

static void derive_own(hal_job_t *job) {
  uint8_t own[CRYPTO_DIGEST_MAX];
  agreement_key(job->context, job->curve, own);
  derive_with(job, own, 0);
  crypto_forget(own, sizeof own);
}

/** Public key of what was drawn, and its signature by the board's own: of a key that lasts behind its number. */
static crypto_result_t put_signed_key(hal_job_t *job) {
  uint8_t own[CRYPTO_DIGEST_MAX], text[1 + 2 * CRYPTO_DIGEST_MAX];
  uint32_t length = point_of(job);
  crypto_result_t made = crypto_public_key(job->curve, job->drawn, job->result);
  if (made != CRYPTO_OK) return made;
  text[0] = job->input[length];
  memcpy(text + number_of(job), job->result, length);
  signing_key(job->context, job->curve, own);
  made = crypto_sign(job->curve, own, (crypto_span_t){text, number_of(job) + length}, job->result + length);
  crypto_forget(own, sizeof own);
  return made;
}

static void derive_once(hal_job_t *job) {
  crypto_result_t made = put_signed_key(job);
  if (made == CRYPTO_OK) derive_with(job, job->drawn, 2 * point_of(job));
  else end(job, made, 0);
  crypto_forget(job->drawn, sizeof job->drawn);
}

/** What a kind of job wants: its curve, its key, and how many bytes at least and at most. */
typedef struct {
  void (*run)(hal_job_t *job);
  crypto_strength_t curve;
  int32_t key, least, most;
} kind_t;

#define VERIFIED (2 * POINT + DIGEST)
#define VERIFIED_384 (2 * POINT_384 + DIGEST_384)

static const kind_t kinds[] = {
    [TM_JOB_SIGN] = {sign, CRYPTO_256, TM_KEY_SIGNING, DIGEST, DIGEST},
    [TM_JOB_VERIFY_256] = {verify, CRYPTO_256, 0, VERIFIED, VERIFIED},
    [TM_JOB_VERIFY_384] = {verify, CRYPTO_384, 0, VERIFIED_384, VERIFIED_384},
    [TM_JOB_GENERATE] = {generate, CRYPTO_256, TM_KEY_EPHEMERAL, 0, 0},
    [TM_JOB_AGREE] = {agree, CRYPTO_256, TM_KEY_EPHEMERAL, POINT, TM_JOB_INPUT_MAX},
    [TM_JOB_PUBLIC] = {tell_public, CRYPTO_256, TM_KEY_AGREEMENT, 0, 0},
    [TM_JOB_DERIVE] = {derive_own, CRYPTO_256, TM_KEY_AGREED, POINT, TM_JOB_INPUT_MAX},
    [TM_JOB_DERIVE_ONCE] = {derive_once, CRYPTO_256, TM_KEY_AGREED, POINT, TM_JOB_INPUT_MAX},
    [TM_JOB_SIGN_384] = {sign, CRYPTO_384, TM_KEY_SIGNING_384, DIGEST_384, DIGEST_384},
    [TM_JOB_PUBLIC_384] = {tell_public, CRYPTO_384, TM_KEY_AGREEMENT_384, 0, 0},
    [TM_JOB_DERIVE_384] = {derive_own, CRYPTO_384, TM_KEY_AGREED, POINT_384, TM_JOB_INPUT_MAX},
    [TM_JOB_DERIVE_ONCE_384] = {derive_once, CRYPTO_384, TM_KEY_AGREED, POINT_384, TM_JOB_INPUT_MAX},
    [TM_JOB_RENEW] = {derive_once, CRYPTO_256, TM_KEY_AGREED, POINT + 1, TM_JOB_INPUT_MAX},
    [TM_JOB_RENEW_384] = {derive_once, CRYPTO_384, TM_KEY_AGREED, POINT_384 + 1, TM_JOB_INPUT_MAX},
};
#define KINDS ((int32_t)(sizeof kinds / sizeof *kinds))

/** Of P-384 the signing key is told as the other one is: no board was given it. */
static bool is_key_of(int32_t kind, int32_t key) {
  if (kinds[kind].key == TM_KEY_AGREED) return keys_is_agreed(key);
  return key == kinds[kind].key || (kind == TM_JOB_PUBLIC_384 && key == TM_KEY_SIGNING_384);
}

/** Made of the identity, whatever became of the keys in the FRAM. */
static bool is_of_identity(int32_t key) { return key >= TM_KEY_AGREEMENT || key == TM_KEY_SIGNING; }

static tm_status_t check(const host_t *host, int32_t kind, int32_t key, int32_t length) {
  if (kind < 1 || kind >= KINDS || !is_key_of(kind, key)) return TM_STATUS_OUT_OF_RANGE;
  if (length < kinds[kind].least || length > kinds[kind].most) return TM_STATUS_BAD_LENGTH;
  if (keys_is_agreed(key)) return host->keys.state;
  bool needs_identity = is_of_identity(key) && host->keys.state != TM_STATUS_STORAGE_FAILED;
  return needs_identity ? host->keys.state : TM_STATUS_OK;
}

static hal_job_t *free_job(host_t *host) {
  for (int i = 0; i < TM_JOBS_MAX; i++) {
    if (!host->jobs[i].under_way) return &host->jobs[i];
  }
  return NULL;
}

/** The loop fetches the random numbers of a key: the generator is not for two at a time. */
static tm_status_t fill(host_t *host, hal_job_t *job, const uint8_t *bytes) {
  if (job->kind == TM_JOB_GENERATE) return hal_random(host->board, job->input, ATTEMPTS * IDENTITY_KEY);
  if (job->run == derive_once) {
    tm_status_t status = hal_random(host->board, job->drawn, sizeof job->drawn);
    if (status != TM_STATUS_OK) return status;
  }
  memcpy(job->input, bytes, job->input_length);
  return TM_STATUS_OK;
}

int32_t host_job_start(host_t *host, int32_t kind, int32_t key, const uint8_t *bytes, int32_t length) {
  tm_status_t status = check(host, kind, key, length);
  if (status != TM_STATUS_OK) return status;
  hal_job_t *job = free_job(host);
  if (job == NULL) return TM_STATUS_BUSY;
  job->run = kinds[kind].run;
  job->context = &host->keys;
  job->kind = (uint8_t)kind;
  job->curve = kinds[kind].curve;
  job->key = (uint8_t)key;
  job->input_length = (uint32_t)length;
  status = fill(host, job, bytes);
  if (status != TM_STATUS_OK) return status;
  host->job_number = host->job_number % UINT8_MAX + 1;
  job->number = (uint8_t)host->job_number;
  job->under_way = true;
  status = hal_job_start(host->board, job);
  if (status != TM_STATUS_OK) job->under_way = false;
  return status == TM_STATUS_OK ? job->number : status;
}
