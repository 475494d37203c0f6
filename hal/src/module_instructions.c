// The instructions of WebAssembly 1.0 as a table, and the checks of those that are no branch, block or call.
#include "module_internal.h"

/** Takes and gives what the table says. */
static bool check_operation(module_t *module, const instruction_t *instruction) {
  return module_pop(module, instruction->takes[1], NULL) && module_pop(module, instruction->takes[0], NULL) &&
         module_push(module, instruction->gives);
}

static bool check_access(module_t *module, const instruction_t *instruction) {
  uint32_t alignment, offset;
  if (!module_u32(module, &alignment) || !module_u32(module, &offset)) return false;
  if (module->counts[KIND_MEMORY] == 0) return module_refuse(module, "there is no memory");
  if (alignment > instruction->alignment) return module_refuse(module, "alignment beyond the natural one");
  return check_operation(module, instruction);
}

static bool check_memory(module_t *module, const instruction_t *instruction) {
  uint8_t memory;
  if (!reader_byte(&module->reader, &memory) || memory != 0) return module_refuse(module, "memory 0 is the only one");
  if (module->counts[KIND_MEMORY] == 0) return module_refuse(module, "there is no memory");
  return check_operation(module, instruction);
}

static bool check_integer(module_t *module, const instruction_t *instruction) {
  int64_t value;
  unsigned bits = instruction->gives == I32 ? 32 : 64;
  if (!reader_signed(&module->reader, bits, &value)) return module_damaged(module);
  return module_push(module, instruction->gives);
}

static bool check_float(module_t *module, const instruction_t *instruction) {
  if (!reader_skip(&module->reader, instruction->gives == F32 ? 4 : 8)) return module_damaged(module);
  return module_push(module, instruction->gives);
}

static bool check_drop(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  return module_pop(module, ANY, NULL);
}

static bool check_select(module_t *module, const instruction_t *instruction) {
  uint8_t second = NONE, first = NONE;
  if (!module_pop(module, instruction->takes[0], NULL) || !module_pop(module, ANY, &second)) return false;
  if (!module_pop(module, second, &first)) return false;
  return module_push(module, first == ANY ? second : first);
}

static bool read_local(module_t *module, uint8_t *type) {
  uint32_t local;
  if (!module_index(module, module->local_count, "local", &local)) return false;
  *type = module->locals[local];
  return true;
}

static bool check_local_get(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint8_t type;
  return read_local(module, &type) && module_push(module, type);
}

static bool check_local_set(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint8_t type;
  return read_local(module, &type) && module_pop(module, type, NULL);
}

static bool check_local_tee(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint8_t type;
  return read_local(module, &type) && module_pop(module, type, NULL) && module_push(module, type);
}

static bool check_global_get(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint32_t global;
  return module_index(module, module->counts[KIND_GLOBAL], "global", &global) &&
         module_push(module, module->globals[global]);
}

static bool check_global_set(module_t *module, const instruction_t *instruction) {
  (void)instruction;
  uint32_t global;
  if (!module_index(module, module->counts[KIND_GLOBAL], "global", &global)) return false;
  if (!module->mutable_globals[global]) return module_refuse(module, "global %lu is constant", (unsigned long)global);
  return module_pop(module, module->globals[global], NULL);
}

// clang-format off
#define CONTROL(check, ...) {check, {__VA_ARGS__}, NONE, 0}
#define LOAD(type, alignment) {check_access, {I32}, type, alignment}
#define STORE(type, alignment) {check_access, {I32, type}, NONE, alignment}
#define UNARY(from, to) {check_operation, {from}, to, 0}
#define BINARY(from, to) {check_operation, {from, from}, to, 0}

