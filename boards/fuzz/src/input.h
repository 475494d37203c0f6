// What an input is: steps, each an operation and bytes for it; and frames of the link.
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_STEPS_MAX 24u
#define INPUT_BYTES_MAX 511u // of a step

/** Operations; which of them a target knows, and what the bytes are, stands with it. */
enum {
  OP_BYTES,  /**< Bytes as they are, on whatever the target is about. */
  OP_FRAME,  /**< Version and kind, number, message, payload: the harness makes a frame of it. */
  OP_TIME,   /**< Time goes by; the first byte says how much. */
  OP_APDU,   /**< An APDU; the harness takes it to logical device 16. */
  OP_SWITCH, /**< A contact is closed or opened. */
  OP_EDIT,   /**< Storage is changed. */
  OP_COUNT
};

typedef struct {
  uint8_t op;
  const uint8_t *bytes;
  uint32_t length;
} input_step_t;

typedef struct {
  const uint8_t *at, *end;
} input_t;

/** Takes the next step off. A step has a byte of its operation (bit 7: 256 bytes more), its length, its bytes; the last one
 *  has as many as there are. @return false at the end. */
bool input_next(input_t *input, input_step_t *step);

/** Writes a step. @return its bytes, 0 where they do not fit. */
size_t input_put(uint8_t *to, size_t room, const input_step_t *step);

uint32_t input_crc32(const uint8_t *bytes, size_t length);

/** Makes a frame of version and kind, number, message, payload. @return its length; what is too long for one is cut off. */
uint32_t input_frame(uint8_t *frame, const uint8_t *bytes, uint32_t length);

/** Makes a frame of DL/T 645: to whom (of 3: any, all, nobody), control, data as it is before 33H is added. @return its length. */
uint32_t input_frame_645(uint8_t *frame, const uint8_t *bytes, uint32_t length);

/** Length of the whole frame of DL/T 645 at the start of bytes, 0 where there is none. */
uint32_t input_is_frame_645(const uint8_t *bytes, uint32_t length);

/** Puts length and CRC, or sum, right where bytes begin like a frame of the link or of DL/T 645. */
void input_mend(uint8_t *bytes, uint32_t length);

/** Whether these bytes are one whole frame of this version and nothing else. */
bool input_is_frame(const uint8_t *bytes, uint32_t length);

#endif
