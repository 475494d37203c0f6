// The C API of libtwinmeter.so: one core on a laptop board, advanced slice by slice.
#ifndef TWINMETER_LIBRARY_H
#define TWINMETER_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

typedef struct tm_core tm_core_t;

#define TM_ROLE_METERING 0
#define TM_ROLE_MANAGEMENT 1

/** Boots a core on a board of its own.
 *  @param module  its bytes; they are copied.
 *  @param fram_path  a file that outlives the process, created erased when missing; NULL for memory that does not.
 *  @param nor_path  the same for the NOR; an image that was made before.
 *  @param[out] error  one line saying what is wrong, when NULL is returned.
 *  @return the core, to be given to tm_close; NULL for a bad module, FRAM file or NOR file. */
tm_core_t *tm_open(int32_t role, const uint8_t *module, uint32_t module_length, const char *fram_path,
                   const char *nor_path, char *error, uint32_t error_capacity);

/** Checks a module as tm_open does before an engine sees it: validation, then the ABI. Nothing of it runs.
 *  @param[out] error  one line saying what is wrong, when false is returned. */
bool tm_check_module(int32_t role, const uint8_t *module, uint32_t module_length, char *error, uint32_t error_capacity);

/** Hands a slice of events to the core (layout: SLICE_* in shared-protocol/spec/abi.json) and takes what it did.
 *  @return bytes of the answering slice, or a negative tm_status_t: BAD_LENGTH for a malformed slice, UNKNOWN_MESSAGE
 *          for a record this core does not take, OUT_OF_RANGE when `out` is too small (nothing is handled then); TIMEOUT when an event was left
 *          by the guard: the core is good for tm_close only. */
int32_t tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity);

void tm_close(tm_core_t *core);

/** Watches all cores that this thread runs: an event is left after one to two limits of the thread's processor time.
 *  @return false when the system has no timer for it. */
bool tm_guard(int32_t limit_ms);

/** Has a function called before each slice and after every event in it: the place to wind a watchdog up. */
void tm_watch(tm_core_t *core, void (*alive)(void));

/** Bytes the answer to one slice may have: what an `out` must hold. */
uint32_t tm_slice_capacity(void);

/** Name and version of the WASM engine inside. */
const char *tm_engine_version(void);

/** Bytes of the engine's static heap the core took at most, and requests refused because it was closed or full. */
uint32_t tm_heap_peak(const tm_core_t *core);
uint32_t tm_heap_refused(const tm_core_t *core);

#endif
