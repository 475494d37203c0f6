// Watches a module from outside: wraps what hands bytes in, so that what lies behind them counts as never received.
#include "watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "engine_heap.h"
#include "hal.h"
#include "hal_metering.h"
#include "host_internal.h"
#include "wasm-rt.h"

uint32_t watch_steps, watch_steps_most = UINT32_MAX, watch_steps_longest;
uint32_t watch_stale_from, watch_stale_to;

/** Of the stale range: 1 where the module or the host wrote since. */
static uint8_t written[TM_PORT_CHUNK_MAX > TM_LINK_FRAME_MAX ? TM_PORT_CHUNK_MAX : TM_LINK_FRAME_MAX];
static uint64_t random_state = 1;

void watch_begin(void) {
  if (watch_steps > watch_steps_longest) watch_steps_longest = watch_steps;
  watch_steps = 0;
  watch_stale_from = watch_stale_to = 0;
}

void watch_found(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("FINDING: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  abort();
}

void watch_too_long(void) { watch_found("an event takes more than %u loads and stores", watch_steps_most); }

void watch_load(uint32_t address, uint32_t size) {
  for (uint32_t at = address; at < address + size; at++) {
    if (at < watch_stale_from || at >= watch_stale_to || written[at - watch_stale_from]) continue;
    watch_found("the module reads byte %u behind those it received", at - watch_stale_from);
  }
}

void watch_store(uint32_t address, uint32_t size) {
  for (uint32_t at = address; at < address + size; at++) {
    if (at >= watch_stale_from && at < watch_stale_to) written[at - watch_stale_from] = 1;
  }
}

/** What lies between the bytes received and the end of their buffer is stale. */
static int received(const uint8_t *bytes, int length, int capacity) {
  if (length < 0) return length;
  watch_stale_from = (uint32_t)(bytes + length - engine_heap_block);
  watch_stale_to = watch_stale_from + (uint32_t)(capacity - length);
  memset(written, 0, sizeof written);
  return length;
}

/** A trap and a panic are findings where they happen, so that the stack says where. */
_Noreturn void __wrap_wasm_rt_trap(int trap);
_Noreturn void __wrap_wasm_rt_trap(int trap) {
  watch_found("the module traps: %s", wasm_rt_strerror((wasm_rt_trap_t)trap));
}

int32_t __wrap_host_panic(host_t *host, int32_t code, int32_t detail);
int32_t __wrap_host_panic(host_t *host, int32_t code, int32_t detail) {
  (void)host;
  watch_found("panic %d, %d", (int)code, (int)detail);
}

void __real_hal_wait(hal_board_t *board, hal_event_t *event);
void __wrap_hal_wait(hal_board_t *board, hal_event_t *event);
void __wrap_hal_wait(hal_board_t *board, hal_event_t *event) {
  watch_begin();
  __real_hal_wait(board, event);
}

int __real_hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes);
int __wrap_hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes);
int __wrap_hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes) {
  return received(bytes, __real_hal_port_take(board, port, bytes, max_bytes), max_bytes);
}

int __real_hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes);
int __wrap_hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes);
int __wrap_hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  return received(bytes, __real_hal_link_take(board, bytes, max_bytes), max_bytes);
}

/** What an import is given may be filled by the host: it counts as written. */
uint8_t *__real_host_memory(host_t *host, int64_t pointer, int64_t length);
uint8_t *__wrap_host_memory(host_t *host, int64_t pointer, int64_t length);
uint8_t *__wrap_host_memory(host_t *host, int64_t pointer, int64_t length) {
  uint8_t *found = __real_host_memory(host, pointer, length);
  if (found != NULL) watch_store((uint32_t)pointer, (uint32_t)length);
  return found;
}

void watch_seed(uint64_t seed) { random_state = seed; }

/** In place of the system's random numbers: the same in each run (xorshift64*). */
ssize_t __wrap_getrandom(void *bytes, size_t length, unsigned flags);
ssize_t __wrap_getrandom(void *bytes, size_t length, unsigned flags) {
  (void)flags;
  for (size_t i = 0; i < length; i++) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    ((uint8_t *)bytes)[i] = (uint8_t)((random_state * 2685821657736338717u) >> 56);
  }
  return (ssize_t)length;
}
