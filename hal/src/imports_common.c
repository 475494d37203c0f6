// The imports both cores have: panic, port_send, software_id; and the check of every pointer a module hands out.
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

const char *host_panic(void *context, const int64_t *arguments, int64_t *result) {
  (void)result;
  host_t *host = context;
  host->panicked = true;
  host->panic_code = (int32_t)arguments[0];
  host->panic_detail = (int32_t)arguments[1];
  return "panic";
}

const char *host_port_send(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  const uint8_t *bytes = host_memory(host, arguments[1], arguments[2]);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER
                          : hal_port_send(host->board, (int)arguments[0], bytes, (int)arguments[2]);
  return NULL;
}

const char *host_software_id(void *context, const int64_t *arguments, int64_t *result) {
  host_t *host = context;
  uint8_t *bytes = host_memory(host, arguments[0], sizeof host->digest);
  if (bytes != NULL) memcpy(bytes, host->digest, sizeof host->digest);
  *result = bytes == NULL ? TM_STATUS_BAD_POINTER : TM_STATUS_OK;
  return NULL;
}
