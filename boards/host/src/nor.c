// Keeps the cells of a W25Q128 in an image: what a program or erase changes, how often, and bits that are unstable.
#include "nor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal_nor.h"
#include "slice.h"

// Of the header; the same as in nor-image.ts.
static const char magic[8] = "TWMNOR01";
#define AT_KIND 12
#define AT_ADDRESS 16
#define AT_LENGTH 20
#define AT_NOISE 24
#define AT_DATA 256
enum { KIND_NONE, KIND_PROGRAM, KIND_ERASE };

// Typical times (W25Q128JV datasheet, table 9.6).
#define PROGRAM_us 400
#define SECTOR_ERASE_us 45000
#define BLOCK_ERASE_us 150000

static uint32_t header(const board_nor_t *nor, size_t at) { return slice_get_u32(nor->image + at); }
static void set_header(board_nor_t *nor, size_t at, uint32_t value) { slice_put_u32(nor->image + at, value); }

static uint8_t *cells(const board_nor_t *nor) { return nor->image + NOR_IMAGE_HEADER; }
static uint8_t *erases_of(const board_nor_t *nor, uint32_t address) {
  return cells(nor) + TM_NOR_BYTES + 4u * (address / TM_NOR_SECTOR);
}
static uint8_t *seed_of(const board_nor_t *nor, uint32_t address) {
  return erases_of(nor, address) + 4u * NOR_IMAGE_SECTORS;
}

static tm_status_t fail(board_nor_t *nor, const char *path, const char *reason, char *error, size_t capacity) {
  if (capacity > 0) snprintf(error, capacity, "NOR file %s: %s", path, reason);
  board_nor_close(nor);
  return TM_STATUS_STORAGE_FAILED;
}

/** What stands in the header as under way lies inside the cells, whoever wrote it. */
static bool sound(const board_nor_t *nor) {
  uint32_t kind = header(nor, AT_KIND), address = header(nor, AT_ADDRESS), length = header(nor, AT_LENGTH);
  if (kind == KIND_PROGRAM) return hal_nor_check_program(address, length) == TM_STATUS_OK;
  if (kind == KIND_ERASE) return hal_nor_check_erase(address, length) == TM_STATUS_OK;
  return kind == KIND_NONE;
}

static tm_status_t open_file(board_nor_t *nor, const char *path, char *error, size_t capacity) {
  nor->file = open(path, O_RDWR | O_CLOEXEC);
  if (nor->file < 0) return fail(nor, path, strerror(errno), error, capacity);
  if (flock(nor->file, LOCK_EX | LOCK_NB) != 0) return fail(nor, path, "in use by another core", error, capacity);
  struct stat status;
  char begin[sizeof magic];
  if (fstat(nor->file, &status) != 0) return fail(nor, path, strerror(errno), error, capacity);
  bool is_image = S_ISREG(status.st_mode) && status.st_size == NOR_IMAGE_BYTES &&
                  pread(nor->file, begin, sizeof begin, 0) == (ssize_t)sizeof begin &&
                  memcmp(begin, magic, sizeof magic) == 0;
  return is_image ? TM_STATUS_OK : fail(nor, path, "is no image of a NOR", error, capacity);
}

tm_status_t board_nor_open(board_nor_t *nor, const char *path, char *error, size_t error_capacity) {
  *nor = (board_nor_t){.image = NULL, .file = -1};
  if (path != NULL) {
    tm_status_t status = open_file(nor, path, error, error_capacity);
    if (status != TM_STATUS_OK) return status;
  }
  // Pages of anonymous memory that nobody touches do not exist: zeros, which are erased cells.
  int flags = path != NULL ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *mapped = mmap(NULL, NOR_IMAGE_BYTES, PROT_READ | PROT_WRITE, flags, nor->file, 0);
  if (mapped == MAP_FAILED) return fail(nor, path != NULL ? path : "(none)", strerror(errno), error, error_capacity);
  nor->image = mapped;
  return sound(nor) ? TM_STATUS_OK : fail(nor, path, "is no image of a NOR", error, error_capacity);
}

void board_nor_close(board_nor_t *nor) {
  if (nor->image != NULL) munmap(nor->image, NOR_IMAGE_BYTES);
  if (nor->file >= 0) close(nor->file);
  *nor = (board_nor_t){.image = NULL, .file = -1};
}

