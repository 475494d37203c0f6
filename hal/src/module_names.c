// Custom sections: what the standard ignores, but for the names of functions, which the engine reads.
#include "module_internal.h"

enum { FUNCTION_NAMES = 1 };

static bool check_function_names(module_t *module) {
  uint32_t count, function;
  reader_t name;
  if (!module_u32(module, &count)) return false;
  for (; count > 0; count--) {
    module->entry = module->reader.at;
    if (!module_index(module, module->counts[KIND_FUNCTION], "function", &function)) return false;
    if (!reader_name(&module->reader, &name)) return module_refuse(module, "no name in UTF-8");
  }
  return true;
}

/** The standard lets a damaged "name" section pass; wasm3 would follow its lengths wherever they lead. */
static bool check_names(module_t *module) {
  reader_t section = module->reader;
  while (section.at < section.end) {
    uint8_t id = 0;
    module->entry = section.at;
    if (!reader_byte(&section, &id) || id > 0x7f) return module_damaged(module);
    if (!reader_bytes(&section, &module->reader)) return module_damaged(module);
    if (id == FUNCTION_NAMES && !check_function_names(module)) return false;
  }
  module->reader = section;
  return true;
}

bool module_custom_section(module_t *module) {
  reader_t name;
  if (!reader_name(&module->reader, &name)) return module_refuse(module, "no name in UTF-8");
  if (reader_is(&name, "name")) return check_names(module);
  module->reader.at = module->reader.end;
  return true;
}
