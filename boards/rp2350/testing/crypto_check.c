// A program for the chip: published vectors, what each use of a key costs, random numbers, and an identity written once.
// It reads the vectors from flash at VECTORS (u32 length, then bytes) and says each result on UART0 as `name value`.
#include <stdio.h>
#include <string.h>

#include "check_vectors.h"
#include "crypto.h"
#include "hal_provision.h"
#include "hardware/gpio.h"
#include "hardware/structs/m33.h"
#include "hardware/structs/otp.h"
#include "hardware/sync.h"
#include "hardware/uart.h"
#include "random.h"

#define VECTORS 0x10200000u
#define PAINT 0x5ac3a55au

static void say(const char *name, int32_t value) {
  char line[48];
  snprintf(line, sizeof line, "%s %ld\n", name, (long)value);
  uart_puts(uart0, line);
}

static uint32_t began;

static void begin(void) { began = m33_hw->dwt_cyccnt; }

static void cost(const char *name) { say(name, (int32_t)(m33_hw->dwt_cyccnt - began)); }

static uint32_t *deep(void) { return (uint32_t *)((uintptr_t)__builtin_frame_address(0) - 0x2000); }

static void __attribute__((noinline)) paint(void) {
  uint32_t *top = (uint32_t *)((uintptr_t)__builtin_frame_address(0) - 64);
  for (volatile uint32_t *word = deep(); word < top; word++) *word = PAINT;
}

static int32_t __attribute__((noinline)) reach(void) {
  const uint32_t *word = deep();
  while (*word == PAINT) word++;
  return (int32_t)((uintptr_t)__builtin_frame_address(0) - (uintptr_t)word);
}

static uint8_t key[48] = {[47] = 7}, digest[48] = {1}, point[96], signature[96], text[1024];

static void curve(crypto_strength_t strength, const char *public_name, const char *sign, const char *verify,
                  const char *agree) {
  const uint8_t *private_key = key + (48 - crypto_bytes(strength));
  uint8_t shared[48];
  paint();
  begin();
  (void)crypto_public_key(strength, private_key, point);
  cost(public_name);
  begin();
  (void)crypto_sign_digest(strength, private_key, digest, signature);
  cost(sign);
  begin();
  crypto_result_t result = crypto_verify_digest(strength, point, digest, signature);
  cost(verify);
  begin();
  (void)crypto_agree(strength, private_key, point, shared);
  cost(agree);
  say(strength == CRYPTO_256 ? "verified_256" : "verified_384", result == CRYPTO_OK);
  say(strength == CRYPTO_256 ? "stack_256" : "stack_384", reach());
}

static void symmetric(void) {
  crypto_span_t short_key = {key, 16};
  uint8_t mac[CRYPTO_BLOCK], wrapped[24];
  crypto_gcm_t message = {.key = short_key, .iv = {digest, 12}, .text = text, .text_length = sizeof text - 24};
  begin();
  (void)crypto_cmac(short_key, (crypto_span_t){text, 184}, mac);
  cost("cmac_184");
  begin();
  (void)crypto_gcm_seal(&message, mac, 12);
  cost("gcm_1000");
  begin();
  crypto_digest(CRYPTO_256, (crypto_span_t){text, sizeof text}, digest);
  cost("sha256_1024");
  begin();
  crypto_digest(CRYPTO_384, (crypto_span_t){text, sizeof text}, digest);
  cost("sha384_1024");
  begin();
  (void)crypto_wrap(short_key, short_key, wrapped);
  cost("wrap_16");
}

static void randomness(void) {
  uint8_t first[128], second[128];
  begin();
  say("seeded", board_random_start());
  cost("seed_cycles");
  begin();
  int status = hal_random(NULL, first, sizeof first);
  cost("random_128");
  status |= hal_random(NULL, second, sizeof second);
  int ones = 0;
  for (unsigned i = 0; i < sizeof first; i++) ones += __builtin_popcount(first[i]);
  say("random_status", status);
  say("random_ones", ones);
  say("random_differs", memcmp(first, second, sizeof first) != 0);
}

/** On a blank chip it writes one, and a second is refused; after the reset that one is there and its pages are shut. */
static void identity(void) {
  hal_identity_t made, found;
  memset(&made, 0x3c, sizeof made);
  say("before", hal_identity(NULL, &found));
  say("write", hal_identity_write(NULL, &made));
  say("lock", hal_identity_lock(NULL));
  made.title[0] = 0;
  say("write_again", hal_identity_write(NULL, &made));
  say("after", hal_identity(NULL, &found));
  say("title", found.title[0]);
  say("locked", (int32_t)(otp_hw->sw_lock[20] & otp_hw->sw_lock[21]));
}

int main(void) {
  uart_init(uart0, 1000000);
  gpio_set_function(0, UART_FUNCSEL_NUM(uart0, 0));
  m33_hw->demcr |= M33_DEMCR_TRCENA_BITS;
  m33_hw->dwt_ctrl |= M33_DWT_CTRL_CYCCNTENA_BITS;
  uint32_t length = *(const volatile uint32_t *)VECTORS;
  say("vectors", check_vectors((const uint8_t *)VECTORS + 4, length));
  symmetric();
  curve(CRYPTO_256, "public_256", "sign_256", "verify_256", "agree_256");
  curve(CRYPTO_384, "public_384", "sign_384", "verify_384", "agree_384");
  randomness();
  identity();
  uart_puts(uart0, "end\n");
  for (;;) __wfi();
}
