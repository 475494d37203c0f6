// Any module with one export `f`, run by the engine on the desk: no imports, no host around it.
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#define HEAP_BYTES (4u << 20)

static engine_t engine;
static uint8_t *heap, *module;
static int function;

/** Loads a module with an export `f`. @return 0, or -1. */
int probe_load(const uint8_t *bytes, uint32_t length) {
  if (heap == NULL) heap = malloc(HEAP_BYTES);
  engine_unload(&engine);
  free(module);
  module = malloc(length);
  memcpy(module, bytes, length);
  engine_module_t description = {.bytes = module, .length = length, .import_module = "host"};
  if (engine_load(&engine, &description, NULL, heap, HEAP_BYTES) != 0) return -1;
  function = engine_find(&engine, "f", "I(iiIII)");
  return function < 0 ? -1 : 0;
}

/** Calls `f`. @return false when it trapped. */
bool probe_call(const int64_t *arguments, int64_t *result) {
  return engine_call(&engine, function, arguments, result) == 0;
}

const char *probe_text(void) { return engine_text(&engine); }
