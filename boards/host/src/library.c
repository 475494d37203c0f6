// The C API: ties one board, one host and one static heap together, and turns slices into runs of the loop.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "guard.h"
#include "host_internal.h"
#include "twinmeter.h"

// Twice what a full management module of 500 KB code needs with 64-bit operations (6 bytes a code byte); the pages
// that are not used are never touched.
#define HEAP_BYTES (8u * 1024u * 1024u)

struct tm_core {
  hal_board_t board;
  host_t host;
  uint32_t boot_length; /**< Bytes of `boot`: what the core did while booting, given with the first answer. */
  uint8_t boot[BOARD_OUT_CAPACITY / 4];
  bool cut; /**< The supply went. */
  uint8_t *heap;
  uint8_t *module;
};

static tm_core_t *give_up(tm_core_t *core, char *error, uint32_t capacity, const char *reason) {
  if (error != NULL && capacity > 0) snprintf(error, capacity, "%s", reason);
  tm_close(core);
  return NULL;
}

static bool boot(tm_core_t *core, const host_abi_t *abi, char *reason, size_t capacity) {
  sigjmp_buf overdue;
  bool volatile booted = false;
  if (sigsetjmp(overdue, 0) == 0) {
    guard_enter(&overdue);
    booted = host_boot(&core->host, &core->board, abi, core->heap, HEAP_BYTES) == TM_STATUS_OK;
    if (!booted) snprintf(reason, capacity, "bad module: %s", core->host.text);
  } else {
    snprintf(reason, capacity, "bad module: it does not come back from its start");
  }
  guard_leave();
  return booted;
}

/** A function of the board is given nothing: whose supply it is stands here. */
static _Thread_local tm_core_t *running;

/** Handles the events of the slice. @return false when one of them does not end: the core is done then. */
static bool run(tm_core_t *core) {
  sigjmp_buf overdue;
  running = core;
  if (sigsetjmp(overdue, 0) != 0) {
    guard_leave();
    return false;
  }
  guard_enter(&overdue);
  host_run(&core->host);
  guard_leave();
  return true;
}

static const host_abi_t *abi_of(int32_t role) {
  return role == TM_ROLE_METERING ? &host_metering_abi : &host_management_abi;
}

bool tm_check_module(int32_t role, const uint8_t *module, uint32_t module_length, char *error,
                     uint32_t error_capacity) {
  module_t *known = calloc(1, sizeof *known);
  snprintf(error, error_capacity, "%s", known == NULL ? "out of memory" : "");
  if (known == NULL) return false;
  tm_status_t status = host_check_module(known, module, module_length, abi_of(role), error, error_capacity);
  free(known);
  return status == TM_STATUS_OK;
}

tm_core_t *tm_open(int32_t role, const uint8_t *module, uint32_t module_length, const char *fram_path,
                   const char *nor_path, char *error, uint32_t error_capacity) {
  char reason[HOST_TEXT_MAX + 32] = "";
  tm_core_t *core = calloc(1, sizeof *core);
  if (core == NULL) return give_up(core, error, error_capacity, "out of memory");
  board_init(&core->board, role == TM_ROLE_METERING ? HAL_METERING : HAL_MANAGEMENT);
  core->board.fram.file = core->board.nor.file = -1;
  board_take_identity(&core->board);
  core->board.alive = guard_alive;
  if (role != TM_ROLE_METERING && role != TM_ROLE_MANAGEMENT) {
    return give_up(core, error, error_capacity, "unknown role");
  }
  core->heap = calloc(1, HEAP_BYTES);
  core->module = malloc(module_length + 1u);
  if (core->heap == NULL || core->module == NULL) return give_up(core, error, error_capacity, "out of memory");
  memcpy(core->module, module, module_length);
  core->board.module = core->module;
  core->board.module_length = module_length;
  if (board_fram_open(&core->board.fram, fram_path, reason, sizeof reason) != TM_STATUS_OK) {
    return give_up(core, error, error_capacity, reason);
  }
  if (board_nor_open(&core->board.nor, nor_path, reason, sizeof reason) != TM_STATUS_OK) {
    return give_up(core, error, error_capacity, reason);
  }
  slice_begin(&core->board.out, core->boot, sizeof core->boot);
  if (!boot(core, abi_of(role), reason, sizeof reason)) return give_up(core, error, error_capacity, reason);
  core->boot_length = slice_end(&core->board.out);
  return core;
}

int32_t tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity) {
  if (out_capacity < BOARD_OUT_CAPACITY) return TM_STATUS_OUT_OF_RANGE;
  tm_status_t status = board_check_slice(&core->board, in, in_length);
  if (status != TM_STATUS_OK) return status;
  slice_begin(&core->board.out, out, out_capacity);
  if (core->boot_length > 0) {
    memcpy(out, core->boot, core->boot_length);
    core->board.out.length = core->boot_length;
    core->boot_length = 0;
  }
  board_begin_input(&core->board, in, in_length);
  hal_alive(&core->board);
  if (!run(core)) return core->cut ? TM_STATUS_NOT_STARTED : TM_STATUS_TIMEOUT;
  return (int32_t)slice_end(&core->board.out);
}

void tm_close(tm_core_t *core) {
  if (core == NULL) return;
  host_shut_down(&core->host);
  board_fram_close(&core->board.fram);
  board_nor_close(&core->board.nor);
  free(core->heap);
  free(core->module);
  free(core);
}

bool tm_guard(int32_t limit_ms) { return guard_begin(limit_ms); }

static void leave_slice(void) {
  running->cut = true;
  guard_jump();
}

void tm_cut_power(tm_core_t *core, uint32_t fram_bytes, uint32_t nor_operations, void (*go)(void)) {
  core->board.cut = (board_power_cut_t){fram_bytes, nor_operations, go != NULL ? go : leave_slice};
}

void tm_watch(tm_core_t *core, void (*alive)(void)) { core->board.alive = alive; }

uint32_t tm_slice_capacity(void) { return BOARD_OUT_CAPACITY; }

const char *tm_engine_version(void) { return engine_version(); }

uint32_t tm_heap_peak(const tm_core_t *core) { return (uint32_t)core->host.engine.heap.peak; }

uint32_t tm_heap_refused(const tm_core_t *core) { return core->host.engine.heap.refused; }
