// The NOR flash of a laptop: a mapped image whose contents survive the death of the process, or memory that does not.
#ifndef BOARD_NOR_H
#define BOARD_NOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

// The image, as tools/rp2350/chips/nor-image.ts lays it out: a header, the cells inverted (so that a hole in the file is
// erased), and for each sector its erases and the seed of its unstable bits.
#define NOR_IMAGE_HEADER 4096u
#define NOR_IMAGE_SECTORS (TM_NOR_BYTES / TM_NOR_SECTOR)
#define NOR_IMAGE_BYTES (NOR_IMAGE_HEADER + TM_NOR_BYTES + 2u * 4u * NOR_IMAGE_SECTORS)

typedef struct {
  uint8_t *image;
  int file; /**< Held open for its lock; -1 for anonymous memory. */
} board_nor_t;

/** Maps an image that was made before; one process at a time may hold it.
 *  @param path  NULL for anonymous memory, erased.
 *  @return TM_STATUS_OK, or STORAGE_FAILED with one line in `error`. */
tm_status_t board_nor_open(board_nor_t *nor, const char *path, char *error, size_t error_capacity);

void board_nor_close(board_nor_t *nor);

/** Contracts as hal_nor_*; the operation started stands in the image until board_nor_end. */
tm_status_t board_nor_read(board_nor_t *nor, uint32_t address, uint8_t *bytes, size_t length);
tm_status_t board_nor_program(board_nor_t *nor, uint32_t address, const uint8_t *bytes, size_t length);
tm_status_t board_nor_erase(board_nor_t *nor, uint32_t address, uint32_t length);

/** What the operation under way takes in the chip, typically; 0 without one. */
uint32_t board_nor_duration_us(const board_nor_t *nor);

/** The operation under way ends: its bits are as they were to be. */
void board_nor_end(board_nor_t *nor);

#endif
