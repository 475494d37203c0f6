// Validates the sections that hold entries: types, imports, functions, table, memory, globals, exports, start, segments.
#include <string.h>

#include "module_internal.h"

#define PAGES_MAX 65536u /* Specification 1.0, 3.2.5: 4 GB. */

static bool read_type(module_t *module) {
  uint8_t form;
  uint32_t count, results;
  if (!reader_byte(&module->reader, &form) || form != 0x60) return module_refuse(module, "no type of a function");
  if (module->type_count == MODULE_TYPES_MAX) return module_beyond(module, "types", MODULE_TYPES_MAX);
  function_type_t *type = &module->types[module->type_count];
  if (!module_u32(module, &count)) return false;
  if (count > MODULE_PARAMETERS_MAX) return module_beyond(module, "parameters", MODULE_PARAMETERS_MAX);
  *type = (function_type_t){.parameters = module->reader.at, .parameter_count = (uint8_t)count};
  for (uint8_t ignored; count > 0; count--) {
    if (!module_value_type(module, &ignored)) return false;
  }
  if (!module_u32(module, &results)) return false;
  if (results > 1) return module_refuse(module, "more than one result");
  if (results == 1 && !module_value_type(module, &type->result)) return false;
  module->type_count++;
  return true;
}

static bool add_function(module_t *module) {
  uint32_t type, *count = &module->counts[KIND_FUNCTION];
  if (!module_index(module, module->type_count, "type", &type)) return false;
  if (*count == MODULE_FUNCTIONS_MAX) return module_beyond(module, "functions", MODULE_FUNCTIONS_MAX);
  module->function_types[(*count)++] = (uint8_t)type;
  return true;
}

static bool read_limits(module_t *module, limits_t *limits, uint32_t most) {
  uint8_t flags;
  if (!reader_byte(&module->reader, &flags) || flags > 1) return module_refuse(module, "no limits");
  if (!module_u32(module, &limits->minimum)) return false;
  limits->bounded = flags == 1;
  limits->maximum = most;
  if (limits->bounded && !module_u32(module, &limits->maximum)) return false;
  if (limits->minimum > most || limits->maximum > most) return module_refuse(module, "limits out of range");
  return limits->minimum <= limits->maximum || module_refuse(module, "minimum above maximum");
}

static bool add_table(module_t *module) {
  uint8_t type;
  if (!reader_byte(&module->reader, &type) || type != 0x70) return module_refuse(module, "no table of functions");
  if (!read_limits(module, &module->table, UINT32_MAX)) return false;
  if (module->counts[KIND_TABLE]++ > 0) return module_refuse(module, "more than one table");
  return module->table.minimum <= MODULE_TABLE_MAX || module_beyond(module, "table entries", MODULE_TABLE_MAX);
}

static bool add_memory(module_t *module) {
  if (!read_limits(module, &module->memory, PAGES_MAX)) return false;
  return module->counts[KIND_MEMORY]++ == 0 || module_refuse(module, "more than one memory");
}

static bool add_global(module_t *module, uint8_t *type) {
  uint8_t is_mutable;
  uint32_t *count = &module->counts[KIND_GLOBAL];
  if (!module_value_type(module, type)) return false;
  if (!reader_byte(&module->reader, &is_mutable) || is_mutable > 1)
    return module_refuse(module, "neither constant nor variable");
  if (*count == MODULE_GLOBALS_MAX) return module_beyond(module, "globals", MODULE_GLOBALS_MAX);
  module->mutable_globals[*count] = is_mutable;
  module->globals[(*count)++] = *type;
  return true;
}

static bool read_import(module_t *module) {
  reader_t name;
  uint8_t kind = KIND_COUNT, type;
  if (!reader_name(&module->reader, &name) || !reader_name(&module->reader, &name))
    return module_refuse(module, "no name in UTF-8");
  if (!reader_byte(&module->reader, &kind) || kind >= KIND_COUNT)
    return module_refuse(module, "imports of no known kind");
  module->imported[kind]++;
  if (kind == KIND_FUNCTION) return add_function(module);
  if (kind == KIND_TABLE) return add_table(module);
  if (kind == KIND_MEMORY) return add_memory(module);
  return add_global(module, &type);
}

