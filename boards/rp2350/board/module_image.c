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

static const module_image_t *copy_at(int copy) {
  return (const module_image_t *)(XIP_BASE + MODULE_OFFSET + (uint32_t)copy * MODULE_MAX);
}

/** The copy that is looked at, then the one that runs. */
static const module_image_t *image;
static int image_copy;

/** Bytes from the header to the hot list. */
static uint32_t hot_list_at(void) { return MODULE_IMAGE_HEADER + ((image->length + 3u) & ~3u); }

uint32_t board_module_afe_osr(void) { return image->afe_osr != 0 ? image->afe_osr : AFE_OSR; }

static const char *check(hal_role_t role) {
  if (image->magic != MODULE_IMAGE_MAGIC) return "no module in flash";
  if (image->version != MODULE_IMAGE_VERSION) return "module header version";
  if (image->role != (role == HAL_METERING ? MODULE_IMAGE_METERING : MODULE_IMAGE_MANAGEMENT))
    return "module of other role";
  if (image->length < 8 || image->length > MODULE_MAX - MODULE_IMAGE_HEADER) return "module length";
  if (image->hot_count > (MODULE_MAX - hot_list_at()) / sizeof(uint16_t)) return "module hot list";
  if (!ADS131M08_HAS_OSR(board_module_afe_osr())) return "rate of front end";
  uint8_t digest[32];
  board_sha256((const uint8_t *)(image + 1), image->length, digest);
  if (memcmp(digest, image->sha256, sizeof digest) != 0) return "module damaged";
  if (!is_translated_module(digest)) return "module of other code";
  return is_whole_program() ? NULL : "program damaged";
}

hot_functions_t board_module_hot(void) {
  return (hot_functions_t){(const uint16_t *)((const uint8_t *)image + hot_list_at()), image->hot_count};
}

/** Takes a copy for the one that runs. @return what is wrong with it, NULL for nothing. */
static const char *take(hal_role_t role, int copy) {
  image = copy_at(copy);
  image_copy = copy;
  return check(role);
}

int board_module_copy(void) { return image_copy; }

tm_status_t board_module_find(hal_role_t role, const uint8_t **bytes, size_t *length, const char **problem) {
  const char *first = take(role, 0);
  *problem = first;
  for (int copy = 1; *problem && copy < COPIES; copy++) *problem = take(role, copy);
  if (*problem) { // both: what the first one has
    *problem = first;
    return copy_at(0)->magic == MODULE_IMAGE_MAGIC ? TM_STATUS_BAD_MODULE : TM_STATUS_NOT_FOUND;
  }
  *bytes = (const uint8_t *)(image + 1);
  *length = image->length;
  return TM_STATUS_OK;
}
