// The wasm3 engine behind engine.h: everything compiled at load, memory from the engine heap, native stack bounded.
#include "engine.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "wasm3.h"

#ifndef ENGINE_STACK_BYTES
#define ENGINE_STACK_BYTES (16 * 1024) /* Operand stack of the module. */
#endif
#ifndef ENGINE_COMPILE
#define ENGINE_COMPILE m3_CompileModule /* A board that compiles in an order of its own names its function. */
#endif
M3Result ENGINE_COMPILE(IM3Module module);
#ifndef ENGINE_NATIVE_STACK_BYTES
#define ENGINE_NATIVE_STACK_BYTES (64 * 1024) /* C stack one call into the module may use. */
#endif
// wasm3's allocator and its per-call hook take no context; which engine is at work is known per thread (on a chip,
// where there is one engine, a plain variable) and set anew on every entry, so engines do not share state.
#ifndef ENGINE_PER_THREAD
#define ENGINE_PER_THREAD _Thread_local
#endif
static ENGINE_PER_THREAD engine_heap_t *active_heap;
static ENGINE_PER_THREAD uintptr_t native_stack_floor;

/** Replaces wasm3's use of calloc/realloc/free (see the compiler options of m3_core.c). */
void *engine_wasm3_calloc(size_t count, size_t size);
void *engine_wasm3_realloc(void *block, size_t length);
void engine_wasm3_free(void *block);
/** Bytes the heap could still give at once. */
size_t engine_wasm3_heap_left(void);

// wasm3 does not look at every failed allocation, and walks over what it could not get while it cleans up. So a load
// that runs out of memory ends where it stands: all it took lies in the heap, which the next load empties.
static ENGINE_PER_THREAD jmp_buf *out_of_memory;
void engine_wasm3_no_memory(void);

void engine_wasm3_no_memory(void) {
  if (out_of_memory != NULL) longjmp(*out_of_memory, 1);
}

// wasm3 asks for resizing without the old length, so each block carries its length in front (16 bytes keep alignment).
#define BLOCK_HEADER 16u

void *engine_wasm3_calloc(size_t count, size_t size) {
  if (active_heap == NULL || (size != 0 && count > SIZE_MAX / 2 / size)) return NULL;
  uint8_t *block = engine_heap_take(active_heap, count * size + BLOCK_HEADER);
  if (block == NULL) engine_wasm3_no_memory();
  if (block == NULL) return NULL;
  *(size_t *)(void *)block = count * size;
  return block + BLOCK_HEADER;
}

void *engine_wasm3_realloc(void *block, size_t length) {
  if (block == NULL) return engine_wasm3_calloc(1, length);
  if (active_heap == NULL || length > SIZE_MAX / 2) return NULL;
  uint8_t *start = (uint8_t *)block - BLOCK_HEADER;
  size_t old_length = *(size_t *)(void *)start;
  start = engine_heap_resize(active_heap, start, old_length + BLOCK_HEADER, length + BLOCK_HEADER);
  if (start == NULL) engine_wasm3_no_memory();
  if (start == NULL) return NULL;
  *(size_t *)(void *)start = length;
  return start + BLOCK_HEADER;
}

void engine_wasm3_free(void *block) {
  if (block != NULL && active_heap != NULL) engine_heap_give(active_heap, (uint8_t *)block - BLOCK_HEADER);
}

size_t engine_wasm3_heap_left(void) {
  size_t left = active_heap == NULL ? 0 : active_heap->capacity - active_heap->used;
  return left > BLOCK_HEADER ? left - BLOCK_HEADER : 0;
}

/** wasm3 calls this at every call of the module: the guard against recursion that eats the C stack (three frames a
 *  level, more inside loops) long before the operand stack (two words a level) is full. */
M3Result m3_Yield(void) {
  static const char overflow[] = "[trap] native stack overflow";
  return (uintptr_t)__builtin_frame_address(0) < native_stack_floor ? overflow : m3Err_none;
}

static uint32_t argument_count(const char *signature) { return (uint32_t)strlen(signature) - 3; }

static const void *call_import(IM3Runtime runtime, IM3ImportContext import, uint64_t *stack, void *memory) {
  (void)memory;
  engine_t *engine = m3_GetUserData(runtime);
  const engine_import_t *function = import->userdata;
  const char *signature = function->signature;
  const uint64_t *words = stack + (signature[0] == 'v' ? 0 : 1);
  int64_t arguments[ENGINE_ARGUMENTS_MAX] = {0};
  for (uint32_t i = 0; i < argument_count(signature); i++) {
    arguments[i] = signature[2 + i] == 'I' ? (int64_t)words[i] : (int64_t)(int32_t)(uint32_t)words[i];
  }
  int64_t result = 0;
  const char *trap = function->call(engine->context, arguments, &result);
  if (trap != NULL) return trap;
  if (signature[0] == 'i') *stack = (uint32_t)result;
  if (signature[0] == 'I') *stack = (uint64_t)result;
  return m3Err_none;
}

