// The keys of a board for an engine outside this library: the same store and jobs, over key banks handed in and out.
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "host_internal.h"
#include "twinmeter.h"

struct tm_keys {
  hal_board_t board;
  host_t host;
  uint8_t records[SLICE_RESERVE + 64 + TM_JOB_RESULT_MAX]; /**< Where the board says that a job began. */
};

static _Thread_local hal_identity_t next_identity;
static _Thread_local bool has_next_identity;

_Static_assert(sizeof(hal_identity_t) == TM_GIVEN_IDENTITY_BYTES, "as it is handed in");

void tm_give_identity(const uint8_t *identity) {
  has_next_identity = identity != NULL;
  if (has_next_identity) memcpy(&next_identity, identity, sizeof next_identity);
}

void board_take_identity(hal_board_t *board) {
  board->has_identity = has_next_identity;
  board->identity = next_identity;
  has_next_identity = false;
}

tm_keys_t *tm_keys_open(const uint8_t *banks) {
  char error[64];
  tm_keys_t *keys = calloc(1, sizeof *keys);
  if (keys == NULL) return NULL;
  board_init(&keys->board, HAL_METERING);
  board_take_identity(&keys->board);
  keys->host.board = &keys->board;
  if (board_fram_open(&keys->board.fram, NULL, error, sizeof error) != TM_STATUS_OK) {
    free(keys);
    return NULL;
  }
  memcpy(keys->board.fram.bytes + TM_KEY_BANKS, banks, 2 * TM_KEY_BANK_BYTES);
  keys_load(&keys->host.keys, &keys->board);
  return keys;
}

void tm_keys_banks(const tm_keys_t *keys, uint8_t *banks) {
  memcpy(banks, keys->board.fram.bytes + TM_KEY_BANKS, 2 * TM_KEY_BANK_BYTES);
}

int32_t tm_keys_random(tm_keys_t *keys, uint8_t *bytes, int32_t length) {
  return host_random(&keys->host, bytes, length);
}

int32_t tm_keys_digest(tm_keys_t *keys, int32_t strength, uint8_t *bytes, int32_t length) {
  return host_digest(&keys->host, strength, bytes, length);
}

int32_t tm_keys_mac(tm_keys_t *keys, int32_t key, uint8_t *bytes, int32_t length) {
  return host_key_mac(&keys->host, key, bytes, length);
}

int32_t tm_keys_seal(tm_keys_t *keys, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also) {
  return host_key_seal(&keys->host, key, also_key, bytes, length, also);
}

int32_t tm_keys_open_sealed(tm_keys_t *keys, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length,
                            int32_t also) {
  return host_key_open(&keys->host, key, also_key, bytes, length, also);
}

int32_t tm_keys_replace(tm_keys_t *keys, int32_t key, int32_t by_key, const uint8_t *bytes, int32_t length) {
  return host_key_replace(&keys->host, key, by_key, bytes, length);
}

int32_t tm_keys_take(tm_keys_t *keys, int32_t key, const uint8_t *bytes, int32_t length) {
  return host_key_take(&keys->host, key, bytes, length);
}

int32_t tm_keys_bytes(tm_keys_t *keys, int32_t key) { return host_key_bytes(&keys->host, key); }

int32_t tm_keys_public(tm_keys_t *keys, uint8_t *bytes) { return host_key_public(&keys->host, bytes); }

int32_t tm_keys_job(tm_keys_t *keys, int32_t kind, int32_t key, const uint8_t *bytes, int32_t length,
                    uint8_t *record) {
  slice_begin(&keys->board.out, keys->records, sizeof keys->records);
  int32_t number = host_job_start(&keys->host, kind, key, bytes, length);
  if (number > 0) memcpy(record, keys->records, slice_end(&keys->board.out));
  return number;
}

void tm_keys_job_taken(tm_keys_t *keys, int32_t number) {
  board_job_told(&keys->board, number);
}

void tm_keys_close(tm_keys_t *keys) {
  if (keys == NULL) return;
  board_fram_close(&keys->board.fram);
  free(keys);
}
