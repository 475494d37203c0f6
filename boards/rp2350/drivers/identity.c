// The board's identity in two OTP pages: written once, read once after a reset, then shut until the next one.
#include "identity.h"

#include <string.h>

#include "crypto.h"
#include "hardware/structs/otp.h"
#include "hardware/regs/otp_data.h"
#include "pico/bootrom.h"

// Pages 3 to 60 are the user's (datasheet 13.5). A page holds 64 rows, of which ECC leaves 16 bits each: 128 bytes.
#define SIGNING_PAGE 20
#define WRAPPING_PAGE 21
#define PAGE_ROWS 64
#define MAGIC 0x3149u /* 'I1' */
#define FIRST_LOCK_ROW OTP_DATA_PAGE0_LOCK1_ROW
// PAGEn_LOCK1, the same byte three times: Secure code may read only, Non-secure and the bootloader not even that.
#define READ_ONLY_FOR_EVER 0x3d3d3du
#define INACCESSIBLE 0xfu /* SW_LOCK: for both worlds, until the next reset. */

typedef struct {
  uint16_t magic;
  uint8_t title[IDENTITY_TITLE];
  uint8_t signing[IDENTITY_KEY], public_key[IDENTITY_PUBLIC];
  uint16_t crc;
} signing_page_t;

typedef struct {
  uint16_t magic;
  uint8_t wrapping[IDENTITY_KEY];
  uint16_t crc;
} wrapping_page_t;

_Static_assert(sizeof(signing_page_t) <= 2 * PAGE_ROWS, "it is one page");

/** CRC-16/CCITT of what lies before it. */
static uint16_t crc_of(const void *page, size_t length) {
  const uint8_t *bytes = page;
  uint16_t crc = 0xffff;
  for (size_t i = 0; i < length; i++) {
    crc ^= (uint16_t)(bytes[i] << 8);
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0));
  }
  return crc;
}

static void read_page(unsigned page, void *bytes, size_t length) {
  const volatile uint16_t *rows = (const volatile uint16_t *)OTP_DATA_BASE + page * PAGE_ROWS;
  uint16_t *to = bytes;
  for (size_t row = 0; row < length / sizeof *to; row++) to[row] = rows[row];
}

/** A read of a page that is shut is a bus fault. */
static bool is_shut(unsigned page) { return otp_hw->sw_lock[page] != 0; }

static bool is_blank(unsigned page) {
  if (is_shut(page)) return false;
  const volatile uint32_t *rows = (const volatile uint32_t *)OTP_DATA_RAW_BASE + page * PAGE_ROWS;
  uint32_t any = 0;
  for (int row = 0; row < PAGE_ROWS; row++) any |= rows[row];
  return any == 0;
}

/** Judges what was read of both pages. */
static tm_status_t judge(const signing_page_t *signing, const wrapping_page_t *wrapping) {
  if (signing->magic == 0 && wrapping->magic == 0) return TM_STATUS_NOT_FOUND;
  bool sound = signing->magic == MAGIC && signing->crc == crc_of(signing, offsetof(signing_page_t, crc)) &&
               wrapping->magic == MAGIC && wrapping->crc == crc_of(wrapping, offsetof(wrapping_page_t, crc));
  return sound ? TM_STATUS_OK : TM_STATUS_BAD_CHECK;
}

static tm_status_t read_both(hal_identity_t *identity) {
  signing_page_t signing;
  wrapping_page_t wrapping;
  if (is_shut(SIGNING_PAGE) || is_shut(WRAPPING_PAGE)) return TM_STATUS_BAD_CHECK;
  read_page(SIGNING_PAGE, &signing, sizeof signing);
  read_page(WRAPPING_PAGE, &wrapping, sizeof wrapping);
  tm_status_t status = judge(&signing, &wrapping);
  if (status == TM_STATUS_OK) {
    memcpy(identity->title, signing.title, sizeof identity->title);
    memcpy(identity->signing, signing.signing, sizeof identity->signing);
    memcpy(identity->public_key, signing.public_key, sizeof identity->public_key);
    memcpy(identity->wrapping, wrapping.wrapping, sizeof identity->wrapping);
  }
  crypto_forget(&signing, sizeof signing);
  crypto_forget(&wrapping, sizeof wrapping);
  return status;
}

tm_status_t hal_identity(hal_board_t *board, hal_identity_t *identity) {
  (void)board;
  tm_status_t status = read_both(identity);
  // Blank pages stay open, to be written.
  if (status == TM_STATUS_NOT_FOUND) return status;
  otp_hw->sw_lock[SIGNING_PAGE] = INACCESSIBLE;
  otp_hw->sw_lock[WRAPPING_PAGE] = INACCESSIBLE;
  return status;
}

static bool program(unsigned row, const void *bytes, size_t length, uint32_t flags) {
  otp_cmd_t command = {.flags = row | OTP_CMD_WRITE_BITS | flags};
  return rom_func_otp_access((uint8_t *)bytes, length, command) == BOOTROM_OK;
}

static bool lock_for_ever(unsigned page) {
  uint32_t lock = READ_ONLY_FOR_EVER;
  return program(FIRST_LOCK_ROW + 2 * page, &lock, sizeof lock, 0);
}

/** A page goes in whole: the boot ROM takes an even number of bytes. */
static bool write_page(unsigned page, const void *bytes, size_t length) {
  return program(page * PAGE_ROWS, bytes, length, OTP_CMD_ECC_BITS);
}

tm_status_t board_identity_write(const hal_identity_t *identity) {
  if (!is_blank(SIGNING_PAGE) || !is_blank(WRAPPING_PAGE)) return TM_STATUS_SEALED;
  signing_page_t signing = {.magic = MAGIC};
  wrapping_page_t wrapping = {.magic = MAGIC};
  memcpy(signing.title, identity->title, sizeof signing.title);
  memcpy(signing.signing, identity->signing, sizeof signing.signing);
  memcpy(signing.public_key, identity->public_key, sizeof signing.public_key);
  signing.crc = crc_of(&signing, offsetof(signing_page_t, crc));
  memcpy(wrapping.wrapping, identity->wrapping, sizeof wrapping.wrapping);
  wrapping.crc = crc_of(&wrapping, offsetof(wrapping_page_t, crc));
  bool written = write_page(SIGNING_PAGE, &signing, sizeof signing) &&
                 write_page(WRAPPING_PAGE, &wrapping, sizeof wrapping);
  hal_identity_t found;
  written = written && read_both(&found) == TM_STATUS_OK && memcmp(&found, identity, sizeof found) == 0;
  written = written && lock_for_ever(SIGNING_PAGE) && lock_for_ever(WRAPPING_PAGE);
  crypto_forget(&signing, sizeof signing);
  crypto_forget(&wrapping, sizeof wrapping);
  crypto_forget(&found, sizeof found);
  return written ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}
