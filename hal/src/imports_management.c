// The imports only the management core has (port set-up, link, display), and its ABI built from the generated tables.
#include <string.h>

#include "hal_management.h"
#include "host_internal.h"

static const char *host_port_configure(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  *result = hal_port_configure(host->board, (int)arguments[0], (int)arguments[1], (int)arguments[2]);
  return NULL;
}

static const char *host_port_idle(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  *result = hal_port_idle(host->board, (int)arguments[0]);
  return NULL;
}

static const char *host_link_request(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  const uint8_t *bytes = host_memory(host, arguments[0], arguments[1]);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER
                          : hal_link_request(host->board, bytes, (int)arguments[1], (int)arguments[2]);
  return NULL;
}

static tm_status_t write_row(host_t *host, int64_t row, const uint8_t *bytes, int64_t length) {
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  if (length > TM_LCD_COLUMNS) return TM_STATUS_BAD_LENGTH;
  char text[TM_LCD_COLUMNS];
  memset(text, ' ', sizeof text);
  memcpy(text, bytes, (size_t)length);
  for (int64_t i = 0; i < length; i++) {
    // The display takes printable ASCII; anything else would select a glyph nobody chose.
    if (text[i] < ' ' || text[i] > '~') return TM_STATUS_OUT_OF_RANGE;
  }
  return hal_lcd_write(host->board, (int)row, text);
}

static const char *host_lcd_write(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  const uint8_t *bytes = host_memory(host, arguments[1], arguments[2]);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER : write_row(host, arguments[0], bytes, arguments[2]);
  return NULL;
}

static const engine_import_t imports[] = {TM_MANAGEMENT_IMPORTS(HOST_IMPORT_ENTRY)};
static const host_export_t exports[] = {TM_MANAGEMENT_EXPORTS(HOST_EXPORT_ENTRY)};

const host_abi_t host_management_abi = {
    .role = HAL_MANAGEMENT,
    .role_name = "management",
    .imports = imports,
    .import_count = sizeof imports / sizeof imports[0],
    .exports = exports,
    .export_count = MANAGEMENT_EXPORT_COUNT,
    .pages = TM_MANAGEMENT_PAGES,
    .dispatch = host_management_dispatch,
};
_Static_assert(MANAGEMENT_EXPORT_COUNT <= HOST_EXPORTS_MAX, "the host keeps a handle for every export");
