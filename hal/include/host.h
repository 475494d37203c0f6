// The WASM host of one core: boots a checked module on a board, hands it the board's events, restarts it after a fault.
#ifndef TWINMETER_HOST_H
#define TWINMETER_HOST_H

#include <stdbool.h>

#include "engine.h"
#include "hal.h"
#include "hal_jobs.h"
#include "host_index.h"
#include "keys.h"

#define HOST_TEXT_MAX 200
#define HOST_EXPORTS_MAX ENGINE_FUNCTIONS_MAX

/** An export a core must have. */
typedef struct {
  const char *name;
  const char *signature;
} host_export_t;

typedef struct host host_t;

/** A buffer of a core: which of the host's, the export that gives its address, its bytes. */
typedef struct {
  int buffer, address;
  uint32_t bytes;
} host_buffer_t;

/** What the load switch may still do; see load_switch.c. */
typedef struct {
  bool known;          /**< The budget was read from storage. */
  uint32_t left;       /**< Operations. */
  uint64_t next_us;    /**< No operation before. */
  uint64_t renewed_us; /**< When one was last added, or the budget became full. */
} host_load_switch_t;

/** Both sides of a core's boundary, from the generated tables. */
typedef struct {
  hal_role_t role;
  const char *role_name;
  const engine_import_t *imports;
  int import_count;
  const host_export_t *exports;
  int export_count;
  const host_buffer_t *buffers;
  int buffer_count;
  int version, start; /**< Exports every core has. */
  uint32_t pages;
  /** Hands one event to the core. @return false when the core trapped or panicked meanwhile. */
  bool (*dispatch)(host_t *host, const hal_event_t *event);
} host_abi_t;

/** The two cores. A board that names only its own links nothing of the other. */
extern const host_abi_t host_metering_abi;
extern const host_abi_t host_management_abi;

/** One core with everything it needs; two of them may live in one process. */
struct host {
  hal_board_t *board;
  hal_role_t role;
  const host_abi_t *abi;
  engine_t engine;
  void *heap;
  size_t heap_bytes;
  const uint8_t *module;
  size_t module_length;
  uint8_t digest[32];
  int functions[HOST_EXPORTS_MAX]; /**< Engine handles in the order of the ABI's exports. */
  uint32_t buffers[HOST_BUFFER_COUNT]; /**< Addresses in the memory of the core. */
  bool running;  /**< The core is loaded and started. */
  bool panicked; /**< The running call ended in a panic, and panic_code and panic_detail say which. */
  int32_t panic_code, panic_detail;
  uint32_t faults;
  keys_t keys;
  hal_job_t jobs[TM_JOBS_MAX];
  uint32_t job_number; /**< Of the job started last. */
  uint64_t now_us; /**< Of the last tick. */
  host_load_switch_t load_switch;
  char text[HOST_TEXT_MAX]; /**< Why booting failed. */
};

/** Checks the board's module against the ABI of its core, measures its SHA-256, loads it and starts it with
 *  the board's reset cause. A fault inside start is recorded and the core restarted like after any other fault.
 *  @param heap  everything the engine allocates; stays with the host.
 *  @return TM_STATUS_OK, or TM_STATUS_BAD_MODULE with the reason in host->text. */
tm_status_t host_boot(host_t *host, hal_board_t *board, const host_abi_t *abi, void *heap, size_t heap_bytes);

/** Handles the board's next event. @return its kind: HAL_EVENT_NONE where nothing happened, HAL_EVENT_STOP at the end. */
hal_event_kind_t host_step(host_t *host);

/** Handles events until the board says HAL_EVENT_STOP, for a board whose hal_wait waits. */
void host_run(host_t *host);

/** Gives back what the engine holds. */
void host_shut_down(host_t *host);

#endif
