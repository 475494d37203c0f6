// Slow work with keys: what a job is given is copied and checked when it starts; it runs below the loop.
#include <string.h>

#include "host_internal.h"

/** Digest, public key and signature of a curve; a signature is as long as a public key. */
#define DIGEST 32
#define POINT 64
#define DIGEST_384 48
#define POINT_384 96

static void end(hal_job_t *job, crypto_result_t result, uint32_t length) {
  job->status = result == CRYPTO_OK ? TM_STATUS_OK : TM_STATUS_BAD_CHECK;
  job->result_length = result == CRYPTO_OK ? length : 0;
}

static void sign(hal_job_t *job) {
  const keys_t *keys = job->context;
  end(job, crypto_sign_digest(CRYPTO_256, keys->identity.signing, job->input, job->result), POINT);
}

static void verify_256(hal_job_t *job) {
  const uint8_t *digest = job->input + POINT;
  end(job, crypto_verify_digest(CRYPTO_256, job->input, digest, digest + DIGEST), 0);
}

static void verify_384(hal_job_t *job) {
  const uint8_t *digest = job->input + POINT_384;
  end(job, crypto_verify_digest(CRYPTO_384, job->input, digest, digest + DIGEST_384), 0);
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

/** One step of the key derivation of NIST SP 800-56A, 5.8.2.1: SHA-256 of counter, secret and other information. */
static void derive(uint8_t key[CRYPTO_BLOCK], const uint8_t secret[DIGEST], crypto_span_t other) {
  uint8_t text[4 + DIGEST + TM_JOB_INPUT_MAX] = {0, 0, 0, 1}, digest[DIGEST];
  memcpy(text + 4, secret, DIGEST);
  memcpy(text + 4 + DIGEST, other.bytes, other.length);
  crypto_digest(CRYPTO_256, (crypto_span_t){text, 4 + DIGEST + other.length}, digest);
  memcpy(key, digest, CRYPTO_BLOCK); // AES-128, as suite 1 has it
  crypto_forget(text, sizeof text);
  crypto_forget(digest, sizeof digest);
}

static void agree(hal_job_t *job) {
  keys_t *keys = job->context;
  uint8_t secret[DIGEST];
  crypto_result_t result = CRYPTO_BAD_KEY;
  if (keys->has_ephemeral) result = crypto_agree(CRYPTO_256, keys->ephemeral, job->input, secret);
  keys->session.length = 0;
  if (result == CRYPTO_OK) {
    derive(keys->session.bytes, secret, (crypto_span_t){job->input + POINT, job->input_length - POINT});
    keys->session.length = CRYPTO_BLOCK;
  }
  keys->has_ephemeral = false;
  crypto_forget(keys->ephemeral, sizeof keys->ephemeral);
  crypto_forget(secret, sizeof secret);
  end(job, result, 0);
}

/** The chip's own private key for agreements: of the key it wraps under, so that no board needs to be given one. */
static void own_agreement_key(const keys_t *keys, uint8_t key[IDENTITY_KEY]) {
  uint8_t label[] = {'T', 'W', 'A', 'G', 'R', 'E', 'E', 0};
  do {
    crypto_span_t wrapping = {keys->identity.wrapping, IDENTITY_KEY};
    crypto_hmac(CRYPTO_256, wrapping, (crypto_span_t){label, sizeof label}, key);
    label[sizeof label - 1]++;
  } while (!crypto_is_private(CRYPTO_256, key));
}

static void tell_public(hal_job_t *job) {
  uint8_t own[IDENTITY_KEY];
  own_agreement_key(job->context, own);
  end(job, crypto_public_key(CRYPTO_256, own, job->result), POINT);
  crypto_forget(own, sizeof own);
}

/** Agrees by a private key with the public one that was given, and derives the key that is wanted from it. */
static void derive_with(hal_job_t *job, const uint8_t *own, uint32_t result_length) {
  uint8_t secret[DIGEST], key[CRYPTO_BLOCK];
  crypto_result_t result = crypto_agree(CRYPTO_256, own, job->input, secret);
  if (result == CRYPTO_OK) {
    derive(key, secret, (crypto_span_t){job->input + POINT, job->input_length - POINT});
    (void)keys_agree(job->context, job->key, (crypto_span_t){key, sizeof key});
  }
  crypto_forget(secret, sizeof secret);
  crypto_forget(key, sizeof key);
  end(job, result, result_length);
}

static void derive_own(hal_job_t *job) {
  uint8_t own[IDENTITY_KEY];
  own_agreement_key(job->context, own);
  derive_with(job, own, 0);
  crypto_forget(own, sizeof own);
}

/** Public key, and its signature by the board's own. */
static crypto_result_t put_signed_key(const keys_t *keys, const uint8_t *own, uint8_t *result) {
  crypto_result_t made = crypto_public_key(CRYPTO_256, own, result);
  if (made != CRYPTO_OK) return made;
  return crypto_sign(CRYPTO_256, keys->identity.signing, (crypto_span_t){result, POINT}, result + POINT);
}

static void derive_once(hal_job_t *job) {
  crypto_result_t made = put_signed_key(job->context, job->drawn, job->result);
  if (made == CRYPTO_OK) derive_with(job, job->drawn, 2 * POINT);
  else end(job, made, 0);
  crypto_forget(job->drawn, sizeof job->drawn);
}

/** What a kind of job wants: its key, and how many bytes at least and at most. */
typedef struct {
  void (*run)(hal_job_t *job);
  int32_t key, least, most;
} kind_t;

static const kind_t kinds[] = {
    [TM_JOB_SIGN] = {sign, TM_KEY_SIGNING, DIGEST, DIGEST},
    [TM_JOB_VERIFY_256] = {verify_256, 0, 2 * POINT + DIGEST, 2 * POINT + DIGEST},
    [TM_JOB_VERIFY_384] = {verify_384, 0, 2 * POINT_384 + DIGEST_384, 2 * POINT_384 + DIGEST_384},
    [TM_JOB_GENERATE] = {generate, TM_KEY_EPHEMERAL, 0, 0},
    [TM_JOB_AGREE] = {agree, TM_KEY_EPHEMERAL, POINT, TM_JOB_INPUT_MAX},
    [TM_JOB_PUBLIC] = {tell_public, TM_KEY_AGREEMENT, 0, 0},
    [TM_JOB_DERIVE] = {derive_own, TM_KEY_AGREED, POINT, TM_JOB_INPUT_MAX},
    [TM_JOB_DERIVE_ONCE] = {derive_once, TM_KEY_AGREED, POINT, TM_JOB_INPUT_MAX},
};
#define KINDS ((int32_t)(sizeof kinds / sizeof *kinds))

static tm_status_t check(const host_t *host, int32_t kind, int32_t key, int32_t length) {
  if (kind < 1 || kind >= KINDS) return TM_STATUS_OUT_OF_RANGE;
  bool is_one_of = kinds[kind].key == TM_KEY_AGREED && keys_is_agreed(key);
  if (!is_one_of && key != kinds[kind].key) return TM_STATUS_OUT_OF_RANGE;
  if (length < kinds[kind].least || length > kinds[kind].most) return TM_STATUS_BAD_LENGTH;
  if (is_one_of) return host->keys.state;
  bool needs_identity = (key == TM_KEY_SIGNING || key == TM_KEY_AGREEMENT) && host->keys.state != TM_STATUS_STORAGE_FAILED;
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
  if (job->kind == TM_JOB_DERIVE_ONCE) {
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
