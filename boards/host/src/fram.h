// The FRAM of a laptop: a mapped file whose writes survive the death of the process, or memory that does not.
#ifndef BOARD_FRAM_H
#define BOARD_FRAM_H

#include <stddef.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

typedef struct {
  uint8_t *bytes;
  int file; /**< Held open for its lock; -1 for anonymous memory. */
} board_fram_t;

/** Maps the file, creating it erased (every byte 0xFF) when it is missing; one process at a time may hold it.
 *  @param path  NULL for anonymous memory.
 *  @return TM_STATUS_OK, or STORAGE_FAILED with one line in `error`. */
tm_status_t board_fram_open(board_fram_t *fram, const char *path, char *error, size_t error_capacity);

void board_fram_close(board_fram_t *fram);

tm_status_t board_fram_read(const board_fram_t *fram, uint32_t address, uint8_t *bytes, size_t length);
tm_status_t board_fram_write(board_fram_t *fram, uint32_t address, const uint8_t *bytes, size_t length);

#endif
