// The two OTP pages that hold a board's identity: how it lies there, and what stands in them.
#ifndef TWINMETER_IDENTITY_PAGES_H
#define TWINMETER_IDENTITY_PAGES_H

#include "hal_provision.h"

// Pages 3 to 60 are the user's (datasheet 13.5). A page holds 64 rows, of which ECC leaves 16 bits each: 128 bytes.
#define SIGNING_PAGE 20
#define WRAPPING_PAGE 21
#define PAGE_ROWS 64
#define IDENTITY_MAGIC 0x3149u /* 'I1' */

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

/** CRC-16/CCITT of what lies before it in a page. */
uint16_t board_page_crc(const void *page, size_t length);

/** Reads both pages, torn or not. @return false where one is shut: a read of it would be a bus fault. */
bool board_pages_read(signing_page_t *signing, wrapping_page_t *wrapping);

/** Whether a page holds what belongs there. */
bool board_signing_whole(const signing_page_t *page);
bool board_wrapping_whole(const wrapping_page_t *page);

/** The identity of two whole pages. */
void board_pages_identity(const signing_page_t *signing, const wrapping_page_t *wrapping, hal_identity_t *identity);

#endif
