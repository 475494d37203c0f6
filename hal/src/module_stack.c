// The validator's two stacks: types of the operands, and the blocks that are open (specification 1.0, appendix A.3).
#include "module_internal.h"

static frame_t *innermost(module_t *module) { return &module->frames[module->frame_count - 1]; }

bool module_push(module_t *module, uint8_t type) {
  if (type == NONE) return true;
  module_note_type(module, type);
  if (module->operand_count == MODULE_OPERANDS_MAX) return module_beyond(module, "operands", MODULE_OPERANDS_MAX);
  module->operands[module->operand_count++] = type;
  return true;
}

bool module_pop(module_t *module, uint8_t expected, uint8_t *actual) {
  const frame_t *frame = innermost(module);
  uint8_t found = ANY;
  if (expected == NONE) return true;
  module_note_type(module, expected);
  if (module->operand_count > frame->height) {
    found = module->operands[--module->operand_count];
  } else if (!frame->unreachable) {
    if (expected == ANY) return module_refuse(module, "no operand on the stack");
    return module_refuse(module, "%s expected, nothing on the stack", module_type_name(expected));
  }
  if (actual != NULL) *actual = found;
  if (found == expected || found == ANY || expected == ANY) return true;
  return module_refuse(module, "%s expected, %s on the stack", module_type_name(expected), module_type_name(found));
}

bool module_open(module_t *module, uint8_t opcode, uint8_t result) {
  if (module->frame_count == MODULE_NESTING_MAX) return module_beyond(module, "nested blocks", MODULE_NESTING_MAX);
  module->frames[module->frame_count++] =
      (frame_t){.opcode = opcode, .result = result, .height = (uint16_t)module->operand_count};
  return true;
}

bool module_close(module_t *module, frame_t *frame) {
  *frame = *innermost(module);
  if (!module_pop(module, frame->result, NULL)) return false;
  if (module->operand_count != frame->height) {
    return module_refuse(module, "operands left over: %lu", (unsigned long)(module->operand_count - frame->height));
  }
  module->frame_count--;
  return true;
}

void module_unreachable(module_t *module) {
  frame_t *frame = innermost(module);
  frame->unreachable = true;
  module->operand_count = frame->height;
}
