// The AOT engine behind engine.h: the metering module translated to C by wasm2c, linked into the firmware.
#include <stdio.h>
#include <string.h>

#include "aot_runtime.h"
#include "core.h" // made by wasm2c --module-name core
#include "twinmeter_protocol.h"

static Z_core_instance_t instance;

// The place of each import in the generated table; the functions below pass through it.
#define IMPORT_INDEX(name, signature, count) IMPORT_##name,
enum { TM_METERING_IMPORTS(IMPORT_INDEX) IMPORT_COUNT };
#undef IMPORT_INDEX
#define IMPORT_NAME(name, signature, count) #name,
static const char *const import_names[] = {TM_METERING_IMPORTS(IMPORT_NAME)};
#undef IMPORT_NAME

static int64_t call_import(struct Z_host_instance_t *host, int index, const int64_t *arguments) {
  int64_t result = 0;
  const char *trap = host->imports[index](host->engine->context, arguments, &result);
  if (trap != NULL) aot_trap(trap);
  return result;
}

#define SIGNED(value) (int64_t)(int32_t)(value)

void Z_hostZ_panic(struct Z_host_instance_t *host, u32 code, u32 detail);
void Z_hostZ_panic(struct Z_host_instance_t *host, u32 code, u32 detail) {
  call_import(host, IMPORT_panic, (const int64_t[]){SIGNED(code), SIGNED(detail)});
}

u32 Z_hostZ_port_send(struct Z_host_instance_t *host, u32 port, u32 pointer, u32 length) {
  return (u32)call_import(host, IMPORT_port_send, (const int64_t[]){SIGNED(port), SIGNED(pointer), SIGNED(length)});
}

void Z_hostZ_pulse(struct Z_host_instance_t *host, u32 output, u64 sample_index, u32 fraction_Q16) {
  call_import(host, IMPORT_pulse, (const int64_t[]){SIGNED(output), (int64_t)sample_index, SIGNED(fraction_Q16)});
}

u32 Z_hostZ_storage_read(struct Z_host_instance_t *host, u32 address, u32 pointer, u32 length) {
  return (u32)call_import(host, IMPORT_storage_read,
                          (const int64_t[]){SIGNED(address), SIGNED(pointer), SIGNED(length)});
}

u32 Z_hostZ_storage_write(struct Z_host_instance_t *host, u32 address, u32 pointer, u32 length) {
  return (u32)call_import(host, IMPORT_storage_write,
                          (const int64_t[]){SIGNED(address), SIGNED(pointer), SIGNED(length)});
}

u32 Z_hostZ_software_id(struct Z_host_instance_t *host, u32 pointer) {
  return (u32)call_import(host, IMPORT_software_id, (const int64_t[]){SIGNED(pointer)});
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

typedef void (*export_t)(void);
#define EXPORT_ENTRY(name, signature, count) {#name, signature, (export_t)Z_coreZ_##name},
static const struct {
  const char *name, *signature;
  export_t function;
} exports[] = {TM_METERING_EXPORTS(EXPORT_ENTRY)};
#define EXPORTS (sizeof exports / sizeof exports[0])

int engine_find(engine_t *engine, const char *name, const char *signature) {
  for (size_t i = 0; i < EXPORTS; i++) {
    if (strcmp(exports[i].name, name) != 0 || strcmp(exports[i].signature, signature) != 0) continue;
    engine->functions_signature[i] = exports[i].signature;
    return (int)i;
  }
  return -1;
}

static bool call_export(export_t function, const char *signature, const int64_t *a, int64_t *result) {
  u32 value;
  if (strcmp(signature, "i()") == 0) {
    value = ((u32(*)(Z_core_instance_t *))function)(&instance);
  } else if (strcmp(signature, "i(i)") == 0) {
    value = ((u32(*)(Z_core_instance_t *, u32))function)(&instance, (u32)a[0]);
  } else if (strcmp(signature, "i(ii)") == 0) {
    value = ((u32(*)(Z_core_instance_t *, u32, u32))function)(&instance, (u32)a[0], (u32)a[1]);
  } else if (strcmp(signature, "i(Ii)") == 0) {
    value = ((u32(*)(Z_core_instance_t *, u64, u32))function)(&instance, (u64)a[0], (u32)a[1]);
  } else if (strcmp(signature, "i(iiI)") == 0) {
    value = ((u32(*)(Z_core_instance_t *, u32, u32, u64))function)(&instance, (u32)a[0], (u32)a[1], (u64)a[2]);
  } else {
    return false;
  }
  *result = (int64_t)(int32_t)value;
  return true;
}

int engine_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result) {
  aot_host.engine = engine;
  aot_reset_depth();
  if (setjmp(aot_host.trapped) != 0) return -1;
  if (call_export(exports[function].function, exports[function].signature, arguments, result)) return 0;
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