static uint32_t mixed(uint32_t value) {
  value = (value ^ value >> 15) * 0x2c1b3c6du;
  value = (value ^ value >> 12) * 0x297a2d39u;
  return value ^ value >> 15;
}

/** A cell as it reads: where an erase was torn, one bit in eight says something else each time. */
static uint8_t read_cell(board_nor_t *nor, uint32_t address) {
  uint8_t stored = (uint8_t)~cells(nor)[address];
  uint32_t seed = slice_get_u32(seed_of(nor, address));
  if (seed == 0) return stored;
  uint32_t noise = mixed(header(nor, AT_NOISE) + 1u), weak = mixed(seed ^ address);
  set_header(nor, AT_NOISE, header(nor, AT_NOISE) + 1u);
  return stored ^ (uint8_t)(weak & weak >> 8 & weak >> 16 & noise);
}

/** Whether the operation under way is about to change some of these bytes. */
static bool changing(const board_nor_t *nor, uint32_t address, size_t length) {
  uint32_t kind = header(nor, AT_KIND), begin = header(nor, AT_ADDRESS), bytes = header(nor, AT_LENGTH);
  if (kind == KIND_NONE) return false;
  if (kind == KIND_PROGRAM) begin -= begin % TM_NOR_PAGE, bytes = TM_NOR_PAGE;
  return address < begin + bytes && begin < address + length;
}

tm_status_t board_nor_read(board_nor_t *nor, uint32_t address, uint8_t *bytes, size_t length) {
  if (!hal_nor_inside(address, length)) return TM_STATUS_OUT_OF_RANGE;
  if (changing(nor, address, length)) return TM_STATUS_BUSY;
  for (size_t i = 0; i < length; i++) bytes[i] = read_cell(nor, address + (uint32_t)i);
  return TM_STATUS_OK;
}

/** The operation is written down before its kind: what stands there is whole whenever the process dies. */
static void begin(board_nor_t *nor, uint32_t kind, uint32_t address, uint32_t length) {
  set_header(nor, AT_ADDRESS, address);
  set_header(nor, AT_LENGTH, length);
  set_header(nor, AT_KIND, kind);
}

tm_status_t board_nor_program(board_nor_t *nor, uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = hal_nor_check_program(address, length);
  if (status != TM_STATUS_OK) return status;
  if (header(nor, AT_KIND) != KIND_NONE) return TM_STATUS_BUSY;
  memcpy(nor->image + AT_DATA, bytes, length);
  begin(nor, KIND_PROGRAM, address, (uint32_t)length);
  return TM_STATUS_OK;
}

tm_status_t board_nor_erase(board_nor_t *nor, uint32_t address, uint32_t length) {
  tm_status_t status = hal_nor_check_erase(address, length);
  if (status != TM_STATUS_OK) return status;
  if (header(nor, AT_KIND) != KIND_NONE) return TM_STATUS_BUSY;
  begin(nor, KIND_ERASE, address, length);
  return TM_STATUS_OK;
}

uint32_t board_nor_duration_us(const board_nor_t *nor) {
  uint32_t kind = header(nor, AT_KIND);
  if (kind == KIND_NONE) return 0;
  if (kind == KIND_PROGRAM) return PROGRAM_us;
  return header(nor, AT_LENGTH) == TM_NOR_SECTOR ? SECTOR_ERASE_us : BLOCK_ERASE_us;
}

static void end_erase(board_nor_t *nor, uint32_t address, uint32_t length) {
  memset(cells(nor) + address, 0, length);
  for (uint32_t at = address; at < address + length; at += TM_NOR_SECTOR) {
    slice_put_u32(erases_of(nor, at), slice_get_u32(erases_of(nor, at)) + 1);
    slice_put_u32(seed_of(nor, at), 0);
  }
}

void board_nor_end(board_nor_t *nor) {
  uint32_t kind = header(nor, AT_KIND), address = header(nor, AT_ADDRESS), length = header(nor, AT_LENGTH);
  if (kind == KIND_ERASE) end_erase(nor, address, length);
  for (uint32_t i = 0; kind == KIND_PROGRAM && i < length; i++) {
    cells(nor)[address + i] |= (uint8_t)~nor->image[AT_DATA + i];
  }
  set_header(nor, AT_KIND, KIND_NONE);
}
