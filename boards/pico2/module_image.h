// The WASM module in the flash image: a header at FLASH_MODULE_OFFSET, then the module's bytes.
#ifndef TWINMETER_MODULE_IMAGE_H
#define TWINMETER_MODULE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "hal.h"

#define MODULE_IMAGE_MAGIC 0x4d4d5754u /* 'TWMM' */
#define MODULE_IMAGE_VERSION 1
#define MODULE_IMAGE_METERING 1
#define MODULE_IMAGE_MANAGEMENT 2
#define MODULE_IMAGE_HEADER 64

/** Little endian, MODULE_IMAGE_HEADER bytes. */
typedef struct {
  uint32_t magic;
  uint16_t version;
  uint16_t role;
  uint32_t length; /**< Of the module, 8..FLASH_MODULE_MAX - MODULE_IMAGE_HEADER. */
  uint32_t reserved[5];
  uint8_t sha256[32]; /**< Of the module. */
} module_image_t;

_Static_assert(sizeof(module_image_t) == MODULE_IMAGE_HEADER, "the module follows its header");

/** Verifies header and digest. @param[out] problem  why not, a static text of at most 20 characters.
 *  @return TM_STATUS_OK, NOT_FOUND or BAD_MODULE. */
tm_status_t board_module_find(hal_role_t role, const uint8_t **bytes, size_t *length, const char **problem);

#endif
