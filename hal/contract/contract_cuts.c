// What a power cut leaves behind: prepares a chip, changes it for a cut to come between, and says afterwards what is there.
#include <string.h>

#include "contract.h"

#define LENGTH 1024u
#define OLD 0x5a
#define NEW 0xa5

// --- FRAM: a whole prefix of bytes ------------------------------------------------------------------------------

static check_t write_fram(contract_t *contract, uint8_t value) {
  memset(contract->bytes, value, LENGTH);
  return contract_expect(contract, hal_storage_write(contract->board, CONTRACT_FRAM, contract->bytes, LENGTH) == TM_STATUS_OK, value);
}

static check_t prepare_fram(contract_t *contract) { return write_fram(contract, OLD); }
static check_t overwrite_fram(contract_t *contract) { return write_fram(contract, NEW); }

static check_t look_at_fram(contract_t *contract) {
  uint8_t *bytes = contract->bytes;
  uint32_t written = 0;
  bool ok = hal_storage_read(contract->board, CONTRACT_FRAM, bytes, LENGTH) == TM_STATUS_OK;
  while (written < LENGTH && bytes[written] == NEW) written++;
  for (uint32_t i = written; i < LENGTH; i++) ok = ok && bytes[i] == OLD;
  return contract_expect(contract, ok, written);
}

// --- NOR: any part of the bits of a program ---------------------------------------------------------------------

static check_t nor_done(contract_t *contract, const hal_event_t *event) {
  if (event->kind != HAL_EVENT_NOR_DONE) return CHECK_WAITS;
  return contract_expect(contract, event->status == TM_STATUS_OK, (uint32_t)(contract_now_us() - contract->since_us));
}

static check_t waiting_if(contract_t *contract, tm_status_t status) {
  return status == TM_STATUS_OK ? CHECK_WAITS : contract_expect(contract, false, (uint32_t)-status);
}

static check_t erase_sector(contract_t *contract) {
  return waiting_if(contract, hal_nor_erase(contract->board, CONTRACT_SECTOR, TM_NOR_SECTOR));
}

static check_t erase_neighbour(contract_t *contract) {
  return waiting_if(contract, hal_nor_erase(contract->board, CONTRACT_NEIGHBOUR, TM_NOR_SECTOR));
}

static check_t program(contract_t *contract, uint32_t address) {
  contract_pattern(contract->bytes, TM_NOR_PAGE, 3);
  return waiting_if(contract, hal_nor_program(contract->board, address, contract->bytes, TM_NOR_PAGE));
}

static check_t program_sector(contract_t *contract) { return program(contract, CONTRACT_SECTOR); }
static check_t program_neighbour(contract_t *contract) { return program(contract, CONTRACT_NEIGHBOUR); }

static uint32_t ones(uint8_t byte) {
  uint32_t count = 0;
  for (; byte; byte &= (uint8_t)(byte - 1)) count++;
  return count;
}

/** Bits that were to be cleared may be; no other may, in the page or behind it. */
static check_t look_at_program(contract_t *contract) {
  uint8_t *want = contract->bytes, *read = contract->bytes + 512;
  uint32_t cleared = 0;
  contract_pattern(want, TM_NOR_PAGE, 3);
  memset(want + TM_NOR_PAGE, 0xff, 256);
  bool ok = hal_nor_read(contract->board, CONTRACT_SECTOR, read, 512) == TM_STATUS_OK;
  for (int i = 0; i < 512; i++) {
    ok = ok && (read[i] & want[i]) == want[i];
    cleared += ones((uint8_t)~read[i]);
  }
  return contract_expect(contract, ok, cleared);
}

// --- NOR: an erase leaves bits that are neither -----------------------------------------------------------------

static bool neighbour_stands(contract_t *contract) {
  uint8_t *want = contract->bytes, *read = contract->bytes + 512;
  contract_pattern(want, TM_NOR_PAGE, 3);
  return hal_nor_read(contract->board, CONTRACT_NEIGHBOUR, read, TM_NOR_PAGE) == TM_STATUS_OK &&
         memcmp(want, read, TM_NOR_PAGE) == 0;
}

/** Bits of the sector that two reads do not agree about, or that are not 1. */
static uint32_t unsound_bits(contract_t *contract) {
  uint8_t *first = contract->bytes, *second = contract->bytes + 512;
  uint32_t count = 0;
  for (uint32_t at = 0; at < TM_NOR_SECTOR; at += 512) {
    (void)hal_nor_read(contract->board, CONTRACT_SECTOR + at, first, 512);
    (void)hal_nor_read(contract->board, CONTRACT_SECTOR + at, second, 512);
    for (int i = 0; i < 512; i++) count += ones((uint8_t)(first[i] ^ second[i])) + ones((uint8_t)~(first[i] & second[i]));
  }
  return count;
}

static check_t look_at_erase(contract_t *contract) {
  uint32_t bits = unsound_bits(contract);
  return contract_expect(contract, neighbour_stands(contract), bits);
}

static check_t firm_again(contract_t *contract, const hal_event_t *event) {
  if (event->kind != HAL_EVENT_NOR_DONE) return CHECK_WAITS;
  uint32_t bits = unsound_bits(contract);
  return contract_expect(contract, event->status == TM_STATUS_OK && bits == 0 && neighbour_stands(contract), bits);
}

// --- Letters ------------------------------------------------------------------------------------------------------

static const contract_check_t fram_before[] = {{"FRAM prepared", prepare_fram, NULL}};
static const contract_check_t fram_change[] = {{"FRAM written over", overwrite_fram, NULL}};
static const contract_check_t fram_after[] = {{"FRAM after a cut is new up to a byte and old behind it", look_at_fram, NULL}};
static const contract_check_t program_before[] = {{"NOR erased", erase_sector, nor_done}};
static const contract_check_t program_change[] = {{"NOR programmed", program_sector, nor_done}};
static const contract_check_t program_after[] = {
    {"NOR after a cut in a program has no bit cleared that was to stay (bits cleared)", look_at_program, NULL}};
static const contract_check_t erase_before[] = {{"NOR neighbour erased", erase_neighbour, nor_done},
                                                {"NOR neighbour programmed", program_neighbour, nor_done},
                                                {"NOR sector erased", erase_sector, nor_done},
                                                {"NOR sector programmed", program_sector, nor_done}};
static const contract_check_t erase_change[] = {{"NOR sector erased again", erase_sector, nor_done}};
static const contract_check_t erase_after[] = {
    {"NOR after a cut in an erase has its neighbour whole (unsound bits)", look_at_erase, NULL},
    {"NOR erased once more is firm (unsound bits)", erase_sector, firm_again}};

#define LIST(letter, checks) {letter, {checks, sizeof checks / sizeof *checks}}
static const struct {
  char letter;
  contract_list_t list;
} letters[] = {
    LIST('F', fram_before),    LIST('f', fram_change),    LIST('1', fram_after),
    LIST('P', program_before), LIST('p', program_change), LIST('2', program_after),
    LIST('E', erase_before),   LIST('e', erase_change),   LIST('3', erase_after),
};

contract_list_t contract_cut(char letter) {
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    if (letters[i].letter == letter) return letters[i].list;
  }
  return (contract_list_t){NULL, 0};
}
