// Mutates inputs step by step: what is changed inside a frame gets its length and CRC made right, so that it comes behind the check.
#include <stdlib.h>
#include <string.h>

#include "target.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t most, unsigned seed);

#define HEAD_BYTES 16u
#define END_BYTES 4u

/** An input taken apart. */
typedef struct {
  input_step_t steps[INPUT_STEPS_MAX + 1];
  uint32_t count;
} steps_t;

static uint32_t state;

static uint32_t any(uint32_t below) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % below;
}

static void take_apart(const uint8_t *data, size_t size, steps_t *steps) {
  input_t input = {data, data + size};
  steps->count = 0;
  while (steps->count < INPUT_STEPS_MAX && input_next(&input, &steps->steps[steps->count])) steps->count++;
}

static size_t put_together(const steps_t *steps, uint8_t *to, size_t room) {
  size_t length = 0;
  for (uint32_t i = 0; i < steps->count; i++) length += input_put(to + length, room - length, &steps->steps[i]);
  return length;
}

static void insert(steps_t *steps, uint32_t at, input_step_t step) {
  if (steps->count >= INPUT_STEPS_MAX) return;
  memmove(&steps->steps[at + 1], &steps->steps[at], (steps->count - at) * sizeof step);
  steps->steps[at] = step;
  steps->count++;
}

static void drop(steps_t *steps, uint32_t at) {
  if (steps->count < 2) return;
  steps->count--;
  memmove(&steps->steps[at], &steps->steps[at + 1], (steps->count - at) * sizeof steps->steps[0]);
}

/** A byte, mostly of the head, where lengths, counts and numbers stand, goes to an end of some range or next to where it was. */
static void to_an_end(uint8_t *bytes, uint32_t length) {
  static const uint8_t ends[] = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
  if (length == 0) return;
  uint8_t *byte = &bytes[any(length < HEAD_BYTES || any(3) == 0 ? length : HEAD_BYTES)];
  uint32_t which = any(sizeof ends + 2);
  *byte = which < sizeof ends ? ends[which] : (uint8_t)(*byte + (which == sizeof ends ? 1 : -1));
}

/** What is right but for its last bytes: one of them wrong, or some of them missing. @return its length. */
static uint32_t spoil_end(uint8_t *bytes, uint32_t length) {
  if (length < END_BYTES) return length;
  if (any(2) == 0) return length - 1 - any(END_BYTES);
  bytes[length - 1 - any(END_BYTES)] ^= (uint8_t)(1u << any(8));
  return length;
}

/** A step's bytes changed, in a place of their own. */
static void change(input_step_t *step) {
  static uint8_t bytes[INPUT_BYTES_MAX];
  memcpy(bytes, step->bytes, step->length);
  if (any(4) == 0) to_an_end(bytes, step->length);
  else step->length = (uint32_t)LLVMFuzzerMutate(bytes, step->length, sizeof bytes);
  if (step->op == OP_BYTES && any(4) != 0) {
    input_mend(bytes, step->length);
    if (any(8) == 0) step->length = spoil_end(bytes, step->length);
  }
  step->bytes = bytes;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
  static uint8_t made[1 << 16];
  static const uint8_t some[] = {3};
  const input_step_t time = {OP_TIME, some, sizeof some};
  steps_t steps;
  state = seed;
  if (any(16) == 0) return LLVMFuzzerMutate(data, size, most);
  take_apart(data, size, &steps);
  if (steps.count == 0) insert(&steps, 0, time);
  uint32_t at = any(steps.count);
  switch (any(12)) {
    case 0:
      insert(&steps, at, steps.steps[any(steps.count)]);
      break;
    case 1:
      drop(&steps, at);
      break;
    case 2:
      insert(&steps, at, time);
      break;
    case 3:
    case 4:
      if (fuzz_target.example_count > 0)
        insert(&steps, at, fuzz_target.examples[any((uint32_t)fuzz_target.example_count)]);
      break;
    case 5:
      steps.steps[at].op = (uint8_t)any(OP_COUNT);
      break;
    default:
      break;
  }
  change(&steps.steps[any(steps.count)]);
  size_t length = put_together(&steps, made, sizeof made < most ? sizeof made : most);
  memcpy(data, made, length);
  return length;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t most, unsigned seed) {
  steps_t first, second;
  state = seed;
  take_apart(data, size, &first);
  take_apart(other, other_size, &second);
  if (first.count > 0) first.count = any(first.count) + 1;
  for (uint32_t i = second.count > 0 ? any(second.count) : 0; i < second.count; i++) {
    insert(&first, first.count, second.steps[i]);
  }
  return put_together(&first, out, most);
}
