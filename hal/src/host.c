// The life of a core on its host: boot, run loop, and restart after a trap or panic.
#include "host.h"

#include <stdio.h>
#include <string.h>

#include "host_internal.h"

static tm_status_t bad_module(host_t *host, const char *reason) {
  snprintf(host->text, sizeof host->text, "%s", reason);
  return TM_STATUS_BAD_MODULE;
}

bool host_call(host_t *host, int index, const int64_t *arguments, int64_t *result) {
  host->panicked = false;
  return engine_call(&host->engine, host->functions[index], arguments, result) == 0;
}

void *host_buffer(host_t *host, int buffer, uint32_t bytes) { return host_memory(host, host->buffers[buffer], bytes); }

/** Asks the module where a buffer lies. @return false with a text when it does not lie in its memory. */
static bool locate(host_t *host, const host_buffer_t *buffer) {
  const char *name = host->abi->exports[buffer->address].name;
  int64_t value = 0;
  if (!host_call(host, buffer->address, NULL, &value)) {
    snprintf(host->text, sizeof host->text, "'%s' failed: %s", name, engine_text(&host->engine));
    return false;
  }
  uint32_t address = (uint32_t)value;
  host->buffers[buffer->buffer] = address;
  // Sample sets are written as 32-bit words in place.
  if (host_memory(host, value, buffer->bytes) != NULL && address % sizeof(int32_t) == 0) return true;
  snprintf(host->text, sizeof host->text, "'%s' gives address %lu, where no %lu aligned bytes lie in its memory", name,
           (unsigned long)address, (unsigned long)buffer->bytes);
  return false;
}

static bool locate_all(host_t *host) {
  for (int i = 0; i < host->abi->buffer_count; i++) {
    if (!locate(host, &host->abi->buffers[i])) return false;
  }
  return true;
}

static bool check_version(host_t *host) {
  int64_t version = 0;
  if (!host_call(host, host->abi->version, NULL, &version)) {
    snprintf(host->text, sizeof host->text, "'abi_version' failed: %s", engine_text(&host->engine));
    return false;
  }
  if (version == TM_ABI_VERSION) return true;
  snprintf(host->text, sizeof host->text, "the module is built for ABI version %ld, this host has version %d",
           (long)version, TM_ABI_VERSION);
  return false;
}

static tm_status_t load(host_t *host) {
  const engine_module_t module = {
      .bytes = host->module,
      .length = host->module_length,
      .import_module = TM_HOST_MODULE,
      .imports = host->abi->imports,
      .import_count = host->abi->import_count,
  };
  if (engine_load(&host->engine, &module, host, host->heap, host->heap_bytes) != 0) {
    return bad_module(host, engine_text(&host->engine));
  }
  for (int i = 0; i < host->abi->export_count; i++) {
    const host_export_t *export = &host->abi->exports[i];
    host->functions[i] = engine_find(&host->engine, export->name, export->signature);
    if (host->functions[i] < 0) return bad_module(host, export->name);
  }
  bool fits = check_version(host) && locate_all(host);
  return fits ? TM_STATUS_OK : TM_STATUS_BAD_MODULE;
}

static void record_fault(host_t *host) {
  host->faults += 1;
  if (host->panicked) {
    hal_fault(host->board, host->panic_code, host->panic_detail, "panic");
  } else {
    hal_fault(host->board, TM_STATUS_TRAPPED, 0, engine_text(&host->engine));
  }
}

static bool start(host_t *host, int reset_cause) {
  const int64_t arguments[] = {reset_cause};
  int64_t status = 0;
  hal_started(host->board, reset_cause, host->digest);
  if (host_call(host, host->abi->start, arguments, &status)) return true;
  record_fault(host);
  return false;
}

/** Begins again in the same storage, as after a reset. A core whose start faults too is tried again at the next
 *  event: each event costs one attempt, so the loop and the watchdog live on. */
static void restart(host_t *host) {
  engine_unload(&host->engine);
  host->running = load(host) == TM_STATUS_OK && start(host, TM_RESET_FAULT);
}

/** The check needs more room than a stack has: it takes the engine's, which is still empty. */
static tm_status_t check(host_t *host) {
  if (host->heap_bytes < sizeof(module_t)) return bad_module(host, "no room to check the module");
  return host_check_module(host->heap, host->module, host->module_length, host->abi, host->text, sizeof host->text);
}

tm_status_t host_boot(host_t *host, hal_board_t *board, const host_abi_t *abi, void *heap, size_t heap_bytes) {
  memset(host, 0, sizeof *host);
  host->board = board;
  host->role = abi->role;
  host->abi = abi;
  host->heap = heap;
  host->heap_bytes = heap_bytes;
  keys_load(&host->keys, board);
  if (hal_module(board, &host->module, &host->module_length) != TM_STATUS_OK) {
    return bad_module(host, "the board has no module");
  }
  tm_status_t status = check(host);
  if (status != TM_STATUS_OK) return status;
  hal_sha256(board, host->module, host->module_length, host->digest);
  status = load(host);
  if (status != TM_STATUS_OK) {
    engine_unload(&host->engine);
    return status;
  }
  host->running = start(host, hal_reset_cause(board));
  if (!host->running) restart(host);
  return TM_STATUS_OK;
}

static void handle(host_t *host, const hal_event_t *event) {
  if (event->kind == HAL_EVENT_TICK) host->now_us = event->now_us;
  if (!host->running) restart(host);
  if (!host->running || host->abi->dispatch(host, event)) return;
  record_fault(host);
  restart(host);
}

hal_event_kind_t host_step(host_t *host) {
  hal_event_t event = {.kind = HAL_EVENT_NONE};
  hal_wait(host->board, &event);
  if (event.kind == HAL_EVENT_STOP) return event.kind;
  if (event.kind != HAL_EVENT_NONE) handle(host, &event);
  hal_alive(host->board);
  return event.kind;
}

void host_run(host_t *host) {
  while (host_step(host) != HAL_EVENT_STOP) continue;
}

void host_shut_down(host_t *host) {
  engine_unload(&host->engine);
  host->running = false;
}
