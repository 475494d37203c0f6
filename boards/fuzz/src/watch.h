// What the fuzzer sees of a running module: how much it works, and whether it reads bytes that nobody gave it.
#ifndef FUZZ_WATCH_H
#define FUZZ_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/** Loads and stores of the module since watch_begin: its work, the same on every machine. */
extern uint32_t watch_steps;

/** Most of them that an event may take, one more is a finding; and what the longest took. */
extern uint32_t watch_steps_most, watch_steps_longest;

/** Bytes of a buffer behind those received, as addresses of the module: from `stale_from` on, before `stale_to`. */
extern uint32_t watch_stale_from, watch_stale_to;

/** A new event: nothing was worked yet, and no byte is stale. */
void watch_begin(void);

/** Ends the process with a finding. */
_Noreturn void watch_found(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Asked for an access that touches the stale bytes. A load of one nobody wrote since is a finding. */
void watch_load(uint32_t address, uint32_t size);
void watch_store(uint32_t address, uint32_t size);
_Noreturn void watch_too_long(void);

/** Random numbers begin anew. */
void watch_seed(uint64_t seed);

#endif
