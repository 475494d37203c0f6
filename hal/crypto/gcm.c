// AES-GCM, sealing and opening in place (NIST SP 800-38D).
#include <string.h>

#include "block.h"

/** Any text will do: 2^36 - 32 bytes of one invocation are more than a board has. */
static bool is_message(const crypto_gcm_t *message, size_t tag_length) {
  bool is_tag = tag_length >= 4 && tag_length <= CRYPTO_BLOCK;
  return crypto_is_aes_key(message->key.length) && message->iv.length > 0 && is_tag;
}

/** Runs cipher and hash over the message; what is left is to take or to check the tag. */
static void run(br_gcm_context *gcm, br_aes_ct_ctr_keys *keys, const crypto_gcm_t *message, bool encrypt) {
  br_aes_ct_ctr_init(keys, message->key.bytes, message->key.length);
  br_gcm_init(gcm, &keys->vtable, br_ghash_ctmul);
  br_gcm_reset(gcm, message->iv.bytes, message->iv.length);
  for (int part = 0; part < 3; part++) br_gcm_aad_inject(gcm, message->also[part].bytes, message->also[part].length);
  br_gcm_flip(gcm);
  br_gcm_run(gcm, encrypt, message->text, message->text_length);
}

crypto_result_t crypto_gcm_seal(const crypto_gcm_t *message, uint8_t *tag, size_t tag_length) {
  if (!is_message(message, tag_length)) return CRYPTO_BAD_LENGTH;
  br_gcm_context gcm;
  br_aes_ct_ctr_keys keys;
  run(&gcm, &keys, message, true);
  br_gcm_get_tag_trunc(&gcm, tag, tag_length);
  crypto_forget(&keys, sizeof keys);
  return CRYPTO_OK;
}

crypto_result_t crypto_gcm_open(const crypto_gcm_t *message, const uint8_t *tag, size_t tag_length) {
  if (!is_message(message, tag_length)) return CRYPTO_BAD_LENGTH;
  br_gcm_context gcm;
  br_aes_ct_ctr_keys keys;
  run(&gcm, &keys, message, false);
  bool authentic = br_gcm_check_tag_trunc(&gcm, tag, tag_length) != 0;
  crypto_forget(&keys, sizeof keys);
  if (authentic) return CRYPTO_OK;
  if (message->text_length > 0) crypto_forget(message->text, message->text_length);
  return CRYPTO_NOT_AUTHENTIC;
}
