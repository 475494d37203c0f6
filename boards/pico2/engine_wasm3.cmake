# The wasm3 engine: operations in SRAM (linker/), memory from the host's heap, code pages in PSRAM on management.
file(GLOB WASM3_SOURCES ${WASM3}/m3_bind.c ${WASM3}/m3_code.c ${WASM3}/m3_compile.c ${WASM3}/m3_core.c ${WASM3}/m3_env.c
  ${WASM3}/m3_exec.c ${WASM3}/m3_function.c ${WASM3}/m3_info.c ${WASM3}/m3_module.c ${WASM3}/m3_parse.c)
if(NOT WASM3_SOURCES)
  message(FATAL_ERROR "no wasm3: run `node tools/install/fetch-sources.mjs pico-sdk wasm3`")
endif()
set(ENGINE_SOURCES ${HAL}/src/engine_wasm3.c ${WASM3_SOURCES})
include_directories(${WASM3})
# The ABI check refuses floating point in a core, so no operation carries a floating-point register along: two stores
# and two loads less in each.
add_compile_definitions(d_m3CodePageAlignSize=2048 d_m3MaxFunctionStackHeight=1000 d_m3VerboseErrorMessages=0 d_m3HasFloat=0)
set_source_files_properties(${HAL}/src/engine_wasm3.c PROPERTIES
  COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror"
  COMPILE_DEFINITIONS "ENGINE_PER_THREAD=;ENGINE_NATIVE_STACK_BYTES=0x6000;ENGINE_STACK_BYTES=8192")
# No function of the operations may merge tail calls away: -O2 keeps them, -Os too.
set_source_files_properties(${WASM3_SOURCES} PROPERTIES COMPILE_OPTIONS "-O2;-fno-math-errno;-w")
set_source_files_properties(${WASM3}/m3_core.c PROPERTIES
  COMPILE_DEFINITIONS "calloc=engine_wasm3_calloc;realloc=engine_wasm3_realloc;free=engine_wasm3_free")
if(ROLE STREQUAL "management")
  set_source_files_properties(${WASM3}/m3_code.c PROPERTIES
    COMPILE_DEFINITIONS "m3_Malloc_Impl=board_code_page_take;m3_Free_Impl=board_code_page_give")
endif()
