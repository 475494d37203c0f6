// Random numbers: HMAC_DRBG (NIST SP 800-90A, SHA-256) seeded from the chip's TRNG, so that nobody waits for entropy.
#include "random.h"

#include <bearssl.h>

#include "crypto.h"
#include "hal_keys.h"
#include "hardware/resets.h"
#include "hardware/structs/trng.h"
#include "hardware/timer.h"

// Clocks between two looks at the ring oscillator: 1.3 us, so that neighbouring bits differ by its own jitter.
#define SAMPLE_CLOCKS 200
// 768 bits behind the von Neumann balancer, three times what the generator holds.
#define SETS 4
#define WORDS 6
// A set takes a millisecond; one that the chip's own tests throw away begins again.
#define SET_TIMEOUT_us 20000
#define ERRORS (TRNG_RNG_ISR_AUTOCORR_ERR_BITS | TRNG_RNG_ISR_CRNGT_ERR_BITS | TRNG_RNG_ISR_VN_ERR_BITS)

static br_hmac_drbg_context generator;
static bool seeded;

static void begin(void) {
  reset_block_num(RESET_TRNG);
  unreset_block_num_wait_blocking(RESET_TRNG);
  trng_hw->sample_cnt1 = SAMPLE_CLOCKS;
  trng_hw->rnd_source_enable = 1;
}

/** The autocorrelation error ends only with a reset of the block (datasheet 12.12). */
static bool take_set(uint32_t words[WORDS]) {
  uint32_t since_us = timer0_hw->timerawl;
  while (!(trng_hw->trng_valid & TRNG_TRNG_VALID_EHR_VALID_BITS)) {
    if (timer0_hw->timerawl - since_us > SET_TIMEOUT_us) return false;
    if (trng_hw->rng_isr & ERRORS) begin();
  }
  for (int i = 0; i < WORDS; i++) words[i] = trng_hw->ehr_data[i];
  return true;
}

bool board_random_start(void) {
  uint32_t seed[SETS * WORDS];
  begin();
  seeded = true;
  for (int set = 0; set < SETS && seeded; set++) seeded = take_set(seed + set * WORDS);
  trng_hw->rnd_source_enable = 0;
  br_hmac_drbg_init(&generator, &br_sha256_vtable, seed, sizeof seed);
  crypto_forget(seed, sizeof seed);
  return seeded;
}

tm_status_t hal_random(hal_board_t *board, uint8_t *bytes, size_t length) {
  (void)board;
  if (!seeded) return TM_STATUS_TIMEOUT;
  br_hmac_drbg_generate(&generator, bytes, length);
  return TM_STATUS_OK;
}
