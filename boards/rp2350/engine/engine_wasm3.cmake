# The wasm3 engine: operations in SRAM (linker/), memory from the host's heap; with PSRAM only hot code pages there.
file(GLOB WASM3_SOURCES ${WASM3}/m3_bind.c ${WASM3}/m3_code.c ${WASM3}/m3_core.c ${WASM3}/m3_env.c
  ${WASM3}/m3_exec.c ${WASM3}/m3_function.c ${WASM3}/m3_info.c ${WASM3}/m3_module.c ${WASM3}/m3_parse.c)
if(NOT WASM3_SOURCES)
  message(FATAL_ERROR "no wasm3: run `node tools/build/install/fetch-sources.mjs pico-sdk wasm3`")
endif()
# The operations, with the fused ones of hal/wasm3 among them.
set(WASM3_COMPILE ${CMAKE_CURRENT_BINARY_DIR}/m3_compile_fused.c)
find_program(NODE node)
set(FUSE ${HAL}/wasm3/fuse.mjs)
add_custom_command(OUTPUT ${WASM3_COMPILE} COMMAND ${NODE} ${FUSE} ${WASM3}/m3_compile.c ${WASM3_COMPILE}
  DEPENDS ${FUSE} ${WASM3}/m3_compile.c)
file(GLOB WASM3_FUSED ${HAL}/wasm3/*.h)
list(APPEND WASM3_SOURCES ${WASM3_COMPILE})
set(ENGINE_SOURCES engine/engine_entry.c ${HAL}/src/engine_wasm3.c ${WASM3_SOURCES})
include_directories(${WASM3} ${HAL}/wasm3)
# The ABI check refuses floating point in a core, so no operation carries a floating-point register along: two stores
# and two loads less in each.
add_compile_definitions(d_m3CodePageAlignSize=2048 d_m3MaxFunctionStackHeight=1000 d_m3VerboseErrorMessages=0 d_m3HasFloat=0)
# An operation needs no saved registers (wasm3_registers.h); engine_entry.c saves them for all that is compiled so.
set(NOTHING_SAVED "-fcall-used-r4;-fcall-used-r5;-fcall-used-r6;-fcall-used-r8;-fcall-used-r9;-fcall-used-r10;-fcall-used-r11")
set(DOORS "")
foreach(door load unload find call memory)
  list(APPEND DOORS "engine_${door}=engine_wasm3_${door}")
endforeach()
set_source_files_properties(engine/engine_entry.c PROPERTIES COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror")
set_source_files_properties(${HAL}/src/engine_wasm3.c PROPERTIES
  COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror;${NOTHING_SAVED}"
  COMPILE_DEFINITIONS "${DOORS};ENGINE_PER_THREAD=;ENGINE_NATIVE_STACK_BYTES=0x6000;ENGINE_STACK_BYTES=8192")
# No function of the operations may merge tail calls away: -O2 keeps them, -Os too.
set(WASM3_OPTIONS "-O2;-fno-math-errno;-w;${NOTHING_SAVED}")
set_source_files_properties(${WASM3_SOURCES} PROPERTIES COMPILE_OPTIONS "${WASM3_OPTIONS}")
# The files that hold operations or start them.
set(REGISTERS "-include;${CMAKE_CURRENT_LIST_DIR}/wasm3_registers.h")
include(engine/wasm3_narrow.cmake)
set_source_files_properties(${WASM3_COMPILE} PROPERTIES OBJECT_DEPENDS "${WASM3_FUSED}" COMPILE_OPTIONS "${WASM3_OPTIONS};${REGISTERS};${WASM3_NARROW}")
set_source_files_properties(${WASM3}/m3_env.c PROPERTIES COMPILE_OPTIONS "${WASM3_OPTIONS};${REGISTERS}")
set_source_files_properties(${WASM3}/m3_core.c PROPERTIES
  COMPILE_DEFINITIONS "calloc=engine_wasm3_calloc;realloc=engine_wasm3_realloc;free=engine_wasm3_free")
if(PSRAM_BYTES)
  list(APPEND ENGINE_SOURCES engine/code_pages.c engine/compile_order.c)
  set_source_files_properties(engine/code_pages.c engine/compile_order.c PROPERTIES
    COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror;${NOTHING_SAVED}")
  set_property(SOURCE ${HAL}/src/engine_wasm3.c APPEND PROPERTY COMPILE_DEFINITIONS "ENGINE_COMPILE=board_compile_module")
  set_source_files_properties(${WASM3}/m3_code.c PROPERTIES
    COMPILE_DEFINITIONS "m3_Malloc_Impl=board_code_page_take;m3_Free_Impl=board_code_page_give")
endif()
