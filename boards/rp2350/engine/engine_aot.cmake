# The AOT engine: the module of this image translated to C by wasm2c; the firmware runs no other module.
if(NOT ROLE STREQUAL "metering")
  message(FATAL_ERROR "ENGINE=aot is for the metering core: management modules are upgraded in the field")
endif()
find_program(WASM2C wasm2c)
find_file(WASM_RT_H wasm-rt.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(NOT WASM2C OR NOT WASM_RT_H)
  message(FATAL_ERROR "ENGINE=aot needs wasm2c and wasm-rt.h (Debian: wabt)")
endif()
set(AOT ${CMAKE_CURRENT_BINARY_DIR}/aot)
file(COPY ${WASM_RT_H} DESTINATION ${AOT})
add_custom_command(OUTPUT ${AOT}/core.c ${AOT}/core.h
  COMMAND ${WASM2C} ${MODULE_WASM} --module-name core -o ${AOT}/core.c
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${AOT}/core.c -P ${CMAKE_CURRENT_LIST_DIR}/aot_memory.cmake
  DEPENDS ${MODULE_WASM} ${CMAKE_CURRENT_LIST_DIR}/aot_memory.cmake)
# The digest of the module it was made from: the board refuses to run it under another module's name.
file(SHA256 ${MODULE_WASM} MODULE_SHA256)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${MODULE_WASM})
set_source_files_properties(board/module_image.c PROPERTIES COMPILE_DEFINITIONS "AOT_MODULE_SHA256=\"${MODULE_SHA256}\"")
set(ENGINE_SOURCES ${HAL}/aot/engine_aot.c ${HAL}/aot/aot_boundary.c ${HAL}/aot/aot_runtime.c ${AOT}/core.c)
include_directories(${AOT} ${HAL}/aot)
set_source_files_properties(${HAL}/aot/engine_aot.c ${HAL}/aot/aot_boundary.c ${HAL}/aot/aot_runtime.c PROPERTIES
  OBJECT_DEPENDS ${AOT}/core.h COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror;-Wno-cast-function-type")
set_source_files_properties(${AOT}/core.c PROPERTIES OBJECT_DEPENDS ${HAL}/aot/aot_memory.h COMPILE_OPTIONS "-O2;-w"
  COMPILE_DEFINITIONS "WASM_RT_MAX_CALL_STACK_DEPTH=64;NDEBUG")
