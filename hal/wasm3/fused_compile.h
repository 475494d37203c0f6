// Finds the sequences of fused_operations.h while wasm3 compiles a function: included in m3_compile.c (fuse.mjs).
//
// Binaryen writes `sum + tap * load` as: sum, tap, address, i64.load32_s, i64.mul, i64.add; a tap that is a local may stand
// behind the load, and a sum that is one behind the product. When the load is met, the operands before it are on the
// compiler's stack and the bytes behind it say the rest. No branch can lead into the middle of it: labels stand at block instructions only, and there is none inside.
#ifndef TWINMETER_FUSED_COMPILE_H
#define TWINMETER_FUSED_COMPILE_H

enum { WASM_LOCAL_GET = 0x20, WASM_I64_LOAD32_S = 0x34, WASM_I64_ADD = 0x7c, WASM_I64_SUB = 0x7d, WASM_I64_MUL = 0x7e };

/** Words beside the operands of an operation: itself. */
#define FUSED_WORDS 1
/** Products of one sum at most. */
#define FUSED_DOT_MAX 16

/** What follows a product. */
typedef struct {
  bytes_t end;      /**< Behind the sequence. */
  uint8_t opcode;   /**< WASM_I64_ADD or WASM_I64_SUB; 0: nothing to fuse. */
  bool sum_is_below; /**< On the stack, below the product's operands; else in `sum_slot`. */
  uint16_t sum_slot;
} fused_tail_t;

/** Whether so many operands of this block are on the stack. */
static bool fused_has(IM3Compilation o, int operands) {
  return o->function && o->page && !IsStackPolymorphic(o) && o->stackIndex >= o->block.blockStackIndex + operands;
}

/** Takes operands off the stack without a word of theirs. */
static M3Result fused_pop(IM3Compilation o, int operands) {
  M3Result result = m3Err_none;
  while (!result && operands-- > 0) result = Pop(o);
  return result;
}

/** Keeps what is in the register unless it is one of the topmost operands. */
static M3Result fused_free_register(IM3Compilation o, int operands) {
  if (!IsRegisterAllocated(o, 0) || GetRegisterStackIndex(o, 0) >= o->stackIndex - operands) return m3Err_none;
  return PreserveRegisterIfOccupied(o, c_m3Type_i64);
}

/** Emits an operation, behind which so many words of operands have room on the same page. */
static M3Result fused_emit(IM3Compilation o, IM3Operation operation, int words) {
  M3Result result = EnsureCodePageNumLines(o, (u32)(FUSED_WORDS + words));
  return result ? result : EmitOp(o, operation);
}

/** Ends a fused sequence: the operands are gone, the result is in the register, the bytes are read. */
static M3Result fused_finish(IM3Compilation o, int operands, bytes_t end) {
  M3Result result = fused_pop(o, operands);
  o->wasm = end;
  return result ? result : PushRegister(o, c_m3Type_i64);
}

/** A load and what it is multiplied with. */
typedef struct {
  u32 offset;
  int operands;    /**< On the stack: the address, and the factor below it unless it is a local. */
  uint16_t factor; /**< Its slot. */
  bytes_t end;     /**< Behind i64.mul; NULL: no such product. */
} fused_product_t;

/** Reads a local's number and gives its slot. @return false when there is none. */
static bool fused_local(IM3Compilation o, bytes_t *at, uint16_t *slot_number) {
  u32 local;
  if (*at >= o->wasmEnd || **at != WASM_LOCAL_GET) return false;
  *at += 1;
  if (ReadLEB_u32(&local, at, o->wasmEnd) || local >= GetFunctionNumArgsAndLocals(o->function)) return false;
  *slot_number = GetSlotForStackIndex(o, local);
  return true;
}

/** Reads an opcode without operands. */
static bool fused_opcode(IM3Compilation o, bytes_t *at, uint8_t opcode) {
  if (*at >= o->wasmEnd || **at != opcode) return false;
  *at += 1;
  return true;
}

