// The FRAM of a laptop: a shared mapping, so that what was written stands in the file even after kill -9.
#include "fram.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERASED 0xff

static tm_status_t fail(board_fram_t *fram, const char *path, const char *reason, char *error, size_t capacity) {
  snprintf(error, capacity, "FRAM file %s: %s", path, reason);
  board_fram_close(fram);
  return TM_STATUS_STORAGE_FAILED;
}

static bool write_erased(int file) {
  uint8_t page[4096];
  memset(page, ERASED, sizeof page);
  for (size_t written = 0; written < TM_FRAM_BYTES; written += sizeof page) {
    if (pwrite(file, page, sizeof page, (off_t)written) != (ssize_t)sizeof page) return false;
  }
  return true;
}

static tm_status_t open_file(board_fram_t *fram, const char *path, char *error, size_t capacity) {
  fram->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fram->file < 0) return fail(fram, path, strerror(errno), error, capacity);
  if (flock(fram->file, LOCK_EX | LOCK_NB) != 0) return fail(fram, path, "in use by another core", error, capacity);
  struct stat status;
  if (fstat(fram->file, &status) != 0) return fail(fram, path, strerror(errno), error, capacity);
  if (!S_ISREG(status.st_mode)) return fail(fram, path, "not a regular file", error, capacity);
  if (status.st_size == 0 && !write_erased(fram->file)) return fail(fram, path, "cannot be filled", error, capacity);
  if (status.st_size != 0 && status.st_size != TM_FRAM_BYTES) {
    char reason[64];
    snprintf(reason, sizeof reason, "has %lld bytes, not %d", (long long)status.st_size, TM_FRAM_BYTES);
    return fail(fram, path, reason, error, capacity);
  }
  return TM_STATUS_OK;
}

tm_status_t board_fram_open(board_fram_t *fram, const char *path, char *error, size_t error_capacity) {
  *fram = (board_fram_t){.bytes = NULL, .file = -1};
  if (path != NULL) {
    tm_status_t status = open_file(fram, path, error, error_capacity);
    if (status != TM_STATUS_OK) return status;
  }
  int flags = path != NULL ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
  void *mapped = mmap(NULL, TM_FRAM_BYTES, PROT_READ | PROT_WRITE, flags, fram->file, 0);
  if (mapped == MAP_FAILED) return fail(fram, path != NULL ? path : "(none)", strerror(errno), error, error_capacity);
  fram->bytes = mapped;
  if (path == NULL) memset(fram->bytes, ERASED, TM_FRAM_BYTES);
  return TM_STATUS_OK;
}

void board_fram_close(board_fram_t *fram) {
  if (fram->bytes != NULL) munmap(fram->bytes, TM_FRAM_BYTES);
  if (fram->file >= 0) close(fram->file);
  *fram = (board_fram_t){.bytes = NULL, .file = -1};
}

static bool inside(uint32_t address, size_t length) {
  return address <= TM_FRAM_BYTES && length <= TM_FRAM_BYTES - address;
}

tm_status_t board_fram_read(const board_fram_t *fram, uint32_t address, uint8_t *bytes, size_t length) {
  if (!inside(address, length)) return TM_STATUS_OUT_OF_RANGE;
  memcpy(bytes, fram->bytes + address, length);
  return TM_STATUS_OK;
}

tm_status_t board_fram_write(board_fram_t *fram, uint32_t address, const uint8_t *bytes, size_t length) {
  if (!inside(address, length)) return TM_STATUS_OUT_OF_RANGE;
  memcpy(fram->bytes + address, bytes, length);
  return TM_STATUS_OK;
}
