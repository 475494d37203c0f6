// Compiles a module's functions in the order of their heat: those of its hot list into SRAM, the others into PSRAM.
#include "board.h"
#include "code_pages.h"
#include "m3_compile.h"
#include "m3_env.h"
#include "module_image.h"

// While functions are compiled, each still takes its constants from the heap, and the engine its page records. A module with a
// list is one that was measured: some 40 bytes a function on average. Of any other nothing is known.
#define RESERVE_BYTES 4096u
#define RESERVE_A_FUNCTION_BYTES 64u
#define RESERVE_UNKNOWN_FUNCTION_BYTES 160u

M3Result board_compile_module(IM3Module module); // takes the place of m3_CompileModule in hal/src/engine_wasm3.c

static M3Result compile_hot(IM3Module module, hot_functions_t hot) {
  M3Result result = m3Err_none;
  for (uint32_t i = 0; i < hot.count && result == m3Err_none; i++) {
    if (hot.indices[i] >= module->numFunctions) continue;
    IM3Function function = &module->functions[hot.indices[i]];
    if (function->wasm && !function->compiled) result = CompileFunction(function);
  }
  return result;
}

// Without a list for this very module SRAM takes what fits in the order of the indices.
M3Result board_compile_module(IM3Module module) {
  hot_functions_t hot = board_module_hot();
  uint32_t function_bytes = hot.count > 0 ? RESERVE_A_FUNCTION_BYTES : RESERVE_UNKNOWN_FUNCTION_BYTES;
  board_code_pages_in_sram(HOT_PAGES_BYTES, RESERVE_BYTES + function_bytes * module->numFunctions);
  M3Result result = compile_hot(module, hot);
  if (hot.count > 0) board_code_pages_in_sram(0, 0);
  if (result == m3Err_none) result = m3_CompileModule(module);
  board_code_pages_in_sram(0, 0);
  return result;
}