/** Reads what stands behind i64.load32_s. */
static bool fused_offset(IM3Compilation o, bytes_t *at, u32 *offset) {
  u32 align;
  return !ReadLEB_u32(&align, at, o->wasmEnd) && !ReadLEB_u32(offset, at, o->wasmEnd);
}

/** Reads what stands behind a product, without a change of the compilation. */
static fused_tail_t fused_tail(IM3Compilation o, bytes_t at) {
  fused_tail_t tail = {.opcode = 0};
  uint16_t sum;
  bytes_t behind = at;
  if (fused_opcode(o, &at, WASM_I64_ADD)) tail = (fused_tail_t){.end = at, .opcode = WASM_I64_ADD, .sum_is_below = true};
  else if (fused_opcode(o, &at, WASM_I64_SUB)) tail = (fused_tail_t){.end = at, .opcode = WASM_I64_SUB, .sum_is_below = true};
  else if (fused_local(o, &behind, &sum) && fused_opcode(o, &behind, WASM_I64_ADD))
    tail = (fused_tail_t){.end = behind, .opcode = WASM_I64_ADD, .sum_slot = sum};
  return tail;
}

/** Reads a load's operands and the multiplication behind it: at once, or with a local as the factor. */
static fused_product_t fused_product(IM3Compilation o) {
  fused_product_t product = {.operands = 1};
  bytes_t at = o->wasm;
  if (!fused_offset(o, &at, &product.offset)) return product;
  if (!fused_local(o, &at, &product.factor)) {
    product.operands = 2;
    if (!fused_has(o, 2)) return product;
    product.factor = GetSlotForStackIndex(o, o->stackIndex - 2);
  }
  if (fused_has(o, product.operands) && fused_opcode(o, &at, WASM_I64_MUL)) product.end = at;
  return product;
}

/** Reads one more product with this base, added to the sum: the base, a local, before or behind the factor, one too. */
static bool fused_next(IM3Compilation o, bytes_t *at, uint16_t base, fused_product_t *product) {
  uint16_t first, second = c_slotUnused;
  bytes_t next = *at;
  if (!fused_local(o, &next, &first)) return false;
  bool base_is_second = fused_local(o, &next, &second);
  if ((base_is_second ? second : first) != base) return false;
  if (!fused_opcode(o, &next, WASM_I64_LOAD32_S) || !fused_offset(o, &next, &product->offset)) return false;
  if (base_is_second) product->factor = first;
  else if (!fused_local(o, &next, &product->factor)) return false;
  if (!fused_opcode(o, &next, WASM_I64_MUL) || !fused_opcode(o, &next, WASM_I64_ADD)) return false;
  *at = next;
  return true;
}

/** Emits sum +- factor * load. */
static M3Result fused_load_product(IM3Compilation o, const fused_product_t *product, fused_tail_t tail, int operands) {
  const bool add = tail.opcode == WASM_I64_ADD;
  const u16 address = GetStackTopSlotNumber(o);
  const u16 sum = tail.sum_is_below ? GetSlotForStackIndex(o, o->stackIndex - operands) : tail.sum_slot;
  IM3Operation operation = add ? op_i64_FusedLoadAdd_s : op_i64_FusedLoadSub_s;
  if (IsRegisterSlotAlias(sum)) operation = add ? op_i64_FusedLoadAdd_r : op_i64_FusedLoadSub_r;
  if (IsRegisterSlotAlias(product->factor)) operation = add ? op_i64_FusedLoadAdd_x : op_i64_FusedLoadSub_x;
  M3Result result = fused_emit(o, operation, 4);
  if (result) return result;
  EmitSlotOffset(o, address);
  EmitConstant32(o, product->offset);
  if (!IsRegisterSlotAlias(product->factor)) EmitSlotOffset(o, product->factor);
  if (!IsRegisterSlotAlias(sum)) EmitSlotOffset(o, sum);
  return fused_finish(o, operands, tail.end);
}

