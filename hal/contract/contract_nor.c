// The contract of hal_nor_*: started at once, ended with an event, suspended for a read, one at a time, bits cleared only.
#include <string.h>

#include "contract.h"

/** No call of the porting layer holds the loop up for longer: a byte of 115,200 Bd comes each 87 us, FIFOs hold 32. */
#define CALL_MAX_us 2000u
#define ERASE_MAX_us 900000u
/** An erase that is read all the time runs at least half of it: twice the longest of a sector, and its rounds. */
#define STARVED_MAX_us ERASE_MAX_us
#define READS_A_ROUND 8

static bool all_ones(contract_t *contract, uint32_t address, uint32_t length) {
  uint8_t *bytes = contract->bytes;
  for (uint32_t at = address; at < address + length; at += 512) {
    if (hal_nor_read(contract->board, at, bytes, 512) != TM_STATUS_OK) return false;
    for (int i = 0; i < 512; i++) {
      if (bytes[i] != 0xff) return false;
    }
  }
  return true;
}

static uint32_t waited_us(const contract_t *contract) { return (uint32_t)(contract_now_us() - contract->since_us); }

static check_t refuse(contract_t *contract) {
  hal_board_t *board = contract->board;
  uint8_t *bytes = contract->bytes;
  bool length = hal_nor_program(board, 0x1ff, bytes, 2) == TM_STATUS_BAD_LENGTH &&
                hal_nor_program(board, 0, bytes, 0) == TM_STATUS_BAD_LENGTH &&
                hal_nor_program(board, 0, bytes, TM_NOR_PAGE + 1) == TM_STATUS_BAD_LENGTH &&
                hal_nor_erase(board, 0, 0x8000) == TM_STATUS_BAD_LENGTH && hal_nor_erase(board, 0, 0) == TM_STATUS_BAD_LENGTH;
  bool range = hal_nor_read(board, TM_NOR_BYTES - 1, bytes, 2) == TM_STATUS_OUT_OF_RANGE &&
               hal_nor_read(board, 0xffffffff, bytes, 1) == TM_STATUS_OUT_OF_RANGE &&
               hal_nor_program(board, TM_NOR_BYTES, bytes, 1) == TM_STATUS_OUT_OF_RANGE &&
               hal_nor_erase(board, 0x800, TM_NOR_SECTOR) == TM_STATUS_OUT_OF_RANGE &&
               hal_nor_erase(board, TM_NOR_SECTOR, TM_NOR_BLOCK) == TM_STATUS_OUT_OF_RANGE &&
               hal_nor_erase(board, TM_NOR_BYTES, TM_NOR_SECTOR) == TM_STATUS_OUT_OF_RANGE;
  return contract_expect(contract, length && range, (uint32_t)length + 2u * range);
}

/** Starts an erase. @return waiting, or failed when that took too long. */
static check_t start_erase(contract_t *contract, uint32_t address, uint32_t length) {
  tm_status_t status = hal_nor_erase(contract->board, address, length);
  uint32_t taken_us = waited_us(contract);
  return status == TM_STATUS_OK && taken_us < CALL_MAX_us ? CHECK_WAITS : contract_expect(contract, false, taken_us);
}

static check_t erase_sector(contract_t *contract) { return start_erase(contract, CONTRACT_SECTOR, TM_NOR_SECTOR); }
static check_t erase_neighbour(contract_t *contract) { return start_erase(contract, CONTRACT_NEIGHBOUR, TM_NOR_SECTOR); }
static check_t erase_block(contract_t *contract) { return start_erase(contract, CONTRACT_BLOCK, TM_NOR_BLOCK); }

static check_t ended(contract_t *contract, const hal_event_t *event, uint32_t address, uint32_t length, uint32_t most_us) {
  if (event->kind != HAL_EVENT_NOR_DONE) return CHECK_WAITS;
  uint32_t taken_us = waited_us(contract);
  bool ok = event->status == TM_STATUS_OK && taken_us > CALL_MAX_us && taken_us < most_us;
  return contract_expect(contract, ok && all_ones(contract, address, length), taken_us);
}

static check_t neighbour_erased(contract_t *contract, const hal_event_t *event) {
  return ended(contract, event, CONTRACT_NEIGHBOUR, TM_NOR_SECTOR, ERASE_MAX_us);
}

static check_t block_erased(contract_t *contract, const hal_event_t *event) {
  return ended(contract, event, CONTRACT_BLOCK, TM_NOR_BLOCK, 5 * ERASE_MAX_us);
}

static check_t one_at_a_time(contract_t *contract) {
  hal_board_t *board = contract->board;
  check_t begun = erase_sector(contract);
  if (begun != CHECK_WAITS) return begun;
  bool busy = hal_nor_erase(board, CONTRACT_BLOCK, TM_NOR_BLOCK) == TM_STATUS_BUSY &&
              hal_nor_program(board, CONTRACT_BLOCK, contract->bytes, 1) == TM_STATUS_BUSY &&
              hal_nor_read(board, CONTRACT_SECTOR + 100, contract->bytes, 1) == TM_STATUS_BUSY;
  return busy ? CHECK_WAITS : contract_expect(contract, false, 0);
}

