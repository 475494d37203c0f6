// Hands out a region of PSRAM to wasm3's code pages from the front; it is empty again when all were given back.
#include "code_pages.h"

#include <stdint.h>
#include <string.h>

#include "board.h"
#include "hardware/psram.h"
#include "pico.h"

static uint8_t __uninitialized_psram("code_pages") pages[CODE_PAGES_PSRAM_BYTES] __attribute__((aligned(16)));
static size_t used;
size_t board_code_pages_most; // read by tools/firmware, under this name
static unsigned live;

// First and last word of the region keep what is written: chip there, size and quad mode right.
bool board_code_pages_ready(void) {
  if (!psram_is_available() || psram_get_size() < sizeof pages) return false;
  volatile uint32_t *first = (volatile uint32_t *)pages;
  volatile uint32_t *last = first + sizeof pages / sizeof *first - 1;
  *first = 0x5aa5c33c;
  *last = ~0x5aa5c33cu;
  return *first == 0x5aa5c33c && *last == ~0x5aa5c33cu;
}

void engine_wasm3_no_memory(void); // of hal/src/engine_wasm3.c: ends the load
static void *refuse(void) {
  engine_wasm3_no_memory();
  return NULL;
}

void *board_code_page_take(size_t length) {
  size_t rounded = (length + 15u) & ~(size_t)15u;
  if (rounded < length || rounded > sizeof pages - used) return refuse();
  uint8_t *page = pages + used;
  used += rounded;
  if (used > board_code_pages_most) board_code_pages_most = used;
  live += 1;
  return memset(page, 0, rounded);
}

void board_code_page_give(void *page) {
  if (!page) return;
  live -= 1;
  if (live == 0) used = 0; // the engine was unloaded
}
