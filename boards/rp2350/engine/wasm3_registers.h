// Included before wasm3's files that hold operations or start them (engine_wasm3.cmake): how operations use the registers of an Armv8-M core.
//
// wasm3 hands four things from operation to operation: program counter, operand stack, linear memory and a 64-bit
// register. In that order the last one, which must begin at an even register (AAPCS32, 6.5, rule C.3), is passed on the C
// stack, and every operation loads and stores it there. Here the memory stays in r7, for all operations, and the rest
// takes r0, r1 and r2:r3. The address of the next operation goes straight to ip, where a tail call wants it.
//
// With the compiler's options beside this (operations may use r4 to r11 without saving them; engine_entry.c saves them
// once for a call into the engine) an operation is 6 to 14 instructions where it was 12 to 17.
#ifndef WASM3_REGISTERS_H
#define WASM3_REGISTERS_H

#include "m3_exec_defs.h"

#undef d_m3BaseOpSig
#undef d_m3BaseOpArgs
#undef d_m3BaseOpAllArgs
#define d_m3BaseOpSig pc_t _pc, m3stack_t _sp, m3reg_t _r0
#define d_m3BaseOpArgs _sp, _r0
#define d_m3BaseOpAllArgs _pc, _sp, _r0

typedef m3ret_t (*wasm3_operation_t)(d_m3OpSig);
#define IM3Operation wasm3_operation_t

register M3MemoryHeader *wasm3_memory __asm__("r7");
#define _mem wasm3_memory

#undef nextOpDirect
#undef jumpOpDirect
#define nextOpDirect() jumpOpDirect(_pc)
#define jumpOpDirect(PC)                                                     \
  do {                                                                       \
    pc_t here = (pc_t)(PC);                                                  \
    register wasm3_operation_t next __asm__("ip") = (wasm3_operation_t)*here; \
    __asm__("" : "+r"(next));                                                \
    return next(here + 1, d_m3OpArgs);                                       \
  } while (0)

// Operations call compiled code with the memory among the arguments: it is in its register already.
#define Call(pc, ...) wasm3_call(pc __VA_OPT__(, WASM3_CALL_ARGUMENTS(__VA_ARGS__)))
#define WASM3_CALL_ARGUMENTS(sp, memory, r0) sp, r0

/** Whether a memory holds so many bytes at an address (wasm3_narrow.cmake). */
static inline bool wasm3_holds(const M3MemoryHeader *memory, uint32_t address, uint32_t bytes) {
  return address < memory->length && memory->length - address >= bytes;
}

/** Runs compiled code from outside: the memory takes its register, and whoever called finds his own value there again. */
static inline m3ret_t wasm3_run(pc_t pc, m3stack_t sp, M3MemoryHeader *memory, m3reg_t r0) {
  M3MemoryHeader *before = wasm3_memory;
  wasm3_memory = memory;
  m3ret_t result = ((wasm3_operation_t)*pc)(pc + 1, sp, r0);
  wasm3_memory = before;
  return result;
}
#define RunCode wasm3_run

#endif
