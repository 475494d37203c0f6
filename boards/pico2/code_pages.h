// Where wasm3's pages of compiled operations live: PSRAM on the board that has it, else the engine's heap.
#ifndef TWINMETER_CODE_PAGES_H
#define TWINMETER_CODE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/** @return true when the PSRAM is there and keeps what is written; before the first page is taken. */
bool board_code_pages_ready(void);

/** Takes the place of m3_Malloc_Impl in m3_code.c. @return zeroed bytes, or NULL. */
void *board_code_page_take(size_t length);

/** Takes the place of m3_Free_Impl in m3_code.c. */
void board_code_page_give(void *page);

/** Most bytes of pages ever in use. */
extern size_t board_code_pages_most;

#endif
