// Finds the module in flash: the first of its two identical copies that is whole and meant for this board.
#include "module_image.h"

#include <string.h>

#include "ads131m08.h"
#include "hardware/regs/addressmap.h"
#include "resources.h"
#include "sha256.h"

#ifdef AOT_MODULE_SHA256
/** The code linked into this image was translated from one module: only under its name may it run. */
static bool is_translated_module(const uint8_t digest[32]) {
  static const char digits[] = "0123456789abcdef";
  for (unsigned i = 0; i < 32; i++) {
    if (AOT_MODULE_SHA256[2 * i] != digits[digest[i] >> 4]) return false;
    if (AOT_MODULE_SHA256[2 * i + 1] != digits[digest[i] & 15]) return false;
  }
  return true;
}

/** Volatile: its contents are not those it is compiled with. */
static const volatile program_digest_t program __attribute__((section(".twinmeter_program"), used)) = {0};

/** The code linked into this image is part of the program: it is what was built. */
static bool is_whole_program(void) {
  uint32_t length = program.length;
  if (program.magic != PROGRAM_DIGEST_MAGIC || length > MODULE_OFFSET) return false;
  uint8_t digest[32];
  board_sha256((const uint8_t *)XIP_BASE, length, digest);
  for (unsigned i = 0; i < sizeof digest; i++) {
    if (digest[i] != program.sha256[i]) return false;
  }
  return true;
}
#else
static bool is_whole_program(void) { return true; } // an image with an interpreter has no module linked into it

static bool is_translated_module(const uint8_t digest[32]) {
  (void)digest;
  return true;
}
#endif

#define COPIES 2
#ifdef BOARD_METERING
#define ROLE_CODE MODULE_IMAGE_METERING
#else
#define ROLE_CODE MODULE_IMAGE_MANAGEMENT
#endif

static const module_image_t *copy_at(int copy) {
  return (const module_image_t *)(XIP_BASE + MODULE_OFFSET + (uint32_t)copy * MODULE_MAX);
}

/** Bytes from the header to the hot list. */
static uint32_t hot_list_at(const module_image_t *image) { return MODULE_IMAGE_HEADER + ((image->length + 3u) & ~3u); }

static uint32_t afe_osr_of(const module_image_t *image) { return image->afe_osr != 0 ? image->afe_osr : AFE_OSR; }

/** What is wrong with a copy, NULL for nothing. */
static const char *check(const module_image_t *image) {
  if (image->magic != MODULE_IMAGE_MAGIC) return "no module in flash";
  if (image->version != MODULE_IMAGE_VERSION) return "module header version";
  if (image->role != ROLE_CODE) return "module of other role";
  if (image->length < 8 || image->length > MODULE_MAX - MODULE_IMAGE_HEADER) return "module length";
  if (image->hot_count > (MODULE_MAX - hot_list_at(image)) / sizeof(uint16_t)) return "module hot list";
  if (!ADS131M08_HAS_OSR(afe_osr_of(image))) return "rate of front end";
  uint8_t digest[32];
  board_sha256((const uint8_t *)(image + 1), image->length, digest);
  if (memcmp(digest, image->sha256, sizeof digest) != 0) return "module damaged";
  return is_translated_module(digest) ? NULL : "module of other code";
}

/** What is wrong with the copy that was chosen. */
static const char *fault;

/** The first sound copy, the first one where none is; looked for once, before the front end starts at its rate. */
static int chosen(void) {
  static int copy = -1;
  if (copy >= 0) return copy;
  const char *first = check(copy_at(0));
  copy = 0;
  for (fault = first; fault && copy + 1 < COPIES;) fault = check(copy_at(++copy));
  if (fault) {
    copy = 0;
    fault = first;
  }
  return copy;
}

uint32_t board_module_afe_osr(void) { return afe_osr_of(copy_at(chosen())); }

hot_functions_t board_module_hot(void) {
  const module_image_t *image = copy_at(chosen());
  return (hot_functions_t){(const uint16_t *)((const uint8_t *)image + hot_list_at(image)), image->hot_count};
}

int board_module_copy(void) { return chosen(); }

tm_status_t board_module_find(const uint8_t **bytes, size_t *length, const char **problem) {
  const module_image_t *image = copy_at(chosen());
  *problem = fault;
  if (!*problem && !is_whole_program()) *problem = "program damaged";
  if (*problem) return image->magic == MODULE_IMAGE_MAGIC ? TM_STATUS_BAD_MODULE : TM_STATUS_NOT_FOUND;
  *bytes = (const uint8_t *)(image + 1);
  *length = image->length;
  return TM_STATUS_OK;
}
