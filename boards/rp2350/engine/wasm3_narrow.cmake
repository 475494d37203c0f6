# wasm3 checks each load and store in 64 bits (address + offset + size <= length), a third of what such an operation
# executes on a 32-bit core. Here the same check is made in 32 bits: an address that wraps is out of bounds, as before.
# Makes m3_exec_narrow.h, a copy of wasm3's m3_exec.h with these lines changed; included first, it stands in for it.
file(READ ${WASM3}/m3_exec.h EXECUTOR)
function(narrow from to)
  string(FIND "${EXECUTOR}" "${from}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "m3_exec.h of ${WASM3} has no '${from}': adapt wasm3_narrow.cmake")
  endif()
  string(REPLACE "${from}" "${to}" EXECUTOR "${EXECUTOR}")
  set(EXECUTOR "${EXECUTOR}" PARENT_SCOPE)
endfunction()
narrow("u64 operand =" "u32 operand =")
narrow("operand += offset;" "bool wraps = __builtin_add_overflow (operand, offset, &operand);")
foreach(type SRC_TYPE DEST_TYPE TYPE)
  narrow("operand + sizeof (${type}) <= _mem->length" "!wraps && wasm3_holds (_mem, operand, sizeof (${type}))")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/m3_exec_narrow.h CONTENT "${EXECUTOR}" @ONLY)
set(WASM3_NARROW "-DM3_COMPILE_OPCODES;-include;${CMAKE_CURRENT_BINARY_DIR}/m3_exec_narrow.h")
