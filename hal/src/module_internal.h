// What the files of the validator share with each other and nobody else. Functions give false once the module is refused.
#ifndef TWINMETER_MODULE_INTERNAL_H
#define TWINMETER_MODULE_INTERNAL_H

#include "module.h"

enum { OP_BLOCK = 0x02, OP_LOOP = 0x03, OP_IF = 0x04, OP_ELSE = 0x05, OP_END = 0x0b };

/** An instruction: what it takes from the stack and puts there, and who checks it. */
typedef struct instruction instruction_t;
struct instruction {
  bool (*check)(module_t *module, const instruction_t *instruction);
  uint8_t takes[2]; /**< The second lies on top; NONE where it takes less. */
  uint8_t gives;
  uint8_t alignment; /**< Of an access to memory: logarithm of its natural one. */
};

// module_validate.c
bool module_refuse(module_t *module, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Refuses for a bound of ours. */
bool module_beyond(module_t *module, const char *what, uint32_t most);
bool module_damaged(module_t *module);
/** Reads a number that counts or names something. */
bool module_u32(module_t *module, uint32_t *value);
/** The same, and it must be below `count`. @param what  such as "function". */
bool module_index(module_t *module, uint32_t count, const char *what, uint32_t *index);
bool module_value_type(module_t *module, uint8_t *type);
const char *module_type_name(uint8_t type);
/** Remembers where f32 or f64 are used first. */
void module_note_type(module_t *module, uint8_t type);

// module_entries.c
/** Checks the contents of a section but for those of code. */
bool module_section(module_t *module);
bool module_constant(module_t *module, uint8_t type);

// module_names.c
bool module_custom_section(module_t *module);

// module_body.c
bool module_code_section(module_t *module);

// module_instructions.c
const instruction_t *module_instruction(uint8_t opcode);

// module_stack.c
bool module_push(module_t *module, uint8_t type);
/** @param[out] actual  what lay there, ANY where unreachable code leaves it open; may be NULL. */
bool module_pop(module_t *module, uint8_t expected, uint8_t *actual);
bool module_open(module_t *module, uint8_t opcode, uint8_t result);
/** Ends the innermost block: its result and nothing else lies on the stack. @param[out] frame  what it was. */
bool module_close(module_t *module, frame_t *frame);
void module_unreachable(module_t *module);

// module_control.c: instructions that open, end and leave blocks, and calls.
bool control_unreachable(module_t *module, const instruction_t *instruction);
bool control_block(module_t *module, const instruction_t *instruction);
bool control_else(module_t *module, const instruction_t *instruction);
bool control_end(module_t *module, const instruction_t *instruction);
bool control_branch(module_t *module, const instruction_t *instruction);
bool control_branch_if(module_t *module, const instruction_t *instruction);
bool control_branch_table(module_t *module, const instruction_t *instruction);
bool control_return(module_t *module, const instruction_t *instruction);
bool control_call(module_t *module, const instruction_t *instruction);
bool control_call_indirect(module_t *module, const instruction_t *instruction);

#endif
