// The metering module, compiled ahead of time as for a board, as a subject of the harness: its host is a few lines.
#include <string.h>

#include "engine.h"
#include "harness.h"
#include "twinmeter_protocol.h"

enum { HEAP_BYTES = (TM_METERING_PAGES << 16) + 32 * 1024, SET_BYTES = 4 * TM_SAMPLE_WORDS };

uint8_t engine_heap_block[HEAP_BYTES] __attribute__((aligned(16)));
uint8_t fram[TM_FRAM_BYTES]; // filled by the desk

static engine_t engine;
static int samples;
static int32_t *buffer;
static bool stored;

static uint8_t *memory_at(int64_t pointer) {
  size_t bytes;
  return engine_memory(&engine, &bytes) + (uint32_t)pointer;
}

static const char *panicked(void *context, const int64_t *arguments, int64_t *result) {
  (void)context, (void)arguments, (void)result;
  return "panic";
}

static const char *send(void *context, const int64_t *arguments, int64_t *result) {
  (void)context;
  *result = arguments[2];
  return NULL;
}

static const char *pulse(void *context, const int64_t *arguments, int64_t *result) {
  (void)context, (void)arguments, (void)result;
  return NULL;
}

static const char *read_fram(void *context, const int64_t *arguments, int64_t *result) {
  (void)context;
  memcpy(memory_at(arguments[1]), fram + arguments[0], (size_t)arguments[2]);
  *result = 0;
  return NULL;
}

static const char *write_fram(void *context, const int64_t *arguments, int64_t *result) {
  (void)context;
  memcpy(fram + arguments[0], memory_at(arguments[1]), (size_t)arguments[2]);
  *result = 0;
  stored = true;
  return NULL;
}

static const char *identify(void *context, const int64_t *arguments, int64_t *result) {
  (void)context;
  memset(memory_at(arguments[0]), 0, 32);
  *result = 0;
  return NULL;
}

/** What a board does beside the arithmetic: taken, and nothing comes of it. */
static const char *take(void *context, const int64_t *arguments, int64_t *result) {
  (void)context, (void)arguments;
  *result = 0;
  return NULL;
}

/** The record for a failing supply, made ready many times a second. */
static const char *keep_record(void *context, const int64_t *arguments, int64_t *result) {
  stored = true;
  return take(context, arguments, result);
}

static const engine_import_t imports[] = {
    {"panic", "v(ii)", panicked},
    {"port_send", "i(iii)", send},
    {"port_configure", "i(iii)", take},
    {"port_idle", "i(i)", take},
    {"pulse", "v(iIi)", pulse},
    {"storage_read", "i(iii)", read_fram},
    {"storage_write", "i(iii)", write_fram},
    {"software_id", "i(i)", identify},
    {"power_prepare", "i(iii)", keep_record},
    {"lcd_write", "i(iii)", take},
    {"pulse_source", "i(ii)", take},
    {"clock_read", "i()", take},
    {"clock_set", "i(I)", take},
    {"nor_read", "i(iii)", take},
    {"nor_program", "i(iii)", take},
    {"nor_erase", "i(ii)", take},
    {"random", "i(ii)", take},
    {"digest", "i(iii)", take},
    {"key_mac", "i(iii)", take},
    {"key_seal", "i(iiiii)", take},
    {"key_open", "i(iiiii)", take},
    {"key_public", "i(i)", take},
    {"job_start", "i(iiii)", take},
};

static int64_t call(const char *name, const char *signature, const int64_t *arguments) {
  int64_t result = -1;
  if (engine_call(&engine, engine_find(&engine, name, signature), arguments, &result) != 0) return -1;
  return result;
}

bool subject_start(void) {
  const engine_module_t module = {.imports = imports, .import_count = sizeof imports / sizeof *imports};
  if (engine_load(&engine, &module, NULL, engine_heap_block, sizeof engine_heap_block) != 0) return false;
  buffer = (int32_t *)memory_at(call("samples_buffer", "i()", NULL));
  samples = engine_find(&engine, "samples", "i(Ii)");
  return call("start", "i(i)", (const int64_t[]){TM_RESET_POWER_ON}) == 0;
}

int32_t *subject_buffer(void) { return buffer; }

bool subject_block(uint32_t first, int count) {
  int64_t result;
  stored = false;
  if (engine_call(&engine, samples, (const int64_t[]){first, count}, &result) != 0 || result != 0) __builtin_trap();
  return stored;
}

void subject_show(void) {}
