// The import the host answers itself for the management core: what may stand on the display.
#include <string.h>

#include "hal_management.h"
#include "host_internal.h"

int32_t host_lcd_write(host_t *host, int32_t row, const uint8_t *bytes, int32_t length) {
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  if (length > TM_LCD_COLUMNS) return TM_STATUS_BAD_LENGTH;
  char text[TM_LCD_COLUMNS];
  memset(text, ' ', sizeof text);
  memcpy(text, bytes, (size_t)length);
  for (int32_t i = 0; i < length; i++) {
    // The display takes printable ASCII; anything else would select a glyph nobody chose.
    if (text[i] < ' ' || text[i] > '~') return TM_STATUS_OUT_OF_RANGE;
  }
  return hal_lcd_write(host->board, row, text);
}