static int fail(engine_t *engine, M3Result result) {
  M3ErrorInfo info = {0};
  if (engine->runtime != NULL) m3_GetErrorInfo(engine->runtime, &info);
  const char *more = info.message != NULL ? info.message : "";
  snprintf(engine->text, sizeof engine->text, "%s%s%s", result, *more != '\0' ? ": " : "", more);
  return -1;
}

static M3Result link_imports(engine_t *engine, const engine_module_t *module) {
  for (int i = 0; i < module->import_count; i++) {
    const engine_import_t *import = &module->imports[i];
    M3Result result = m3_LinkRawFunctionEx(engine->module, module->import_module, import->name, import->signature,
                                           call_import, import);
    // A module need not use everything it is offered.
    if (result != m3Err_none && result != m3Err_functionLookupFailed) return result;
  }
  return m3Err_none;
}

static M3Result load(engine_t *engine, const engine_module_t *module) {
  engine->environment = m3_NewEnvironment();
  if (engine->environment == NULL) return m3Err_mallocFailed;
  engine->runtime = m3_NewRuntime(engine->environment, ENGINE_STACK_BYTES, engine);
  if (engine->runtime == NULL) return m3Err_mallocFailed;
  IM3Module parsed = NULL;
  M3Result result = m3_ParseModule(engine->environment, &parsed, module->bytes, (uint32_t)module->length);
  if (result != m3Err_none) return result;
  result = m3_LoadModule(engine->runtime, parsed);
  if (result != m3Err_none) {
    m3_FreeModule(parsed);
    return result;
  }
  engine->module = parsed;
  result = link_imports(engine, module);
  return result != m3Err_none ? result : ENGINE_COMPILE(engine->module);
}

static void bound_native_stack(void) {
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  native_stack_floor = here > ENGINE_NATIVE_STACK_BYTES ? here - ENGINE_NATIVE_STACK_BYTES : 0;
}

static M3Result load_or_run_out(engine_t *engine, const engine_module_t *module) {
  jmp_buf ended;
  out_of_memory = &ended;
  M3Result volatile result = m3Err_mallocFailed;
  if (setjmp(ended) == 0) {
    result = load(engine, module);
  } else {
    engine->environment = engine->runtime = engine->module = NULL;
  }
  out_of_memory = NULL;
  return result;
}

int engine_load(engine_t *engine, const engine_module_t *module, void *context, void *heap, size_t heap_bytes) {
  engine_heap_open(&engine->heap, heap, heap_bytes);
  active_heap = &engine->heap;
  bound_native_stack();
  engine->environment = engine->runtime = engine->module = NULL;
  engine->context = context;
  engine->function_count = 0;
  engine->text[0] = '\0';
  M3Result result = module->length <= UINT32_MAX ? load_or_run_out(engine, module) : m3Err_wasmOverrun;
  engine_heap_close(&engine->heap);
  return result == m3Err_none ? 0 : fail(engine, result);
}

void engine_unload(engine_t *engine) {
  active_heap = &engine->heap;
  if (engine->runtime != NULL) m3_FreeRuntime(engine->runtime);
  if (engine->environment != NULL) m3_FreeEnvironment(engine->environment);
  engine->environment = engine->runtime = engine->module = NULL;
  engine->function_count = 0;
}

int engine_find(engine_t *engine, const char *name, const char *signature) {
  IM3Function function = NULL;
  if (engine->function_count == ENGINE_FUNCTIONS_MAX) return -1;
  if (m3_FindFunction(&function, engine->runtime, name) != m3Err_none) return -1;
  engine->functions[engine->function_count] = function;
  engine->functions_signature[engine->function_count] = signature;
  return engine->function_count++;
}

static M3Result fetch_result(IM3Function function, char type, int64_t *result) {
  if (type == 'v') return m3Err_none;
  int64_t word = 0;
  const void *pointers[] = {&word};
  M3Result failure = m3_GetResults(function, 1, pointers);
  *result = type == 'i' ? (int64_t)(int32_t)(uint32_t)word : word;
  return failure;
}

int engine_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result) {
  active_heap = &engine->heap;
  bound_native_stack();
  const char *signature = engine->functions_signature[function];
  const void *pointers[ENGINE_ARGUMENTS_MAX];
  uint32_t count = argument_count(signature);
  for (uint32_t i = 0; i < count; i++) pointers[i] = &arguments[i];
  M3Result failure = m3_Call(engine->functions[function], count, pointers);
  if (failure == m3Err_none) failure = fetch_result(engine->functions[function], signature[0], result);
  return failure == m3Err_none ? 0 : fail(engine, failure);
}

uint8_t *engine_memory(engine_t *engine, size_t *bytes) {
  uint32_t size = 0;
  uint8_t *memory = m3_GetMemory(engine->runtime, &size, 0);
  *bytes = size;
  return memory;
}

const char *engine_text(const engine_t *engine) { return engine->text; }

const char *engine_version(void) { return "wasm3 " M3_VERSION; }
