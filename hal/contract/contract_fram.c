// The contract of hal_storage_read and hal_storage_write: what is written is there, and nothing outside the chip is touched.
#include <string.h>

#include "contract.h"

#define LENGTH 300u /* No multiple of a board's chunk. */

static check_t give_back(contract_t *contract) {
  uint8_t *read = contract->bytes + 512;
  contract_pattern(contract->bytes, LENGTH, 1);
  uint64_t since_us = contract_now_us();
  tm_status_t written = hal_storage_write(contract->board, CONTRACT_FRAM + 5, contract->bytes, LENGTH);
  uint32_t taken_us = (uint32_t)(contract_now_us() - since_us);
  tm_status_t status = hal_storage_read(contract->board, CONTRACT_FRAM + 5, read, LENGTH);
  bool same = memcmp(read, contract->bytes, LENGTH) == 0;
  return contract_expect(contract, written == TM_STATUS_OK && status == TM_STATUS_OK && same, taken_us);
}

static check_t short_ones(contract_t *contract) {
  uint8_t *bytes = contract->bytes;
  bool ok = hal_storage_read(contract->board, TM_FRAM_BYTES - 1, bytes + 2, 1) == TM_STATUS_OK;
  bytes[0] = 0xa7;
  bytes[1] = 0x11;
  ok = ok && hal_storage_write(contract->board, TM_FRAM_BYTES - 1, bytes, 1) == TM_STATUS_OK;
  ok = ok && hal_storage_read(contract->board, TM_FRAM_BYTES - 1, bytes + 1, 1) == TM_STATUS_OK && bytes[1] == 0xa7;
  ok = ok && hal_storage_read(contract->board, TM_FRAM_BYTES, bytes, 0) == TM_STATUS_OK;
  // It belongs to the key store, and is put back.
  ok = ok && hal_storage_write(contract->board, TM_FRAM_BYTES - 1, bytes + 2, 1) == TM_STATUS_OK;
  return contract_expect(contract, ok && hal_storage_write(contract->board, 0, bytes, 0) == TM_STATUS_OK, bytes[1]);
}

static check_t outside(contract_t *contract) {
  static const struct {
    uint32_t address;
    size_t length;
  } wrong[] = {{TM_FRAM_BYTES - 1, 2}, {TM_FRAM_BYTES, 1}, {0xffffffff, 1}, {0x80000000, 8}};
  uint32_t refused = 0;
  uint8_t last[2] = {0, 1};
  (void)hal_storage_read(contract->board, TM_FRAM_BYTES - 1, &last[0], 1);
  memset(contract->bytes, 0x3c, 8);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    refused += hal_storage_read(contract->board, wrong[i].address, contract->bytes, wrong[i].length) == TM_STATUS_OUT_OF_RANGE;
    refused += hal_storage_write(contract->board, wrong[i].address, contract->bytes, wrong[i].length) == TM_STATUS_OUT_OF_RANGE;
  }
  // The last byte stands as it did, and what was asked for in vain was not touched.
  bool untouched = contract->bytes[0] == 0x3c && contract->bytes[7] == 0x3c;
  (void)hal_storage_read(contract->board, TM_FRAM_BYTES - 1, &last[1], 1);
  return contract_expect(contract, refused == 8 && untouched && last[0] == last[1], refused);
}

static const contract_check_t checks[] = {
    {"FRAM gives back what was written (us to write 300 bytes)", give_back, NULL},
    {"FRAM takes its last byte, and nothing", short_ones, NULL},
    {"FRAM refuses what lies outside", outside, NULL},
};
const contract_list_t contract_fram = {checks, sizeof checks / sizeof *checks};
