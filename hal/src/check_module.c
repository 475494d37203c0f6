// Compares a validated module with the ABI: imports, exports, memory; and what a core may not have at all.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host_internal.h"

#define NAME_MAX_BYTES 48

typedef struct {
  const module_t *module;
  const host_abi_t *abi;
  char *text;
  size_t text_max;
} check_t;

static bool refuse(check_t *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool refuse(check_t *check, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(check->text, check->text_max, format, values);
  va_end(values);
  return false;
}

/** Begins to read a section, which is valid. @return its entries. */
static uint32_t begin(const check_t *check, int section, reader_t *reader) {
  uint32_t count = 0;
  *reader = check->module->sections[section];
  if (reader->at != NULL) reader_u32(reader, &count);
  return count;
}

static char letter(uint8_t type) { return type == I32 ? 'i' : type == I64 ? 'I' : '?'; }

/** Writes the signature of a function as `result(arguments)`, cut to fit; those of the ABI are all shorter. */
static void write_signature(const check_t *check, uint32_t function, char *signature, size_t max) {
  const function_type_t *type = &check->module->types[check->module->function_types[function]];
  char arguments[16];
  size_t count = type->parameter_count < sizeof arguments ? type->parameter_count : sizeof arguments - 1;
  for (size_t i = 0; i < count; i++) arguments[i] = letter(type->parameters[i]);
  arguments[count] = '\0';
  snprintf(signature, max, "%c(%s)", type->result == NONE ? 'v' : letter(type->result), arguments);
}

static bool check_import(check_t *check, reader_t *reader, uint32_t function) {
  reader_t from, what;
  char module[NAME_MAX_BYTES], name[NAME_MAX_BYTES], signature[24];
  uint8_t kind = KIND_COUNT;
  uint32_t type;
  reader_name(reader, &from);
  reader_name(reader, &what);
  reader_byte(reader, &kind);
  reader_text(&from, module, sizeof module);
  reader_text(&what, name, sizeof name);
  if (kind != KIND_FUNCTION) return refuse(check, "imports '%s.%s', which is no function", module, name);
  reader_u32(reader, &type);
  for (int i = 0; reader_is(&from, TM_HOST_MODULE) && i < check->abi->import_count; i++) {
    const engine_import_t *import = &check->abi->imports[i];
    if (!reader_is(&what, import->name)) continue;
    write_signature(check, function, signature, sizeof signature);
    if (strcmp(import->signature, signature) == 0) return true;
    return refuse(check, "imports '%s' as %s, the ABI has %s", name, signature, import->signature);
  }
  return refuse(check, "imports '%s.%s', which the %s ABI does not have", module, name, check->abi->role_name);
}

static bool check_imports(check_t *check) {
  reader_t reader;
  uint32_t count = begin(check, SECTION_IMPORT, &reader);
  for (uint32_t i = 0; i < count; i++) {
    if (!check_import(check, &reader, i)) return false;
  }
  return true;
}

static bool check_export(check_t *check, reader_t *reader, uint32_t *seen) {
  reader_t what;
  char name[NAME_MAX_BYTES], signature[24];
  uint8_t kind = KIND_COUNT;
  uint32_t index = 0;
  reader_name(reader, &what);
  reader_byte(reader, &kind);
  reader_u32(reader, &index);
  reader_text(&what, name, sizeof name);
  // The memory may be visible: engines that run outside this host reach it by that name.
  if (kind == KIND_MEMORY && reader_is(&what, "memory")) return true;
  for (int i = 0; kind == KIND_FUNCTION && i < check->abi->export_count; i++) {
    const host_export_t *export = &check->abi->exports[i];
    if (!reader_is(&what, export->name)) continue;
    if (index < check->module->imported[KIND_FUNCTION])
      return refuse(check, "exports '%s' from outside the module", name);
    *seen |= 1u << i;
    write_signature(check, index, signature, sizeof signature);
    if (strcmp(export->signature, signature) == 0) return true;
    return refuse(check, "exports '%s' as %s, the ABI has %s", name, signature, export->signature);
  }
  return refuse(check, "exports '%s', which the %s ABI does not have", name, check->abi->role_name);
}

static bool check_exports(check_t *check) {
  reader_t reader;
  uint32_t seen = 0, count = begin(check, SECTION_EXPORT, &reader);
  for (uint32_t i = 0; i < count; i++) {
    if (!check_export(check, &reader, &seen)) return false;
  }
  for (int i = 0; i < check->abi->export_count; i++) {
    if ((seen & 1u << i) == 0) return refuse(check, "does not export '%s'", check->abi->exports[i].name);
  }
  return true;
}

static bool check_memory(check_t *check) {
  const limits_t *memory = &check->module->memory;
  uint32_t pages = check->abi->pages;
  if (check->module->counts[KIND_MEMORY] == 0) return refuse(check, "has no memory of its own");
  if (memory->bounded && memory->minimum == pages && memory->maximum == pages) return true;
  return refuse(check, "declares %lu to %lu pages of memory, the ABI has exactly %lu", (unsigned long)memory->minimum,
                (unsigned long)memory->maximum, (unsigned long)pages);
}

/** Segments lie in their table or memory, which the standard asks only when a module is instantiated. */
static bool check_segments(check_t *check, int section, uint64_t size, const char *what) {
  reader_t reader;
  uint32_t index, length = 0, count = begin(check, section, &reader);
  int64_t place = 0;
  uint8_t opcode, end;
  for (uint32_t i = 0; i < count; i++) {
    reader_u32(&reader, &index);
    // A constant: without imported globals it can be nothing else.
    reader_byte(&reader, &opcode);
    reader_signed(&reader, 32, &place);
    reader_byte(&reader, &end);
    reader_u32(&reader, &length);
    if ((uint64_t)(uint32_t)place + length > size) {
      return refuse(check, "%s segment %lu ends beyond its %s", what, (unsigned long)i,
                    section == SECTION_DATA ? "memory" : "table");
    }
    if (section == SECTION_DATA) reader_skip(&reader, length);
    else
      for (; length > 0; length--) reader_u32(&reader, &index);
  }
  return true;
}

/** What the standard allows and no core has: the boards' engine is built without floating point. */
static bool check_code(check_t *check) {
  const module_t *module = check->module;
  if (module->sections[SECTION_START].at != NULL) return refuse(check, "has a start function");
  if (module->floating_point_at == 0) return true;
  return refuse(check, "has floating point at byte %lu", (unsigned long)module->floating_point_at);
}

tm_status_t host_check_module(module_t *module, const uint8_t *bytes, size_t length, const host_abi_t *abi, char *text,
                              size_t text_max) {
  if (!module_validate(module, bytes, length, text, text_max)) return TM_STATUS_BAD_MODULE;
  check_t check = {.module = module, .abi = abi, .text = text, .text_max = text_max};
  bool fits = check_imports(&check) && check_exports(&check) && check_memory(&check) && check_code(&check) &&
              check_segments(&check, SECTION_DATA, (uint64_t)abi->pages << 16, "data") &&
              check_segments(&check, SECTION_ELEMENT, module->table.minimum, "element");
  return fits ? TM_STATUS_OK : TM_STATUS_BAD_MODULE;
}
