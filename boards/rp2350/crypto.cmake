# The cryptography of hal/crypto over the files of BearSSL that it needs; the linker keeps what is called of them.
set(BEARSSL ${TWINMETER_ROOT}/build/deps/bearssl)
if(NOT EXISTS ${BEARSSL}/inc/bearssl.h)
  message(FATAL_ERROR "no BearSSL: run `node tools/build/install/fetch-sources.mjs bearssl`")
endif()
file(GLOB CRYPTO_SOURCES CONFIGURE_DEPENDS ${HAL}/crypto/*.c)
foreach(part codec hash int)
  file(GLOB found ${BEARSSL}/src/${part}/*.c)
  list(APPEND BEARSSL_SOURCES ${found})
endforeach()
# Other machines' multiplications and vector units.
list(FILTER BEARSSL_SOURCES EXCLUDE REGEX "/(i15_|i62_|ghash_pclmul|ghash_pwr8|ghash_ctmul64|pem|sha1|md5)")
foreach(file ec/ec_p256_m31 ec/ec_prime_i31 ec/ec_secp256r1 ec/ec_secp384r1 ec/ec_secp521r1 ec/ec_pubkey
    ec/ecdsa_i31_bits ec/ecdsa_i31_sign_raw ec/ecdsa_i31_vrfy_raw mac/hmac rand/hmac_drbg aead/gcm
    symcipher/aes_ct symcipher/aes_ct_enc symcipher/aes_ct_dec symcipher/aes_ct_cbcenc symcipher/aes_ct_cbcdec
    symcipher/aes_ct_ctr symcipher/aes_common)
  list(APPEND BEARSSL_SOURCES ${BEARSSL}/src/${file}.c)
endforeach()
include_directories(SYSTEM ${BEARSSL}/inc)
# Integer registers only: a job that used the FPU would make every exception entry carry its registers along.
set_source_files_properties(${BEARSSL_SOURCES} PROPERTIES
  COMPILE_OPTIONS "-O2;-w;-mgeneral-regs-only;-I${BEARSSL}/src")

# A program of its own for crypto-on-chip.spec.ts, built when asked for.
function(add_crypto_check)
  set(CHECK_SOURCES testing/crypto_check.c drivers/identity.c drivers/identity_pages.c
    drivers/identity_write.c drivers/random.c ${HAL}/crypto/testing/check_vectors.c)
  add_executable(crypto_check EXCLUDE_FROM_ALL ${CHECK_SOURCES} ${CRYPTO_SOURCES} ${BEARSSL_SOURCES})
  set_source_files_properties(${CHECK_SOURCES} PROPERTIES COMPILE_OPTIONS "-std=c11;-Wall;-Wextra;-Werror")
  target_include_directories(crypto_check PRIVATE . board drivers ${WIRING} ${HAL}/include ${HAL}/crypto
    ${HAL}/crypto/testing ${TWINMETER_ROOT}/shared-protocol/generated/c)
  target_compile_definitions(crypto_check PRIVATE PICO_USE_GPIO_COPROCESSOR=0 PICO_STACK_SIZE=0x1000 PICO_HEAP_SIZE=0
    PICO_TIME_DEFAULT_ALARM_POOL_DISABLED=1)
  target_link_libraries(crypto_check pico_runtime pico_clib_interface pico_printf pico_mem_ops pico_double pico_float
    pico_int64_ops pico_bootrom hardware_gpio hardware_resets hardware_timer hardware_uart)
endfunction()
