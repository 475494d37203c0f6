// The doors of the wasm3 engine on a chip. Behind them r4 to r11 are nobody's (wasm3_registers.h), so each door saves
// them: the assembler statement names them as lost, and the compiler does the rest. Nothing but the result may live
// across the call.
#include "engine.h"

#define SAVE_REGISTERS() __asm__ volatile("" ::: "r4", "r5", "r6", "r8", "r9", "r10", "r11")

// engine_wasm3.c is compiled under these names.
int engine_wasm3_load(engine_t *engine, const engine_module_t *module, void *context, void *heap, size_t heap_bytes);
void engine_wasm3_unload(engine_t *engine);
int engine_wasm3_find(engine_t *engine, const char *name, const char *signature);
int engine_wasm3_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result);
uint8_t *engine_wasm3_memory(engine_t *engine, size_t *bytes);

int engine_load(engine_t *engine, const engine_module_t *module, void *context, void *heap, size_t heap_bytes) {
  int status = engine_wasm3_load(engine, module, context, heap, heap_bytes);
  SAVE_REGISTERS();
  return status;
}

void engine_unload(engine_t *engine) {
  engine_wasm3_unload(engine);
  SAVE_REGISTERS();
}

int engine_find(engine_t *engine, const char *name, const char *signature) {
  int found = engine_wasm3_find(engine, name, signature);
  SAVE_REGISTERS();
  return found;
}

int engine_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result) {
  int status = engine_wasm3_call(engine, function, arguments, result);
  SAVE_REGISTERS();
  return status;
}

uint8_t *engine_memory(engine_t *engine, size_t *bytes) {
  uint8_t *memory = engine_wasm3_memory(engine, bytes);
  SAVE_REGISTERS();
  return memory;
}
