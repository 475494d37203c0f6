// Splits a module into its sections, in the order of the standard, and says why one is refused.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "module_internal.h"

static const char *const section_names[SECTION_COUNT] = {
    "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data",
};

/** Writes where the reader stands. @return the bytes written. */
static size_t write_place(module_t *module) {
  int length = 0;
  char *text = module->text;
  size_t max = module->text_max;
  if (module->section >= 0) length = snprintf(text, max, "%s section, ", section_names[module->section]);
  if (module->function >= 0 && (size_t)length < max) {
    length += snprintf(text + length, max - (size_t)length, "function %ld, ", (long)module->function);
  }
  if ((size_t)length < max) {
    length +=
        snprintf(text + length, max - (size_t)length, "byte %lu: ", (unsigned long)(module->entry - module->bytes));
  }
  return (size_t)length < max ? (size_t)length : max - 1;
}

bool module_refuse(module_t *module, const char *format, ...) {
  size_t length = write_place(module);
  va_list values;
  va_start(values, format);
  vsnprintf(module->text + length, module->text_max - length, format, values);
  va_end(values);
  return false;
}

bool module_beyond(module_t *module, const char *what, uint32_t most) {
  module->beyond_bound = true;
  return module_refuse(module, "more than %lu %s", (unsigned long)most, what);
}

bool module_damaged(module_t *module) { return module_refuse(module, "damaged"); }

bool module_u32(module_t *module, uint32_t *value) {
  return reader_u32(&module->reader, value) || module_damaged(module);
}

bool module_index(module_t *module, uint32_t count, const char *what, uint32_t *index) {
  if (!module_u32(module, index)) return false;
  return *index < count || module_refuse(module, "there is no %s %lu", what, (unsigned long)*index);
}

const char *module_type_name(uint8_t type) {
  static const char *const names[] = {"f64", "f32", "i64", "i32"};
  return type >= F64 && type <= I32 ? names[type - F64] : "nothing";
}

void module_note_type(module_t *module, uint8_t type) {
  if ((type != F32 && type != F64) || module->floating_point_at != 0) return;
  module->floating_point_at = (uint32_t)(module->entry - module->bytes);
}

bool module_value_type(module_t *module, uint8_t *type) {
  if (!reader_byte(&module->reader, type)) return module_damaged(module);
  if (*type < F64 || *type > I32) return module_refuse(module, "0x%02x is no type of a value", *type);
  module_note_type(module, *type);
  return true;
}

static bool check_preamble(module_t *module) {
  static const uint8_t preamble[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  reader_t *reader = &module->reader;
  size_t length = (size_t)(reader->end - reader->at);
  if (length < sizeof preamble || memcmp(reader->at, preamble, 4) != 0)
    return module_refuse(module, "not a WASM module");
  if (memcmp(reader->at, preamble, sizeof preamble) != 0) return module_refuse(module, "not WASM version 1");
  reader->at += sizeof preamble;
  return true;
}

/** Checks one section; the reader is left behind it. */
static bool check_section(module_t *module, int *last) {
  reader_t whole = module->reader, contents;
  uint8_t id = 0;
  module->entry = whole.at;
  if (!reader_byte(&whole, &id)) return module_damaged(module);
  if (id >= SECTION_COUNT) return module_refuse(module, "section %u is not known", id);
  if (!reader_bytes(&whole, &contents)) return module_refuse(module, "section %u runs past the end", id);
  module->section = id;
  if (id != SECTION_CUSTOM && id <= *last) return module_refuse(module, "out of order");
  if (id != SECTION_CUSTOM) *last = id;
  module->sections[id] = module->reader = contents;
  bool valid = id == SECTION_CUSTOM ? module_custom_section(module)
               : id == SECTION_CODE ? module_code_section(module)
                                    : module_section(module);
  if (!valid) return false;
  module->entry = module->reader.at;
  if (module->reader.at != contents.end) return module_refuse(module, "bytes left over");
  module->section = -1;
  module->reader = whole;
  return true;
}

static bool check_bodies(module_t *module) {
  uint32_t declared = module->counts[KIND_FUNCTION] - module->imported[KIND_FUNCTION];
  module->entry = module->reader.at;
  if (declared == module->body_count) return true;
  return module_refuse(module, "%lu functions, %lu bodies", (unsigned long)declared, (unsigned long)module->body_count);
}

bool module_validate(module_t *module, const uint8_t *bytes, size_t length, char *text, size_t text_max) {
  memset(module, 0, sizeof *module);
  module->bytes = module->entry = bytes;
  module->reader = (reader_t){bytes, bytes + length};
  module->section = module->function = -1;
  module->text = text;
  module->text_max = text_max;
  int last = 0;
  if (!check_preamble(module)) return false;
  while (module->reader.at < module->reader.end) {
    if (!check_section(module, &last)) return false;
  }
  return check_bodies(module);
}
