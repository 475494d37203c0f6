// Reads and writes pipes to the last byte.
#include "pipes.h"

#include <errno.h>
#include <unistd.h>

int board_read_all(int file, uint8_t *bytes, size_t length) {
  size_t got = 0;
  while (got < length) {
    ssize_t count = read(file, bytes + got, length - got);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 && got == 0 ? 0 : -1;
    got += (size_t)count;
  }
  return 1;
}

bool board_write_all(int file, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}
