// Reads the OTP pages of the identity and judges them.
#include "identity_pages.h"

#include <string.h>

#include "hardware/regs/otp_data.h"
#include "hardware/structs/otp.h"

uint16_t board_page_crc(const void *page, size_t length) {
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

bool board_pages_read(signing_page_t *signing, wrapping_page_t *wrapping) {
  if (otp_hw->sw_lock[SIGNING_PAGE] != 0 || otp_hw->sw_lock[WRAPPING_PAGE] != 0) return false;
  read_page(SIGNING_PAGE, signing, sizeof *signing);
  read_page(WRAPPING_PAGE, wrapping, sizeof *wrapping);
  return true;
}

bool board_signing_whole(const signing_page_t *page) {
  return page->magic == IDENTITY_MAGIC && page->crc == board_page_crc(page, offsetof(signing_page_t, crc));
}

bool board_wrapping_whole(const wrapping_page_t *page) {
  return page->magic == IDENTITY_MAGIC && page->crc == board_page_crc(page, offsetof(wrapping_page_t, crc));
}

void board_pages_identity(const signing_page_t *signing, const wrapping_page_t *wrapping, hal_identity_t *identity) {
  memcpy(identity->title, signing->title, sizeof identity->title);
  memcpy(identity->signing, signing->signing, sizeof identity->signing);
  memcpy(identity->public_key, signing->public_key, sizeof identity->public_key);
  memcpy(identity->wrapping, wrapping->wrapping, sizeof identity->wrapping);
}
