// Writes the OTP pages of the identity once and locks them: part of no image but that of provisioning.
#include <string.h>

#include "crypto.h"
#include "hardware/regs/otp_data.h"
#include "identity_pages.h"
#include "pico/bootrom.h"

#define FIRST_LOCK_ROW OTP_DATA_PAGE0_LOCK1_ROW
// PAGEn_LOCK1, the same byte three times: Secure code may read only, Non-secure and the bootloader not even that.
#define READ_ONLY_FOR_EVER 0x3du
#define THREE_TIMES 0x010101u
#define RAW_BITS 0xffffffu

static uint32_t raw_row(unsigned row) { return ((const volatile uint32_t *)OTP_DATA_RAW_BASE)[row] & RAW_BITS; }

/** Every bit of every row, those of ECC too: a row that a cut left half written is not blank. */
static bool is_blank(unsigned page) {
  uint32_t any = 0;
  for (unsigned row = 0; row < PAGE_ROWS; row++) any |= raw_row(page * PAGE_ROWS + row);
  return any == 0;
}

static hal_fuses_t fuses_of(unsigned page, bool whole) {
  if (whole) return FUSES_WHOLE;
  return is_blank(page) ? FUSES_BLANK : FUSES_TORN;
}

/** The chip goes by what two of the three bytes say. */
static bool is_locked(unsigned page) {
  uint32_t raw = raw_row(FIRST_LOCK_ROW + 2 * page);
  uint32_t a = raw & 0xff, b = raw >> 8 & 0xff, c = raw >> 16;
  return (((a & b) | (a & c) | (b & c)) & READ_ONLY_FOR_EVER) == READ_ONLY_FOR_EVER;
}

void hal_identity_pages(hal_board_t *board, hal_identity_pages_t *pages, hal_identity_t *identity) {
  (void)board;
  signing_page_t signing;
  wrapping_page_t wrapping;
  memset(identity, 0, sizeof *identity);
  *pages = (hal_identity_pages_t){FUSES_TORN, FUSES_TORN, is_locked(SIGNING_PAGE), is_locked(WRAPPING_PAGE)};
  if (!board_pages_read(&signing, &wrapping)) return;
  pages->signing = fuses_of(SIGNING_PAGE, board_signing_whole(&signing));
  pages->wrapping = fuses_of(WRAPPING_PAGE, board_wrapping_whole(&wrapping));
  if (pages->signing != FUSES_WHOLE) memset(&signing, 0, sizeof signing);
  if (pages->wrapping != FUSES_WHOLE) memset(&wrapping, 0, sizeof wrapping);
  board_pages_identity(&signing, &wrapping, identity);
  crypto_forget(&signing, sizeof signing);
  crypto_forget(&wrapping, sizeof wrapping);
}

static bool program(unsigned row, const void *bytes, size_t length, uint32_t flags) {
  otp_cmd_t command = {.flags = row | OTP_CMD_WRITE_BITS | flags};
  return rom_func_otp_access((uint8_t *)bytes, length, command) == BOOTROM_OK;
}

/** A page goes in whole: the boot ROM takes an even number of bytes. */
static bool write_page(unsigned page, const void *bytes, size_t length) {
  return program(page * PAGE_ROWS, bytes, length, OTP_CMD_ECC_BITS);
}

static bool write_wrapping(const hal_identity_t *identity) {
  wrapping_page_t page = {.magic = IDENTITY_MAGIC};
  memcpy(page.wrapping, identity->wrapping, sizeof page.wrapping);
  page.crc = board_page_crc(&page, offsetof(wrapping_page_t, crc));
  bool written = write_page(WRAPPING_PAGE, &page, sizeof page);
  crypto_forget(&page, sizeof page);
  return written;
}

static bool write_signing(const hal_identity_t *identity) {
  signing_page_t page = {.magic = IDENTITY_MAGIC};
  memcpy(page.title, identity->title, sizeof page.title);
  memcpy(page.signing, identity->signing, sizeof page.signing);
  memcpy(page.public_key, identity->public_key, sizeof page.public_key);
  page.crc = board_page_crc(&page, offsetof(signing_page_t, crc));
  bool written = write_page(SIGNING_PAGE, &page, sizeof page);
  crypto_forget(&page, sizeof page);
  return written;
}

tm_status_t hal_identity_write(hal_board_t *board, const hal_identity_t *identity) {
  hal_identity_pages_t pages;
  hal_identity_t found;
  hal_identity_pages(board, &pages, &found);
  bool same = pages.wrapping == FUSES_WHOLE && crypto_equal(found.wrapping, identity->wrapping, sizeof found.wrapping);
  if (pages.signing != FUSES_BLANK || (pages.wrapping != FUSES_BLANK && !same)) return TM_STATUS_SEALED;
  bool written = (same || write_wrapping(identity)) && write_signing(identity);
  hal_identity_pages(board, &pages, &found);
  written = written && crypto_equal((const uint8_t *)&found, (const uint8_t *)identity, sizeof found);
  crypto_forget(&found, sizeof found);
  return written ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}

/** Bits that a cut left are added to. */
static bool lock_for_ever(unsigned page) {
  unsigned row = FIRST_LOCK_ROW + 2 * page;
  uint32_t lock = raw_row(row) | READ_ONLY_FOR_EVER * THREE_TIMES;
  return is_locked(page) || (program(row, &lock, sizeof lock, 0) && is_locked(page));
}

tm_status_t hal_identity_lock(hal_board_t *board) {
  hal_identity_pages_t pages;
  hal_identity_t found;
  hal_identity_pages(board, &pages, &found);
  crypto_forget(&found, sizeof found);
  if (pages.signing != FUSES_WHOLE || pages.wrapping != FUSES_WHOLE) return TM_STATUS_NOT_FOUND;
  return lock_for_ever(SIGNING_PAGE) && lock_for_ever(WRAPPING_PAGE) ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}

void hal_chip_number(hal_board_t *board, uint8_t number[CHIP_NUMBER]) {
  (void)board;
  uint32_t words[1 + 3] = {0}; // which groups follow, package, device id
  (void)rom_get_sys_info(words, sizeof words / sizeof *words, SYS_INFO_CHIP_INFO);
  memcpy(number, words + 2, CHIP_NUMBER);
}
