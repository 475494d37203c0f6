// What libFuzzer calls: boots the target's core once, then takes each input apart into its steps.
#include <stdio.h>
#include <stdlib.h>

#include "target.h"
#include "watch.h"

#ifndef FUZZ_BUILD
#define FUZZ_BUILD "build"
#endif

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tell(void) { fprintf(stderr, "longest event: %u loads and stores\n", watch_steps_longest); }

int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count, (void)arguments;
  static const bench_files_t metering = {FUZZ_BUILD "/metering-core.wasm", FUZZ_BUILD "/fuzz/images/fram.bin",
                                         FUZZ_BUILD "/fuzz/images/nor.bin", FUZZ_BUILD "/fuzz/images/identity.bin"};
  static const bench_files_t management = {FUZZ_BUILD "/management-core.wasm", FUZZ_BUILD "/fuzz/images/management-fram.bin",
                                           NULL, FUZZ_BUILD "/fuzz/images/management-identity.bin"};
  bench_boot(fuzz_target.role, fuzz_target.role == HAL_METERING ? &metering : &management);
  fuzz_target.prepare();
  bench_keep();
  watch_steps_most = fuzz_target.steps_most;
  atexit(tell);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  input_t input = {data, data + size};
  input_step_t step;
  bench_back();
  for (uint32_t i = 0; i < INPUT_STEPS_MAX && input_next(&input, &step); i++) fuzz_target.step(&step);
  fuzz_target.finish();
  return 0;
}
