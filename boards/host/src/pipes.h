// Whole slices through the pipes of a process.
#ifndef BOARD_PIPES_H
#define BOARD_PIPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Reads exactly `length` bytes. @return 1, 0 at the end of the input, -1 when it breaks off or fails. */
int board_read_all(int file, uint8_t *bytes, size_t length);

/** @return false when nobody takes them. */
bool board_write_all(int file, const uint8_t *bytes, size_t length);

#endif
