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

#define TM_GIVEN_IDENTITY_BYTES 136

/** The board opened next in this thread has this identity: system title (8 bytes), signing key (32), its public key (64),
 *  wrapping key (32); NULL for none. */
void tm_give_identity(const uint8_t *identity);

/** Checks a module as tm_open does before an engine sees it: validation, then the ABI. Nothing of it runs.
 *  @param[out] error  one line saying what is wrong, when false is returned. */
bool tm_check_module(int32_t role, const uint8_t *module, uint32_t module_length, char *error, uint32_t error_capacity);

/** Hands a slice of events to the core (layout: SLICE_* in shared-protocol/spec/abi.json) and takes what it did.
 *  @return bytes of the answering slice, or a negative tm_status_t: BAD_LENGTH for a malformed slice, UNKNOWN_MESSAGE
 *          for a record this core does not take, OUT_OF_RANGE when `out` is too small (nothing is handled then); TIMEOUT when an event was left
 *          by the guard, NOT_STARTED when the supply went: the core is good for tm_close only then. */
int32_t tm_slice(tm_core_t *core, const uint8_t *in, uint32_t in_length, uint8_t *out, uint32_t out_capacity);

void tm_close(tm_core_t *core);

/** Watches all cores that this thread runs: an event is left after one to two limits of the thread's processor time.
 *  @return false when the system has no timer for it. */
bool tm_guard(int32_t limit_ms);

/** Has a function called before each slice and after every event in it: the place to wind a watchdog up. */
void tm_watch(tm_core_t *core, void (*alive)(void));

/** Has the supply go, for tests: after so many more bytes into FRAM, or with so many more programs and erases of NOR
 *  started (0: not there). `go` ends everything; NULL: the slice is left, and the core is good for tm_close only. */
void tm_cut_power(tm_core_t *core, uint32_t fram_bytes, uint32_t nor_operations, void (*go)(void));

/** Bytes the answer to one slice may have: what an `out` must hold. */
uint32_t tm_slice_capacity(void);

/** Name and version of the WASM engine inside. */
const char *tm_engine_version(void);

/** Bytes of the engine's static heap the core took at most, and requests refused because it was closed or full. */
uint32_t tm_heap_peak(const tm_core_t *core);
uint32_t tm_heap_refused(const tm_core_t *core);

/** The keys of a board for an engine outside this library; statuses and layouts are those of the imports. */
typedef struct tm_keys tm_keys_t;

/** @param banks  the two banks of its key store (KEY_BANK_BYTES each). */
tm_keys_t *tm_keys_open(const uint8_t *banks);
void tm_keys_close(tm_keys_t *keys);

/** The banks as they are now. */
void tm_keys_banks(const tm_keys_t *keys, uint8_t *banks);

int32_t tm_keys_random(tm_keys_t *keys, uint8_t *bytes, int32_t length);
int32_t tm_keys_digest(tm_keys_t *keys, int32_t strength, uint8_t *bytes, int32_t length);
int32_t tm_keys_mac(tm_keys_t *keys, int32_t key, uint8_t *bytes, int32_t length);
int32_t tm_keys_seal(tm_keys_t *keys, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also);
int32_t tm_keys_open_sealed(tm_keys_t *keys, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length,
                            int32_t also);
int32_t tm_keys_replace(tm_keys_t *keys, int32_t key, int32_t by_key, const uint8_t *bytes, int32_t length);
int32_t tm_keys_bytes(tm_keys_t *keys, int32_t key);
int32_t tm_keys_take(tm_keys_t *keys, int32_t key, const uint8_t *bytes, int32_t length);
int32_t tm_keys_public(tm_keys_t *keys, uint8_t *bytes);

/** Starts a job. @param[out] record  a slice with the record that the board gives of it. @return its number, or a status. */
int32_t tm_keys_job(tm_keys_t *keys, int32_t kind, int32_t key, const uint8_t *bytes, int32_t length,
                    uint8_t *record);

/** The core was told that the job ended. */
void tm_keys_job_taken(tm_keys_t *keys, int32_t number);

#endif
