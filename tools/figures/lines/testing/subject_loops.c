// The small program as a subject of the harness: what wasm2c's C asks of a runtime, and a call a block.
#include "core.h"
#include "harness.h"

uint8_t engine_heap_block[65536];
uint32_t wasm_rt_call_stack_depth;
static Z_core_instance_t instance;
static int32_t buffer[64 * 8];

bool wasm_rt_is_initialized(void) { return true; }
void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  __builtin_trap();
}
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) { return params + results; }
void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }
void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t initial_pages, uint32_t max_pages) {
  (void)initial_pages, (void)max_pages;
  memory->data = engine_heap_block;
}

bool subject_start(void) {
  Z_core_instantiate(&instance);
  return true;
}

int32_t *subject_buffer(void) { return buffer; }

bool subject_block(uint32_t first, int count) {
  (void)count;
  return Z_coreZ_run(&instance, first + 1) == 0;
}

void subject_show(void) {}