static const instruction_t instructions[256] = {
    [0x00] = CONTROL(control_unreachable, NONE),
    [0x01] = CONTROL(check_operation, NONE), // nop
    [OP_BLOCK] = CONTROL(control_block, NONE), [OP_LOOP] = CONTROL(control_block, NONE), [OP_IF] = CONTROL(control_block, I32),
    [OP_ELSE] = CONTROL(control_else, NONE), [OP_END] = CONTROL(control_end, NONE),
    [0x0c] = CONTROL(control_branch, NONE), [0x0d] = CONTROL(control_branch_if, I32), [0x0e] = CONTROL(control_branch_table, I32),
    [0x0f] = CONTROL(control_return, NONE),
    [0x10] = CONTROL(control_call, NONE), [0x11] = CONTROL(control_call_indirect, I32),
    [0x1a] = CONTROL(check_drop, NONE), [0x1b] = CONTROL(check_select, I32),
    [0x20] = CONTROL(check_local_get, NONE), [0x21] = CONTROL(check_local_set, NONE), [0x22] = CONTROL(check_local_tee, NONE),
    [0x23] = CONTROL(check_global_get, NONE), [0x24] = CONTROL(check_global_set, NONE),
    // Loads and stores; of those in pairs, one extends the sign.
    [0x28] = LOAD(I32, 2), [0x29] = LOAD(I64, 3), [0x2a] = LOAD(F32, 2), [0x2b] = LOAD(F64, 3),
    [0x2c ... 0x2d] = LOAD(I32, 0), [0x2e ... 0x2f] = LOAD(I32, 1),
    [0x30 ... 0x31] = LOAD(I64, 0), [0x32 ... 0x33] = LOAD(I64, 1), [0x34 ... 0x35] = LOAD(I64, 2),
    [0x36] = STORE(I32, 2), [0x37] = STORE(I64, 3), [0x38] = STORE(F32, 2), [0x39] = STORE(F64, 3),
    [0x3a] = STORE(I32, 0), [0x3b] = STORE(I32, 1),
    [0x3c] = STORE(I64, 0), [0x3d] = STORE(I64, 1), [0x3e] = STORE(I64, 2),
    // memory.size, memory.grow; constants.
    [0x3f] = {check_memory, {NONE}, I32, 0}, [0x40] = {check_memory, {I32}, I32, 0},
    [0x41] = {check_integer, {NONE}, I32, 0}, [0x42] = {check_integer, {NONE}, I64, 0},
    [0x43] = {check_float, {NONE}, F32, 0}, [0x44] = {check_float, {NONE}, F64, 0},
    // eqz; comparisons.
    [0x45] = UNARY(I32, I32), [0x46 ... 0x4f] = BINARY(I32, I32),
    [0x50] = UNARY(I64, I32), [0x51 ... 0x5a] = BINARY(I64, I32),
    [0x5b ... 0x60] = BINARY(F32, I32), [0x61 ... 0x66] = BINARY(F64, I32),
    // Operations of one operand (clz to popcnt, abs to sqrt), then of two (add to rotr, add to copysign).
    [0x67 ... 0x69] = UNARY(I32, I32), [0x6a ... 0x78] = BINARY(I32, I32),
    [0x79 ... 0x7b] = UNARY(I64, I64), [0x7c ... 0x8a] = BINARY(I64, I64),
    [0x8b ... 0x91] = UNARY(F32, F32), [0x92 ... 0x98] = BINARY(F32, F32),
    [0x99 ... 0x9f] = UNARY(F64, F64), [0xa0 ... 0xa6] = BINARY(F64, F64),
    // Conversions: to i32, i64, f32, f64; then the same bits as another type.
    [0xa7] = UNARY(I64, I32), [0xa8 ... 0xa9] = UNARY(F32, I32), [0xaa ... 0xab] = UNARY(F64, I32),
    [0xac ... 0xad] = UNARY(I32, I64), [0xae ... 0xaf] = UNARY(F32, I64), [0xb0 ... 0xb1] = UNARY(F64, I64),
    [0xb2 ... 0xb3] = UNARY(I32, F32), [0xb4 ... 0xb5] = UNARY(I64, F32), [0xb6] = UNARY(F64, F32),
    [0xb7 ... 0xb8] = UNARY(I32, F64), [0xb9 ... 0xba] = UNARY(I64, F64), [0xbb] = UNARY(F32, F64),
    [0xbc] = UNARY(F32, I32), [0xbd] = UNARY(F64, I64), [0xbe] = UNARY(I32, F32), [0xbf] = UNARY(I64, F64),
};
// clang-format on

const instruction_t *module_instruction(uint8_t opcode) {
  return instructions[opcode].check != NULL ? &instructions[opcode] : NULL;
}
