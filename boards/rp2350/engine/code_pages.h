// Where wasm3's pages of compiled operations lie: SRAM for the functions that run all the time, PSRAM for the others.
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

/** Pages taken from now on lie in the engine's heap while at most so many bytes of them do and it keeps `reserve`
 *  bytes for other things; then, and after a limit of 0, in PSRAM. */
void board_code_pages_in_sram(size_t limit, size_t reserve);

/** Most bytes of pages ever in use, in PSRAM and in SRAM. */
extern size_t board_code_pages_most;
extern size_t board_hot_pages_most;

#endif
