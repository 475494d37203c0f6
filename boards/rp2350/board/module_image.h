// The WASM module in the flash image, twice: a header at MODULE_OFFSET and at MODULE_MAX behind it, then the module's bytes.
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
  uint32_t length;    /**< Of the module, 8..MODULE_MAX - MODULE_IMAGE_HEADER. */
  uint32_t hot_count; /**< Functions in the hot list behind the module, 0 when there is none. */
  uint32_t afe_osr;   /**< OSR of the front end, which makes the sampling rate; 0 for AFE_OSR. */
  uint32_t reserved[3];
  uint8_t sha256[32]; /**< Of the module. */
} module_image_t;

/** Of an image that checks itself: its program, from the start of flash; filled in behind the linker (tools/firmware seal). */
typedef struct {
  uint32_t magic;
  uint32_t length;
  uint32_t reserved[6];
  uint8_t sha256[32];
} program_digest_t;

#define PROGRAM_DIGEST_MAGIC 0x50505754u /* 'TWPP' */

_Static_assert(sizeof(module_image_t) == MODULE_IMAGE_HEADER, "the module follows its header");

/** Indices of the functions that run all the time, hottest first; the list follows the module, 4-byte aligned. */
typedef struct {
  const uint16_t *indices;
  uint32_t count;
} hot_functions_t;

/** The hot list of the module found. */
hot_functions_t board_module_hot(void);

/** OSR that the copy which runs asks for: by its header where that names one, else AFE_OSR. */
uint32_t board_module_afe_osr(void);

/** The copy that was found: 0 the first, 1 the second where the first is damaged. */
int board_module_copy(void);

/** Verifies header and digest, of the second copy where the first one's are wrong.
 *  @param[out] problem  why none is found, by the first one: a static text of at most 20 characters.
 *  @return TM_STATUS_OK, NOT_FOUND or BAD_MODULE. */
tm_status_t board_module_find(const uint8_t **bytes, size_t *length, const char **problem);

#endif
