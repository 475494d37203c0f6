// What the host needs of a WASM engine: load a checked module with its imports, call its exports, see its memory.
// wasm3 implements it in engine_wasm3.c; another engine is another file behind the same functions.
#ifndef TWINMETER_ENGINE_H
#define TWINMETER_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "engine_heap.h"

#define ENGINE_ARGUMENTS_MAX 8
#define ENGINE_FUNCTIONS_MAX 32
#define ENGINE_TEXT_MAX 160

/** Handles one import call. Arguments come widened to 64 bits (i32 sign-extended).
 *  @param[out] result  taken when the signature has a result; i32 in the low half.
 *  @return NULL to go on, or the text of the trap that ends the running call. */
typedef const char *(*engine_import_call_t)(void *context, const int64_t *arguments, int64_t *result);

/** An import the module may have. The signature is `result(arguments)` in the letters v, i (i32) and I (i64). */
typedef struct {
  const char *name;
  const char *signature;
  engine_import_call_t call;
} engine_import_t;

/** One instance of a module; the fields belong to the engine. */
typedef struct {
  engine_heap_t heap;
  void *environment;
  void *runtime;
  void *module;
  void *context;
  const char *functions_signature[ENGINE_FUNCTIONS_MAX];
  void *functions[ENGINE_FUNCTIONS_MAX];
  int function_count;
  char text[ENGINE_TEXT_MAX];
} engine_t;

/** What to load. `bytes` stay where they are until engine_unload. */
typedef struct {
  const uint8_t *bytes;
  size_t length;
  const char *import_module;
  const engine_import_t *imports;
  int import_count;
} engine_module_t;

/** Loads and compiles every function, so that nothing is compiled or allocated later. All memory the engine
 *  will ever use comes from `heap`; a second load after engine_unload reuses the same bytes.
 *  @param context  handed to the imports.
 *  @return 0, or -1 with the reason in engine_text. */
int engine_load(engine_t *engine, const engine_module_t *module, void *context, void *heap, size_t heap_bytes);

/** Gives back everything engine_load took; harmless on an engine that holds nothing. */
void engine_unload(engine_t *engine);

/** Looks an export up. @return its handle (0 or more) for engine_call, or -1 when there is no such function. */
int engine_find(engine_t *engine, const char *name, const char *signature);

/** Calls an export found before.
 *  @param arguments  as many as the signature has.
 *  @param[out] result  its i32 or i64 result, widened; untouched by a void function.
 *  @return 0, or -1 when the call trapped: engine_text says why. */
int engine_call(engine_t *engine, int function, const int64_t *arguments, int64_t *result);

/** The module's linear memory. @param[out] bytes  its size. @return its first byte, NULL when it has none. */
uint8_t *engine_memory(engine_t *engine, size_t *bytes);

/** The reason of the last failed load, or the text of the last trap. */
const char *engine_text(const engine_t *engine);

/** Name and version of the engine, such as "wasm3 0.5.0". */
const char *engine_version(void);

#endif