/** A constant or an imported constant global, then `end` (specification 1.0, 3.3.7.2). */
bool module_constant(module_t *module, uint8_t type) {
  uint8_t opcode = 0, end = 0;
  uint32_t global;
  const uint8_t *start = module->reader.at;
  if (!reader_byte(&module->reader, &opcode)) return module_damaged(module);
  module->operand_count = 0;
  if (opcode == 0x23) {
    if (!module_index(module, module->imported[KIND_GLOBAL], "imported global", &global)) return false;
    if (module->mutable_globals[global])
      return module_refuse(module, "global %lu is no constant", (unsigned long)global);
    if (!module_push(module, module->globals[global])) return false;
  } else if (opcode < 0x41 || opcode > 0x44) {
    return module_refuse(module, "instruction 0x%02x in a constant", opcode);
  } else if (!module_instruction(opcode)->check(module, module_instruction(opcode))) {
    return false;
  }
  if (!reader_byte(&module->reader, &end) || end != OP_END) return module_refuse(module, "a constant does not end");
  if (module->operands[0] == type) return true;
  module->entry = start;
  return module_refuse(module, "%s expected, %s given", module_type_name(type), module_type_name(module->operands[0]));
}

static bool read_global(module_t *module) {
  uint8_t type = NONE;
  return add_global(module, &type) && module_constant(module, type);
}

/** Whether one of the exports before this one has its name. */
static bool is_exported(const module_t *module, const reader_t *name) {
  reader_t earlier = module->sections[SECTION_EXPORT], other;
  size_t length = (size_t)(name->end - name->at);
  uint32_t index;
  uint8_t kind;
  reader_u32(&earlier, &index);
  for (uint32_t i = 0; i < module->export_count; i++) {
    reader_bytes(&earlier, &other);
    reader_byte(&earlier, &kind);
    reader_u32(&earlier, &index);
    if ((size_t)(other.end - other.at) == length && memcmp(other.at, name->at, length) == 0) return true;
  }
  return false;
}

static bool read_export(module_t *module) {
  static const char *const kinds[KIND_COUNT] = {"function", "table", "memory", "global"};
  reader_t name;
  uint8_t kind = KIND_COUNT;
  uint32_t index;
  if (module->export_count == MODULE_EXPORTS_MAX) return module_beyond(module, "exports", MODULE_EXPORTS_MAX);
  if (!reader_name(&module->reader, &name)) return module_refuse(module, "no name in UTF-8");
  if (!reader_byte(&module->reader, &kind) || kind >= KIND_COUNT)
    return module_refuse(module, "exports of no known kind");
  if (!module_index(module, module->counts[kind], kinds[kind], &index)) return false;
  if (is_exported(module, &name)) return module_refuse(module, "a name is exported twice");
  module->export_count++;
  return true;
}

static bool read_start(module_t *module) {
  uint32_t function;
  if (!module_index(module, module->counts[KIND_FUNCTION], "function", &function)) return false;
  const function_type_t *type = &module->types[module->function_types[function]];
  bool plain = type->parameter_count == 0 && type->result == NONE;
  return plain || module_refuse(module, "the start function has parameters or a result");
}

/** Reads which table or memory a segment is for, and where there. */
static bool read_target(module_t *module, int kind, const char *what) {
  uint32_t index;
  return module_index(module, module->counts[kind], what, &index) && module_constant(module, I32);
}

static bool read_element(module_t *module) {
  uint32_t count, function;
  if (!read_target(module, KIND_TABLE, "table") || !module_u32(module, &count)) return false;
  for (; count > 0; count--) {
    if (!module_index(module, module->counts[KIND_FUNCTION], "function", &function)) return false;
  }
  return true;
}

static bool read_data(module_t *module) {
  reader_t bytes;
  return read_target(module, KIND_MEMORY, "memory") &&
         (reader_bytes(&module->reader, &bytes) || module_damaged(module));
}

bool module_section(module_t *module) {
  static bool (*const readers[SECTION_COUNT])(module_t *) = {
      [SECTION_TYPE] = read_type,     [SECTION_IMPORT] = read_import,   [SECTION_FUNCTION] = add_function,
      [SECTION_TABLE] = add_table,    [SECTION_MEMORY] = add_memory,    [SECTION_GLOBAL] = read_global,
      [SECTION_EXPORT] = read_export, [SECTION_ELEMENT] = read_element, [SECTION_DATA] = read_data,
  };
  uint32_t count = 0;
  module->entry = module->reader.at;
  if (module->section == SECTION_START) return read_start(module);
  if (!module_u32(module, &count)) return false;
  for (; count > 0; count--) {
    module->entry = module->reader.at;
    if (!readers[module->section](module)) return false;
  }
  return true;
}
