// A module translated as for a board (engine/aot_memory.cmake), called on the desk: its one export, and whether it traps.
#include <setjmp.h>
#include <stdbool.h>

#include "core.h"

uint8_t engine_heap_block[65536 + 64];
uint32_t wasm_rt_call_stack_depth;

static jmp_buf trapped;
static Z_core_instance_t instance;

void wasm_rt_trap(wasm_rt_trap_t trap) { longjmp(trapped, 1 + (int)trap); }

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t pages, uint32_t max_pages) {
  memory->data = engine_heap_block;
  memory->size = pages * 65536;
  memory->pages = pages;
  memory->max_pages = max_pages;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }
bool wasm_rt_is_initialized(void) { return true; }
uint32_t wasm_rt_register_func_type(uint32_t parameters, uint32_t results, ...) { return parameters + results; }

/** Makes one access. @return false when the module traps on its way out of bounds. */
bool probe(uint32_t access, uint32_t base, uint64_t value, uint64_t *result) {
  static bool instantiated;
  if (!instantiated) {
    Z_core_init_module();
    Z_core_instantiate(&instance);
  }
  instantiated = true;
  int why = setjmp(trapped);
  if (why != 0) return why != 1 + WASM_RT_TRAP_OOB;
  *result = Z_coreZ_access(&instance, access, base, value);
  return true;
}
