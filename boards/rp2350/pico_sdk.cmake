# Brings in the SDK that fetch-sources.mjs unpacked, with the settings both images share.
if(NOT EXISTS ${TWINMETER_ROOT}/build/deps/pico-sdk/pico_sdk_init.cmake)
  message(FATAL_ERROR "no Pico SDK: run `node tools/build/install/fetch-sources.mjs pico-sdk wasm3`")
endif()
set(PICO_SDK_PATH ${TWINMETER_ROOT}/build/deps/pico-sdk)
set(PICO_PLATFORM rp2350-arm-s)
set(PICO_NO_PICOTOOL 1)
include(${PICO_SDK_PATH}/pico_sdk_init.cmake)
