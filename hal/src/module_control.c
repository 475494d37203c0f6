// Validates the instructions that open, end and leave blocks, and those that call.
#include "module_internal.h"

bool control_unreachable(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  module_unreachable(module);
  return true;
}

bool control_block(module_t *module, const instruction_t *instruction) {
  uint8_t opcode = *module->entry, result = NONE;
  if (module->reader.at < module->reader.end && *module->reader.at == 0x40) module->reader.at++;
  else if (!module_value_type(module, &result)) return false;
  return module_pop(module, instruction->takes[0], NULL) && module_open(module, opcode, result);
}

bool control_else(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  frame_t frame;
  if (module->frames[module->frame_count - 1].opcode != OP_IF) return module_refuse(module, "else without if");
  return module_close(module, &frame) && module_open(module, OP_ELSE, frame.result);
}

bool control_end(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  frame_t frame;
  if (!module_close(module, &frame)) return false;
  if (frame.opcode == OP_IF && frame.result != NONE) return module_refuse(module, "if with a result but without else");
  return module_push(module, frame.result);
}

/** Reads which block a branch leaves. @param[out] type  what it carries there: a loop begins again with nothing. */
static bool read_label(module_t *module, uint8_t *type) {
  uint32_t depth;
  if (!module_index(module, module->frame_count, "label", &depth)) return false;
  const frame_t *frame = &module->frames[module->frame_count - 1 - depth];
  *type = frame->opcode == OP_LOOP ? NONE : frame->result;
  return true;
}

bool control_branch(module_t *module, const instruction_t *instruction) {
  uint8_t type;
  return read_label(module, &type) && module_pop(module, type, NULL) && control_unreachable(module, instruction);
}

bool control_branch_if(module_t *module, const instruction_t *instruction) {
  uint8_t type;
  return read_label(module, &type) && module_pop(module, instruction->takes[0], NULL) &&
         module_pop(module, type, NULL) && module_push(module, type);
}

/** All labels carry a value or none does; the operand fits each of them. */
bool control_branch_table(module_t *module, const instruction_t *instruction) {
  uint32_t count;
  uint8_t first = NONE, type, operand;
  if (!module_u32(module, &count)) return false;
  if (count > MODULE_BR_TABLE_MAX) return module_beyond(module, "targets of br_table", MODULE_BR_TABLE_MAX);
  if (!module_pop(module, instruction->takes[0], NULL)) return false;
  for (uint32_t i = 0; i <= count; i++) {
    if (!read_label(module, &type)) return false;
    if (i == 0) first = type;
    if ((type == NONE) != (first == NONE)) return module_refuse(module, "targets of br_table carry different things");
    operand = NONE;
    if (!module_pop(module, type, &operand) || !module_push(module, operand)) return false;
  }
  return control_unreachable(module, instruction);
}

bool control_return(module_t *module, const instruction_t *instruction) {
  return module_pop(module, module->frames[0].result, NULL) && control_unreachable(module, instruction);
}

static bool call(module_t *module, uint32_t type_index) {
  const function_type_t *type = &module->types[type_index];
  for (uint32_t i = type->parameter_count; i > 0; i--) {
    if (!module_pop(module, type->parameters[i - 1], NULL)) return false;
  }
  return module_push(module, type->result);
}

bool control_call(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint32_t function;
  if (!module_index(module, module->counts[KIND_FUNCTION], "function", &function)) return false;
  return call(module, module->function_types[function]);
}

bool control_call_indirect(module_t *module, const instruction_t *instruction) {
  uint32_t type;
  uint8_t table;
  if (!module_index(module, module->type_count, "type", &type)) return false;
  if (!reader_byte(&module->reader, &table) || table != 0) return module_refuse(module, "table 0 is the only one");
  if (module->counts[KIND_TABLE] == 0) return module_refuse(module, "there is no table");
  return module_pop(module, instruction->takes[0], NULL) && call(module, type);
}
