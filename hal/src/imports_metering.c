// The imports only the metering core has (pulses and FRAM), and its ABI built from the generated tables.
#include "hal_metering.h"
#include "host_internal.h"

static const char *host_pulse(void *context, const int64_t *arguments, int64_t *result) {
  (void)result;
  host_t *host = context;
  // The ABI gives no result: an output the board does not have stays silent.
  (void)hal_pulse(host->board, (int)arguments[0], (uint64_t)arguments[1], (uint32_t)arguments[2]);
  return NULL;
}

static const char *host_storage_read(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  uint8_t *bytes = host_memory(host, arguments[1], arguments[2]);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER
                          : hal_storage_read(host->board, (uint32_t)arguments[0], bytes, (size_t)arguments[2]);
  return NULL;
}

static const char *host_storage_write(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  const uint8_t *bytes = host_memory(host, arguments[1], arguments[2]);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER
                          : hal_storage_write(host->board, (uint32_t)arguments[0], bytes, (size_t)arguments[2]);
  return NULL;
}

static const engine_import_t imports[] = {TM_METERING_IMPORTS(HOST_IMPORT_ENTRY)};
static const host_export_t exports[] = {TM_METERING_EXPORTS(HOST_EXPORT_ENTRY)};

const host_abi_t host_metering_abi = {
    .role = HAL_METERING,
    .role_name = "metering",
    .imports = imports,
    .import_count = sizeof imports / sizeof imports[0],
    .exports = exports,
    .export_count = METERING_EXPORT_COUNT,
    .pages = TM_METERING_PAGES,
    .dispatch = host_metering_dispatch,
};
_Static_assert(METERING_EXPORT_COUNT <= HOST_EXPORTS_MAX, "the host keeps a handle for every export");