/** Emits sum + factor * load + factor * load..., all with one base. */
static M3Result fused_dot(IM3Compilation o, const fused_product_t *products, int count, fused_tail_t tail, int operands) {
  const u16 address = GetStackTopSlotNumber(o);
  const u16 sum = tail.sum_is_below ? GetSlotForStackIndex(o, o->stackIndex - operands) : tail.sum_slot;
  const bool in_register = IsRegisterSlotAlias(sum);
  u32 farthest = 0;
  for (int i = 0; i < count; i++) farthest = M3_MAX(farthest, products[i].offset);
  M3Result result = fused_emit(o, in_register ? op_i64_FusedDot_r : op_i64_FusedDot_s, 4 + 2 * count);
  if (result) return result;
  EmitSlotOffset(o, address);
  EmitConstant32(o, farthest);
  EmitConstant32(o, (u32)count);
  if (!in_register) EmitSlotOffset(o, sum);
  for (int i = 0; i < count; i++) {
    EmitConstant32(o, products[i].offset);
    EmitSlotOffset(o, products[i].factor);
  }
  return fused_finish(o, operands, tail.end);
}

/** Compiles i64.load32_s, with the product and the sum behind it where they follow. */
static M3Result fused_load(IM3Compilation o, m3opcode_t opcode) {
  if (!fused_has(o, 1) || IsStackTopInRegister(o) || o->module->memoryInfo.initPages == 0)
    return Compile_Load_Store(o, opcode);
  fused_product_t products[FUSED_DOT_MAX] = {fused_product(o)};
  fused_tail_t tail = {.opcode = 0};
  if (products[0].end != NULL) tail = fused_tail(o, products[0].end);
  const int operands = products[0].operands + (tail.sum_is_below ? 1 : 0);
  if (tail.opcode == 0 || !fused_has(o, operands)) return Compile_Load_Store(o, opcode);
  M3Result result = fused_free_register(o, operands);
  if (result) return result;
  int count = 1;
  if (tail.opcode == WASM_I64_ADD && !IsRegisterSlotAlias(products[0].factor)) {
    while (count < FUSED_DOT_MAX && fused_next(o, &tail.end, GetStackTopSlotNumber(o), &products[count])) count++;
  }
  return count > 1 ? fused_dot(o, products, count, tail, operands)
                   : fused_load_product(o, products, tail, operands);
}

/** sum, a, b on the stack, or a, b and the sum in a local. */
static M3Result fused_multiply_add(IM3Compilation o, fused_tail_t tail) {
  const int operands = tail.sum_is_below ? 3 : 2;
  M3Result result = fused_free_register(o, operands);
  if (result) return result;
  const u16 b = GetStackTopSlotNumber(o);
  const u16 a = GetSlotForStackIndex(o, o->stackIndex - 2);
  const u16 sum = tail.sum_is_below ? GetSlotForStackIndex(o, o->stackIndex - 3) : tail.sum_slot;
  IM3Operation operation = op_i64_FusedMultiplyAdd_s;
  if (IsRegisterSlotAlias(sum)) operation = op_i64_FusedMultiplyAdd_r;
  if (IsRegisterSlotAlias(a) || IsRegisterSlotAlias(b)) operation = op_i64_FusedMultiplyAdd_x;
  result = fused_emit(o, operation, 3);
  if (result) return result;
  if (!IsRegisterSlotAlias(a)) EmitSlotOffset(o, a);
  if (!IsRegisterSlotAlias(b)) EmitSlotOffset(o, b);
  if (!IsRegisterSlotAlias(sum)) EmitSlotOffset(o, sum);
  return fused_finish(o, operands, tail.end);
}

/** Compiles i64.mul, with the sum behind it where it follows. */
static M3Result fused_multiply(IM3Compilation o, m3opcode_t opcode) {
  fused_tail_t tail = fused_tail(o, o->wasm);
  if (tail.opcode != WASM_I64_ADD || !fused_has(o, tail.sum_is_below ? 3 : 2)) return Compile_Operator(o, opcode);
  return fused_multiply_add(o, tail);
}

#endif
