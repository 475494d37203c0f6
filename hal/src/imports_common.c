// The imports the host answers itself for both cores: the bounds of their storage, what may stand on a display, the check of every pointer.
#include <string.h>

#include "host_internal.h"

uint8_t *host_memory(host_t *host, int64_t pointer, int64_t length) {
  size_t bytes = 0;
  uint8_t *memory = engine_memory(&host->engine, &bytes);
  // Arguments are i32 widened with their sign: addresses are unsigned, a length below zero is none.
  uint64_t start = (uint32_t)pointer;
  if (memory == NULL || length < 0 || start > bytes || (uint64_t)length > bytes - start) return NULL;
  return memory + start;
}

bool host_impossible(host_t *host, int32_t code, int64_t detail) {
  host_panic(host, code, (int32_t)detail);
  return false;
}

int32_t host_panic(host_t *host, int32_t code, int32_t detail) {
  host->panicked = true;
  host->panic_code = code;
  host->panic_detail = detail;
  return TM_STATUS_OK;
}

/** The key store is the host's: what a core could write there would come back as its keys. */
static bool is_core_storage(int32_t address, int32_t length) {
  return address >= 0 && length <= TM_KEY_BANKS && address <= TM_KEY_BANKS - length;
}

int32_t host_storage_read(host_t *host, int32_t address, uint8_t *bytes, int32_t length) {
  if (!is_core_storage(address, length)) return TM_STATUS_OUT_OF_RANGE;
  return hal_storage_read(host->board, (uint32_t)address, bytes, (size_t)length);
}

int32_t host_storage_write(host_t *host, int32_t address, const uint8_t *bytes, int32_t length) {
  if (!is_core_storage(address, length)) return TM_STATUS_OUT_OF_RANGE;
  return hal_storage_write(host->board, (uint32_t)address, bytes, (size_t)length);
}

int32_t host_software_id(host_t *host, uint8_t *bytes) {
  memcpy(bytes, host->digest, sizeof host->digest);
  return hal_module_copy(host->board);
}

int32_t host_lcd_write(host_t *host, int32_t row, const uint8_t *bytes, int32_t length) {
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  if (length > TM_LCD_COLUMNS) return TM_STATUS_BAD_LENGTH;
  char text[TM_LCD_COLUMNS];
  memset(text, ' ', sizeof text);
  memcpy(text, bytes, (size_t)length);
  for (int32_t i = 0; i < length; i++) {
    // The display takes printable ASCII; anything else would select a glyph nobody chose.
    if ((uint8_t)text[i] < ' ' || (uint8_t)text[i] > TM_LCD_ALL_DOTS) return TM_STATUS_OUT_OF_RANGE;
  }
  return hal_lcd_write(host->board, row, text);
}
