// Hands out code pages: from the engine's heap as long as it is told to, else from a region of PSRAM, front to back.
#include "code_pages.h"

#include <stdint.h>
#include <string.h>

#include "board.h"
#include "hardware/psram.h"
#include "pico.h"

static uint8_t __uninitialized_psram("code_pages") pages[CODE_PAGES_BYTES] __attribute__((aligned(16)));
static size_t used;
static unsigned live;
static size_t sram_left, sram_reserve, sram_used;
// Read by tools/figures, under these names.
size_t board_code_pages_most, board_hot_pages_most;

// First and last word of the region keep what is written: chip there, size and quad mode right.
bool board_code_pages_ready(void) {
  if (!psram_is_available() || psram_get_size() < sizeof pages) return false;
  volatile uint32_t *first = (volatile uint32_t *)pages;
  volatile uint32_t *last = first + sizeof pages / sizeof *first - 1;
  *first = 0x5aa5c33c;
  *last = ~0x5aa5c33cu;
  return *first == 0x5aa5c33c && *last == ~0x5aa5c33cu;
}

// Of hal/src/engine_wasm3.c: the heap, what it has left, and the end of a load without memory.
void *engine_wasm3_calloc(size_t count, size_t size);
void engine_wasm3_free(void *block);
size_t engine_wasm3_heap_left(void);
void engine_wasm3_no_memory(void);

static void *refuse(void) {
  engine_wasm3_no_memory();
  return NULL;
}

void board_code_pages_in_sram(size_t limit, size_t reserve) {
  sram_left = limit;
  sram_reserve = reserve;
  if (limit > 0) sram_used = 0;
}

/** @return a page in SRAM, or NULL when it has to be PSRAM. */
static void *take_sram(size_t length) {
  if (length > sram_left || length + sram_reserve > engine_wasm3_heap_left()) return NULL;
  sram_left -= length;
  sram_used += length;
  if (sram_used > board_hot_pages_most) board_hot_pages_most = sram_used;
  return engine_wasm3_calloc(1, length);
}

void *board_code_page_take(size_t length) {
  size_t rounded = (length + 15u) & ~(size_t)15u;
  if (rounded < length) return refuse();
  void *hot = take_sram(rounded);
  if (hot) return hot;
  if (rounded > sizeof pages - used) return refuse();
  uint8_t *page = pages + used;
  used += rounded;
  if (used > board_code_pages_most) board_code_pages_most = used;
  live += 1;
  return memset(page, 0, rounded);
}

static bool is_in_psram(const void *page) { return (uintptr_t)page - (uintptr_t)pages < sizeof pages; }

void board_code_page_give(void *page) {
  if (!page) return;
  if (!is_in_psram(page)) {
    engine_wasm3_free(page);
    return;
  }
  live -= 1;
  if (live == 0) used = 0; // the engine was unloaded
}
