// Feeds the SHA-256 accelerator block by block; the padding of FIPS 180-4 5.1.1 is made here.
#include "sha256.h"

#include <string.h>

#include "hardware/sha256.h"

#define BLOCK 64
#define LENGTH_FIELD 8

static void put_block(const uint8_t block[BLOCK]) {
  sha256_wait_ready_blocking();
  for (unsigned i = 0; i < BLOCK; i += sizeof(uint32_t)) {
    uint32_t word;
    memcpy(&word, block + i, sizeof word);
    sha256_put_word(word);
  }
}

static void put_end(const uint8_t *rest, size_t length, uint64_t total) {
  uint8_t block[BLOCK] = {0};
  memcpy(block, rest, length);
  block[length] = 0x80;
  if (length + 1 + LENGTH_FIELD > BLOCK) {
    put_block(block);
    memset(block, 0, sizeof block);
  }
  for (unsigned i = 0; i < LENGTH_FIELD; i++) block[BLOCK - 1 - i] = (uint8_t)(total * 8 >> 8 * i);
  put_block(block);
}

void board_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]) {
  sha256_set_bswap(true);
  sha256_start();
  size_t done = 0;
  for (; done + BLOCK <= length; done += BLOCK) put_block(bytes + done);
  put_end(bytes + done, length - done, length);
  sha256_wait_valid_blocking();
  sha256_result_t result;
  sha256_get_result(&result, SHA256_BIG_ENDIAN);
  memcpy(digest, result.bytes, sizeof result.bytes);
}
