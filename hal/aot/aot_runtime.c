// The few functions that C made by wasm2c expects (wasm-rt.h): memory from the engine's heap, traps by longjmp.
#include "aot_runtime.h"

#include <stdlib.h>

#include "wasm-rt.h"

#define PAGE_BYTES 65536u

struct Z_host_instance_t aot_host;
uint32_t wasm_rt_call_stack_depth;

void aot_reset_depth(void) { wasm_rt_call_stack_depth = 0; }

_Noreturn void aot_trap(const char *text) {
  size_t i = 0;
  for (; text[i] != '\0' && i + 1 < ENGINE_TEXT_MAX; i++) aot_host.engine->text[i] = text[i];
  aot_host.engine->text[i] = '\0';
  longjmp(aot_host.trapped, 1);
}

bool wasm_rt_is_initialized(void) { return true; }

const char *wasm_rt_strerror(wasm_rt_trap_t trap) {
  switch (trap) {
    case WASM_RT_TRAP_OOB:
      return "[trap] out of bounds memory access";
    case WASM_RT_TRAP_INT_OVERFLOW:
      return "[trap] integer overflow";
    case WASM_RT_TRAP_DIV_BY_ZERO:
      return "[trap] integer divide by zero";
    case WASM_RT_TRAP_UNREACHABLE:
      return "[trap] unreachable executed";
    case WASM_RT_TRAP_CALL_INDIRECT:
      return "[trap] indirect call type mismatch";
    case WASM_RT_TRAP_EXHAUSTION:
      return "[trap] stack overflow";
    default:
      return "[trap] invalid conversion";
  }
}

void wasm_rt_trap(wasm_rt_trap_t trap) { aot_trap(wasm_rt_strerror(trap)); }

/**
 * Takes the beginning of the engine's heap, where aot_memory.h expects it. Without room there the memory stays empty, and
 * the engine refuses the module.
 */
void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t initial_pages, uint32_t max_pages) {
  uint32_t size = initial_pages * PAGE_BYTES;
  uint8_t *start = engine_heap_take(&aot_host.engine->heap, size);
  memory->data = start == engine_heap_block ? start : NULL;
  memory->size = memory->data != NULL ? size : 0;
  memory->pages = memory->data != NULL ? initial_pages : 0;
  memory->max_pages = max_pages;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { engine_heap_give(&aot_host.engine->heap, memory->data); }

/** Types only tell indirect calls apart: a module without a table never compares these. */
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  static uint32_t registered;
  (void)params, (void)results;
  return ++registered;
}
