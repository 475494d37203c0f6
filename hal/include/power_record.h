// The record that a board keeps ready for a failing supply: what may be kept, and its CRC made when it is written.
#ifndef TWINMETER_POWER_RECORD_H
#define TWINMETER_POWER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "twinmeter_protocol.h"

#define POWER_RECORD_CRC 4

typedef struct {
  uint8_t bytes[TM_POWER_RECORD_MAX];
  uint32_t address;
  size_t length; /**< 0: none is kept. */
  bool written;
} power_record_t;

// Inlined, so that a board's handler has them where it lies itself, in SRAM.
#define POWER_RECORD_INLINE static inline __attribute__((always_inline))

/** As hal_power_prepare. */
static inline int power_record_keep(power_record_t *kept, int32_t address, const uint8_t *bytes, int length) {
  if (length <= POWER_RECORD_CRC || length > TM_POWER_RECORD_MAX) return TM_STATUS_BAD_LENGTH;
  if (address < 0 || address > TM_KEY_BANKS - length) return TM_STATUS_OUT_OF_RANGE;
  bool written = kept->written;
  kept->written = false;
  kept->length = written ? 0 : (size_t)length;
  kept->address = (uint32_t)address;
  memcpy(kept->bytes, bytes, kept->length);
  return written ? TM_POWER_RECORD_WRITTEN : TM_STATUS_OK;
}

/** True when there is a record that the FRAM does not have yet. */
POWER_RECORD_INLINE bool power_record_is_due(const power_record_t *kept) { return kept->length > 0 && !kept->written; }

/** Makes the CRC-32 (IEEE 802.3): bit by bit, since 500 bytes once a power fail need no table in SRAM. */
POWER_RECORD_INLINE void power_record_seal(power_record_t *kept) {
  size_t covered = kept->length - POWER_RECORD_CRC;
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < covered; i++) {
    crc ^= kept->bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320 & (0u - (crc & 1)));
  }
  for (int i = 0; i < POWER_RECORD_CRC; i++) kept->bytes[covered + (size_t)i] = (uint8_t)(~crc >> 8 * i);
}

#endif
