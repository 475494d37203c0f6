// Reads a module's sections and compares imports, exports and memory with the ABI, before any engine sees it.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host_internal.h"

enum { SECTION_TYPE = 1, SECTION_IMPORT = 2, SECTION_FUNCTION = 3, SECTION_MEMORY = 5, SECTION_EXPORT = 7,
       SECTION_START = 8, SECTION_CODE = 10, SECTION_COUNT = 13 };
enum { KIND_FUNCTION = 0, KIND_MEMORY = 2 };
#define NAME_MAX_BYTES 48

typedef struct {
  const uint8_t *at, *end;
} reader_t;

typedef struct {
  reader_t sections[SECTION_COUNT];
  const host_abi_t *abi;
  uint32_t import_count;
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

static bool read_byte(reader_t *reader, uint8_t *value) {
  if (reader->at >= reader->end) return false;
  *value = *reader->at++;
  return true;
}

static bool read_u32(reader_t *reader, uint32_t *value) {
  *value = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    uint8_t byte;
    if (!read_byte(reader, &byte)) return false;
    // The fifth byte holds the top four bits and ends the number.
    if (shift == 28 && byte > 0x0f) return false;
    *value |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

static bool skip(reader_t *reader, uint32_t length) {
  if (length > (size_t)(reader->end - reader->at)) return false;
  reader->at += length;
  return true;
}

/** Reads a name, cut to fit; names of the ABI are all shorter. */
static bool read_name(reader_t *reader, char name[NAME_MAX_BYTES]) {
  uint32_t length;
  if (!read_u32(reader, &length)) return false;
  const uint8_t *bytes = reader->at;
  if (!skip(reader, length)) return false;
  size_t kept = length < NAME_MAX_BYTES ? length : NAME_MAX_BYTES - 1;
  for (size_t i = 0; i < kept; i++) name[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? (char)bytes[i] : '?';
  name[kept] = '\0';
  return true;
}

/** Splits the module into its sections; the standard wants each once and in order (custom ones anywhere). */
static bool split(check_t *check, const uint8_t *bytes, size_t length) {
  static const uint8_t preamble[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  if (length < sizeof preamble || memcmp(bytes, preamble, 4) != 0) return refuse(check, "not a WASM module");
  if (memcmp(bytes, preamble, sizeof preamble) != 0) return refuse(check, "not WASM version 1");
  reader_t reader = {bytes + sizeof preamble, bytes + length};
  int previous = 0;
  while (reader.at < reader.end) {
    unsigned long offset = (unsigned long)(reader.at - bytes);
    uint8_t id;
    uint32_t size;
    if (!read_byte(&reader, &id) || !read_u32(&reader, &size)) return refuse(check, "damaged at byte %lu", offset);
    const uint8_t *start = reader.at;
    if (!skip(&reader, size)) return refuse(check, "damaged: the section at byte %lu runs past the end", offset);
    if (id == 0) continue;
    // Section 12 (data count) stands between 9 and 10; a core needs none, since bulk memory is off.
    if (id >= 12) return refuse(check, "section %u at byte %lu is not allowed in a core", id, offset);
    if (id <= previous) return refuse(check, "damaged: section %u at byte %lu is out of order", id, offset);
    previous = id;
    check->sections[id] = (reader_t){start, reader.at};
  }
  return true;
}

static bool read_types(reader_t *reader, char *letters, size_t max) {
  uint32_t count;
  if (!read_u32(reader, &count)) return false;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t type;
    if (!read_byte(reader, &type)) return false;
    if (i + 1 < max) letters[i] = type == 0x7f ? 'i' : type == 0x7e ? 'I' : '?';
  }
  letters[count + 1 < max ? count : max - 1] = '\0';
  return true;
}

/** Writes the signature of a type as `result(arguments)`. */
static bool signature_of_type(const check_t *check, uint32_t index, char *signature, size_t max) {
  reader_t reader = check->sections[SECTION_TYPE];
  uint32_t count;
  if (!read_u32(&reader, &count) || index >= count) return false;
  char arguments[16], results[16];
  for (uint32_t i = 0; i <= index; i++) {
    uint8_t form;
    if (!read_byte(&reader, &form) || form != 0x60) return false;
    if (!read_types(&reader, arguments, sizeof arguments)) return false;
    if (!read_types(&reader, results, sizeof results)) return false;
  }
  snprintf(signature, max, "%s(%s)", results[0] != '\0' ? results : "v", arguments);
  return true;
}

static bool check_import(check_t *check, reader_t *reader) {
  char module[NAME_MAX_BYTES], name[NAME_MAX_BYTES], signature[40];
  uint8_t kind;
  uint32_t type;
  if (!read_name(reader, module) || !read_name(reader, name) || !read_byte(reader, &kind)) {
    return refuse(check, "damaged import section");
  }
  if (kind != KIND_FUNCTION) return refuse(check, "imports '%s.%s', which is no function", module, name);
  if (!read_u32(reader, &type) || !signature_of_type(check, type, signature, sizeof signature)) {
    return refuse(check, "damaged import section");
  }
  for (int i = 0; strcmp(module, TM_HOST_MODULE) == 0 && i < check->abi->import_count; i++) {
    const engine_import_t *import = &check->abi->imports[i];
    if (strcmp(import->name, name) != 0) continue;
    if (strcmp(import->signature, signature) == 0) return true;
    return refuse(check, "imports '%s' as %s, the ABI has %s", name, signature, import->signature);
  }
  return refuse(check, "imports '%s.%s', which the %s ABI does not have", module, name, check->abi->role_name);
}

static bool check_imports(check_t *check) {
  reader_t reader = check->sections[SECTION_IMPORT];
  if (reader.at == NULL) return true;
  if (!read_u32(&reader, &check->import_count)) return refuse(check, "damaged import section");
  for (uint32_t i = 0; i < check->import_count; i++) {
    if (!check_import(check, &reader)) return false;
  }
  return true;
}

static bool signature_of_function(const check_t *check, uint32_t index, char *signature, size_t max) {
  reader_t reader = check->sections[SECTION_FUNCTION];
  uint32_t count, type = 0;
  if (index < check->import_count || !read_u32(&reader, &count)) return false;
  index -= check->import_count;
  if (index >= count) return false;
  for (uint32_t i = 0; i <= index; i++) {
    if (!read_u32(&reader, &type)) return false;
  }
  return signature_of_type(check, type, signature, max);
}

static bool check_export(check_t *check, reader_t *reader, uint32_t *seen) {
  char name[NAME_MAX_BYTES], signature[40];
  uint8_t kind;
  uint32_t index;
  if (!read_name(reader, name) || !read_byte(reader, &kind) || !read_u32(reader, &index)) {
    return refuse(check, "damaged export section");
  }
  // The memory may be visible: engines that run outside this host reach it by that name.
  if (kind == KIND_MEMORY && strcmp(name, "memory") == 0) return true;
  for (int i = 0; kind == KIND_FUNCTION && i < check->abi->export_count; i++) {
    const host_export_t *export = &check->abi->exports[i];
    if (strcmp(export->name, name) != 0) continue;
    if ((*seen & 1u << i) != 0) return refuse(check, "exports '%s' twice", name);
    if (!signature_of_function(check, index, signature, sizeof signature)) {
      return refuse(check, "exports '%s' from outside the module", name);
    }
    if (strcmp(export->signature, signature) != 0) {
      return refuse(check, "exports '%s' as %s, the ABI has %s", name, signature, export->signature);
    }
    *seen |= 1u << i;
    return true;
  }
  return refuse(check, "exports '%s', which the %s ABI does not have", name, check->abi->role_name);
}

static bool check_exports(check_t *check) {
  reader_t reader = check->sections[SECTION_EXPORT];
  uint32_t count = 0, seen = 0;
  if (reader.at != NULL && !read_u32(&reader, &count)) return refuse(check, "damaged export section");
  for (uint32_t i = 0; i < count; i++) {
    if (!check_export(check, &reader, &seen)) return false;
  }
  for (int i = 0; i < check->abi->export_count; i++) {
    if ((seen & 1u << i) == 0) return refuse(check, "does not export '%s'", check->abi->exports[i].name);
  }
  return true;
}

static bool check_memory(check_t *check) {
  reader_t reader = check->sections[SECTION_MEMORY];
  uint32_t count = 0, minimum = 0, maximum = 0;
  uint8_t flags = 0;
  if (reader.at == NULL) return refuse(check, "has no memory of its own");
  if (!read_u32(&reader, &count) || count != 1 || !read_byte(&reader, &flags) || !read_u32(&reader, &minimum)) {
    return refuse(check, "damaged memory section");
  }
  if (flags == 1 && !read_u32(&reader, &maximum)) return refuse(check, "damaged memory section");
  if (flags == 1 && minimum == check->abi->pages && maximum == check->abi->pages) return true;
  return refuse(check, "declares %lu to %lu pages of memory, the ABI has exactly %lu", (unsigned long)minimum,
                (unsigned long)maximum, (unsigned long)check->abi->pages);
}

static bool check_code(check_t *check) {
  reader_t functions = check->sections[SECTION_FUNCTION], code = check->sections[SECTION_CODE];
  uint32_t declared = 0, bodies = 0;
  if (check->sections[SECTION_START].at != NULL) return refuse(check, "has a start function");
  if (functions.at == NULL || code.at == NULL) return refuse(check, "has no code");
  if (!read_u32(&functions, &declared) || !read_u32(&code, &bodies) || declared != bodies) {
    return refuse(check, "damaged: %lu functions but %lu bodies", (unsigned long)declared, (unsigned long)bodies);
  }
  for (uint32_t i = 0; i < bodies; i++) {
    uint32_t size;
    // The last byte of a body is its `end`.
    if (!read_u32(&code, &size) || size == 0 || !skip(&code, size) || code.at[-1] != 0x0b) {
      return refuse(check, "damaged: body %lu of the code section", (unsigned long)i);
    }
  }
  return code.at == code.end || refuse(check, "damaged: bytes after the last body of the code section");
}

tm_status_t host_check_module(const uint8_t *bytes, size_t length, const host_abi_t *abi, char *text, size_t text_max) {
  check_t check = {.abi = abi, .text = text, .text_max = text_max};
  bool fits = split(&check, bytes, length) && check_imports(&check) && check_exports(&check) &&
              check_memory(&check) && check_code(&check);
  return fits ? TM_STATUS_OK : TM_STATUS_BAD_MODULE;
}
