# Hands board.h's flash layout and stack reserve to the linker, so that both are written once.
file(STRINGS board.h BOARD_LINES REGEX "^#define (FLASH_MODULE_OFFSET|STACK_RESERVED_BYTES) ")
foreach(LINE ${BOARD_LINES})
  string(REGEX REPLACE "^#define ([A-Z_]+) ([0-9xa-fA-F]+).*" "\\1;\\2" PAIR ${LINE})
  list(GET PAIR 0 NAME)
  list(GET PAIR 1 ${NAME})
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS board.h)
math(EXPR MODULE_ADDRESS "0x10000000 + ${FLASH_MODULE_OFFSET}" OUTPUT_FORMAT HEXADECIMAL)
target_link_options(${IMAGE} PRIVATE
  LINKER:--defsym=MODULE_ADDRESS=${MODULE_ADDRESS} LINKER:--defsym=STACK_RESERVED=${STACK_RESERVED_BYTES})
