// Validates the bodies of the code section: locals, then one instruction after the other.
#include <string.h>

#include "module_internal.h"

/** Reads a run of locals of one type. */
static bool read_locals(module_t *module) {
  uint32_t count;
  uint8_t type;
  module->entry = module->reader.at;
  if (!module_u32(module, &count) || !module_value_type(module, &type)) return false;
  if (count > MODULE_LOCALS_MAX - module->local_count) return module_beyond(module, "locals", MODULE_LOCALS_MAX);
  memset(module->locals + module->local_count, type, count);
  module->local_count += count;
  return true;
}

static bool read_all_locals(module_t *module, const function_type_t *type) {
  uint32_t runs;
  if (type->parameter_count > 0) memcpy(module->locals, type->parameters, type->parameter_count);
  module->local_count = type->parameter_count;
  if (!module_u32(module, &runs)) return false;
  for (uint32_t i = 0; i < runs; i++) {
    if (!read_locals(module)) return false;
  }
  return true;
}

static bool check_instruction(module_t *module) {
  uint8_t opcode;
  module->entry = module->reader.at;
  if (!reader_byte(&module->reader, &opcode)) return module_refuse(module, "the body does not end");
  const instruction_t *instruction = module_instruction(opcode);
  if (instruction == NULL) return module_refuse(module, "instruction 0x%02x is not known", opcode);
  return instruction->check(module, instruction);
}

static bool check_body(module_t *module) {
  const function_type_t *type = &module->types[module->function_types[module->function]];
  module->operand_count = module->frame_count = 0;
  if (!read_all_locals(module, type) || !module_open(module, OP_BLOCK, type->result)) return false;
  while (module->frame_count > 0) {
    if (!check_instruction(module)) return false;
  }
  module->entry = module->reader.at;
  return module->reader.at == module->reader.end || module_refuse(module, "bytes behind the end of the body");
}

bool module_code_section(module_t *module) {
  uint32_t declared = module->counts[KIND_FUNCTION] - module->imported[KIND_FUNCTION];
  module->entry = module->reader.at;
  if (!module_u32(module, &module->body_count)) return false;
  if (module->body_count != declared)
    return module_refuse(module, "%lu bodies, %lu functions", (unsigned long)module->body_count,
                         (unsigned long)declared);
  reader_t section = module->reader;
  for (uint32_t i = 0; i < declared; i++) {
    module->function = (int32_t)(module->imported[KIND_FUNCTION] + i);
    module->entry = section.at;
    if (!reader_bytes(&section, &module->reader)) return module_damaged(module);
    if (!check_body(module)) return false;
  }
  module->function = -1;
  module->reader = section;
  return true;
}
