// Validates a WASM module before an engine sees it, without allocating, with a bound on everything that is counted.
//
// Accepted is what the WebAssembly specification 1.0 validates (mutable globals included; no multiple values, bulk memory, sign
// extension, saturating conversion, reference types or SIMD: asconfig.json switches them off), within the bounds below.
// A bound is there for the engine: wasm3 compiles nested blocks by recursion on the C stack of the board.
#ifndef TWINMETER_MODULE_H
#define TWINMETER_MODULE_H

#include "module_reader.h"

#define MODULE_TYPES_MAX 256
#define MODULE_FUNCTIONS_MAX 16384 /**< Imported ones included; the flash of a board holds no more. */
#define MODULE_GLOBALS_MAX 1024
#define MODULE_EXPORTS_MAX 256 /**< Each is compared with those before it. */
#define MODULE_TABLE_MAX 1024  /**< Entries a table begins with. */
#define MODULE_PARAMETERS_MAX 64
#define MODULE_LOCALS_MAX 256 /**< Of one function, its parameters included. */
#define MODULE_OPERANDS_MAX 256
#define MODULE_NESTING_MAX 64 /**< Blocks in each other, the function's own included. */
#define MODULE_BR_TABLE_MAX 256

enum {
  SECTION_CUSTOM,
  SECTION_TYPE,
  SECTION_IMPORT,
  SECTION_FUNCTION,
  SECTION_TABLE,
  SECTION_MEMORY,
  SECTION_GLOBAL,
  SECTION_EXPORT,
  SECTION_START,
  SECTION_ELEMENT,
  SECTION_CODE,
  SECTION_DATA,
  SECTION_COUNT
};
enum { KIND_FUNCTION, KIND_TABLE, KIND_MEMORY, KIND_GLOBAL, KIND_COUNT };

/** Value types as the format writes them. NONE stands for no value, ANY for what unreachable code leaves open. */
typedef enum { NONE = 0, ANY = 1, F64 = 0x7c, F32 = 0x7d, I64 = 0x7e, I32 = 0x7f } value_type_t;

typedef struct {
  const uint8_t *parameters; /**< Value types, in the module. */
  uint8_t parameter_count, result;
} function_type_t;

typedef struct {
  uint32_t minimum, maximum;
  bool bounded; /**< It has a maximum. */
} limits_t;

/** A block that is open. */
typedef struct {
  uint8_t opcode; /**< What opened it: block, loop, if or else; block for the function itself. */
  uint8_t result;
  bool unreachable;
  uint16_t height; /**< Operands below it. */
} frame_t;

/** What is known of a module. 22 KB: it lies where the engine's memory will be. */
typedef struct {
  const uint8_t *bytes;
  reader_t reader;      /**< Of the section or body that is being read. */
  const uint8_t *entry; /**< The entry or instruction a refusal names. */
  int section;          /**< -1 outside all of them. */
  int32_t function;     /**< Whose body is read, or -1. */
  char *text;
  size_t text_max;
  bool beyond_bound; /**< Refused for a bound of ours. */

  reader_t sections[SECTION_COUNT];
  uint32_t floating_point_at; /**< Offset of the first use of f32 or f64, or 0. */
  uint32_t type_count, export_count, body_count;
  uint32_t counts[KIND_COUNT], imported[KIND_COUNT];
  limits_t table, memory;
  function_type_t types[MODULE_TYPES_MAX];
  uint8_t function_types[MODULE_FUNCTIONS_MAX];
  uint8_t globals[MODULE_GLOBALS_MAX];
  uint8_t mutable_globals[MODULE_GLOBALS_MAX];

  uint32_t local_count, operand_count, frame_count;
  uint8_t locals[MODULE_LOCALS_MAX];
  uint8_t operands[MODULE_OPERANDS_MAX];
  frame_t frames[MODULE_NESTING_MAX];
} module_t;

/** Validates a module.
 *  @param[out] module  what is known of it; `types`, `function_types` and `sections` serve the check of the ABI.
 *  @param[out] text  the reason, when it is refused: section, function, byte, and what is wrong there. */
bool module_validate(module_t *module, const uint8_t *bytes, size_t length, char *text, size_t text_max);

#endif
