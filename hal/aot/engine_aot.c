// The AOT engine behind engine.h: the metering module translated to C by wasm2c, linked into the firmware.
#include <stdio.h>
#include <string.h>

#include "aot_boundary.h"

static Z_core_instance_t instance;

Z_core_instance_t *aot_instance(void) { return &instance; }

static const char *const import_names[] = {AOT_IMPORTS(AOT_IMPORT_NAME)};

int64_t aot_import(struct Z_host_instance_t *host, int index, const int64_t *arguments) {
  int64_t result = 0;
  const char *trap = host->imports[index](host->engine->context, arguments, &result);
  if (trap != NULL) aot_trap(trap);
  return result;
}

static void link_imports(const engine_module_t *module) {
  for (int i = 0; i < IMPORT_COUNT; i++) {
    for (int k = 0; k < module->import_count; k++) {
      if (strcmp(module->imports[k].name, import_names[i]) == 0) aot_host.imports[i] = module->imports[k].call;
    }
  }
}

int engine_load(engine_t *engine, const engine_module_t *module, void *context, void *heap, size_t heap_bytes) {
  engine_heap_open(&engine->heap, heap, heap_bytes);
  engine->context = context;
  engine->function_count = 0;
  engine->text[0] = '\0';
  aot_host.engine = engine;
  aot_reset_depth();
  link_imports(module);
  if (setjmp(aot_host.trapped) != 0) return -1;
  memset(&instance, 0, sizeof instance);
  Z_core_instantiate(&instance, &aot_host);
  engine_heap_close(&engine->heap);
  if (instance.w2c_memory.data != NULL) return 0;
  snprintf(engine->text, sizeof engine->text, "no room for the module's memory");
  return -1;
}

void engine_unload(engine_t *engine) { engine->function_count = 0; }

#define EXPORT_ENTRY(name, signature, count) {#name, signature, (aot_export_t)Z_coreZ_##name},
static const struct {
  const char *name, *signature;
  aot_export_t function;
} exports[] = {AOT_EXPORTS(EXPORT_ENTRY)};
#define EXPORTS (sizeof exports / sizeof exports[0])

int engine_find(engine_t *engine, const char *name, const char *signature) {
  for (size_t i = 0; i < EXPORTS; i++) {
    if (strcmp(exports[i].name, name) != 0 || strcmp(exports[i].signature, signature) != 0) continue;
    engine->functions_signature[i] = exports[i].signature;
    return (int)i;
  }
  return -1;
}

int engine_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result) {
  aot_host.engine = engine;
  aot_reset_depth();
  if (setjmp(aot_host.trapped) != 0) return -1;
  if (aot_call(&instance, exports[function].function, exports[function].signature, arguments, result)) return 0;
  snprintf(engine->text, sizeof engine->text, "no call for signature %s", exports[function].signature);
  return -1;
}

uint8_t *engine_memory(engine_t *engine, size_t *bytes) {
  (void)engine;
  *bytes = instance.w2c_memory.size;
  return instance.w2c_memory.data;
}

const char *engine_text(const engine_t *engine) { return engine->text; }

const char *engine_version(void) { return "wasm2c 1.0.32"; }