static check_t sector_erased(contract_t *contract, const hal_event_t *event) {
  return ended(contract, event, CONTRACT_SECTOR, TM_NOR_SECTOR, ERASE_MAX_us);
}

static check_t program_page(contract_t *contract) {
  contract_pattern(contract->bytes, TM_NOR_PAGE, 9);
  tm_status_t status = hal_nor_program(contract->board, CONTRACT_NEIGHBOUR, contract->bytes, TM_NOR_PAGE);
  memset(contract->bytes, 0, TM_NOR_PAGE); // the board has copied them
  uint32_t taken_us = waited_us(contract);
  return status == TM_STATUS_OK && taken_us < CALL_MAX_us ? CHECK_WAITS : contract_expect(contract, false, taken_us);
}

/** Whether the neighbour's first page holds the pattern, with the page behind it empty. */
static bool pattern_stands(contract_t *contract, uint8_t cleared) {
  uint8_t *want = contract->bytes, *read = contract->bytes + 512;
  contract_pattern(want, TM_NOR_PAGE, 9);
  want[7] &= cleared;
  memset(want + TM_NOR_PAGE, 0xff, 200);
  return hal_nor_read(contract->board, CONTRACT_NEIGHBOUR, read, 456) == TM_STATUS_OK && memcmp(read, want, 456) == 0;
}

static check_t page_programmed(contract_t *contract, const hal_event_t *event) {
  if (event->kind != HAL_EVENT_NOR_DONE) return CHECK_WAITS;
  uint32_t taken_us = waited_us(contract);
  return contract_expect(contract, event->status == TM_STATUS_OK && pattern_stands(contract, 0xff), taken_us);
}

/** A read while an erase is under way: at the first event behind its start. */
static check_t read_between(contract_t *contract, const hal_event_t *event) {
  if (event->kind == HAL_EVENT_NOR_DONE) {
    bool ok = contract->looked && event->status == TM_STATUS_OK && all_ones(contract, CONTRACT_SECTOR, TM_NOR_SECTOR);
    return ok ? CHECK_PASSED : CHECK_FAILED;
  }
  if (contract->looked || event->kind == HAL_EVENT_NONE) return CHECK_WAITS;
  contract->looked = true;
  uint64_t since_us = contract_now_us();
  bool stands = pattern_stands(contract, 0xff);
  contract->figure = (uint32_t)(contract_now_us() - since_us);
  return stands && contract->figure < CALL_MAX_us ? CHECK_WAITS : CHECK_FAILED;
}

/** Somebody reads as much as there is time for, in every round, while an erase is under way. */
static check_t read_on(contract_t *contract, const hal_event_t *event) {
  if (event->kind == HAL_EVENT_NOR_DONE) {
    return ended(contract, event, CONTRACT_SECTOR, TM_NOR_SECTOR, STARVED_MAX_us);
  }
  if (waited_us(contract) > STARVED_MAX_us) return contract_expect(contract, false, waited_us(contract));
  for (int i = 0; i < READS_A_ROUND; i++) {
    uint64_t since_us = contract_now_us();
    tm_status_t status = hal_nor_read(contract->board, CONTRACT_NEIGHBOUR, contract->bytes, sizeof contract->bytes);
    uint32_t taken_us = (uint32_t)(contract_now_us() - since_us);
    if (status != TM_STATUS_OK || taken_us > CALL_MAX_us) return contract_expect(contract, false, taken_us);
  }
  return CHECK_WAITS;
}

static check_t clear_bits(contract_t *contract) {
  contract->bytes[0] = 0xf0;
  tm_status_t status = hal_nor_program(contract->board, CONTRACT_NEIGHBOUR + 7, contract->bytes, 1);
  return status == TM_STATUS_OK ? CHECK_WAITS : contract_expect(contract, false, 0);
}

static check_t bits_cleared(contract_t *contract, const hal_event_t *event) {
  if (event->kind != HAL_EVENT_NOR_DONE) return CHECK_WAITS;
  return contract_expect(contract, event->status == TM_STATUS_OK && pattern_stands(contract, 0xf0), 1);
}

static check_t read_nothing(contract_t *contract) {
  return contract_expect(contract, hal_nor_read(contract->board, TM_NOR_BYTES, contract->bytes, 0) == TM_STATUS_OK, 0);
}

static const contract_check_t checks[] = {
    {"NOR refuses what lies outside, crosses a page, or is no block", refuse, NULL},
    {"NOR reads nothing", read_nothing, NULL},
    {"NOR erase starts at once and ends with an event (us)", erase_neighbour, neighbour_erased},
    {"NOR does one thing at a time (us)", one_at_a_time, sector_erased},
    {"NOR program of a page starts at once and ends with an event (us)", program_page, page_programmed},
    {"NOR erase is suspended for a read (us to read 456 bytes)", erase_sector, read_between},
    {"NOR erase ends though somebody reads without a pause (us)", erase_sector, read_on},
    {"NOR program clears bits only", clear_bits, bits_cleared},
    {"NOR erase of a block sets every bit (us)", erase_block, block_erased},
};
const contract_list_t contract_nor = {checks, sizeof checks / sizeof *checks};
