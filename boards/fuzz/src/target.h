// A target of the fuzzer: a core brought to where inputs begin, what a step does to it, and what holds afterwards.
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include "bench.h"
#include "input.h"

/** Loads and stores that an event may take at most: the longest, a block of samples at 4 kHz, takes a fifth of them. */
#define STEPS_MOST 200000u

typedef struct {
  const char *name;
  hal_role_t role;
  uint32_t steps_most; /**< Loads and stores of one event, at most. */
  void (*prepare)(void);
  void (*step)(const input_step_t *step);
  void (*finish)(void);
  /** Steps from which the mutator makes new ones. */
  const input_step_t *examples;
  size_t example_count;
} fuzz_target_t;

extern const fuzz_target_t fuzz_target;

#endif
