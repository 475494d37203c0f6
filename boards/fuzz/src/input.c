// Takes inputs apart into steps, and makes, mends and judges frames of the link by a CRC of its own.
#include "input.h"

#include <string.h>

#include "slice.h"
#include "twinmeter_protocol.h"

#define HEAD 2u
#define LONG 0x80u
#define AT_LENGTH 4u

bool input_next(input_t *input, input_step_t *step) {
  if ((size_t)(input->end - input->at) < HEAD) return false;
  uint32_t length = input->at[1] + (input->at[0] & LONG ? 256u : 0u);
  size_t left = (size_t)(input->end - input->at) - HEAD;
  if (length > left) length = (uint32_t)left;
  *step = (input_step_t){(uint8_t)(input->at[0] % LONG % OP_COUNT), input->at + HEAD, length};
  input->at += HEAD + length;
  return true;
}

size_t input_put(uint8_t *to, size_t room, const input_step_t *step) {
  if (step->length > INPUT_BYTES_MAX || room < HEAD + step->length) return 0;
  to[0] = (uint8_t)(step->op | (step->length > 255 ? LONG : 0u));
  to[1] = (uint8_t)step->length;
  memmove(to + HEAD, step->bytes, step->length);
  return HEAD + step->length;
}

uint32_t input_crc32(const uint8_t *bytes, size_t length) {
  static uint32_t table[256];
  for (uint32_t i = 0; table[255] == 0 && i < 256; i++) {
    table[i] = i;
    for (int bit = 0; bit < 8; bit++) table[i] = table[i] >> 1 ^ (0xedb88320u & (0u - (table[i] & 1u)));
  }
  uint32_t crc = UINT32_MAX;
  for (size_t i = 0; i < length; i++) crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
  return ~crc;
}

uint32_t input_frame(uint8_t *frame, const uint8_t *bytes, uint32_t length) {
  const uint32_t most = TM_LINK_FRAME_MAX - TM_FRAME_HEADER - TM_FRAME_TRAILER;
  uint32_t payload = length > 3 ? length - 3 : 0;
  if (payload > most) payload = most;
  memset(frame, 0, TM_FRAME_HEADER);
  frame[0] = TM_FRAME_START;
  memcpy(frame + 1, bytes, length < 3 ? length : 3);
  frame[AT_LENGTH] = (uint8_t)payload;
  if (payload > 0) memcpy(frame + TM_FRAME_HEADER, bytes + 3, payload);
  slice_put_u32(frame + TM_FRAME_HEADER + payload, input_crc32(frame, TM_FRAME_HEADER + payload));
  return TM_FRAME_HEADER + payload + TM_FRAME_TRAILER;
}

void input_mend(uint8_t *bytes, uint32_t length) {
  const uint32_t least = TM_FRAME_HEADER + TM_FRAME_TRAILER;
  if (length < least || length > TM_LINK_FRAME_MAX || bytes[0] != TM_FRAME_START) return;
  bytes[AT_LENGTH] = (uint8_t)(length - least);
  bytes[AT_LENGTH + 1] = 0;
  slice_put_u32(bytes + length - TM_FRAME_TRAILER, input_crc32(bytes, length - TM_FRAME_TRAILER));
}

bool input_is_frame(const uint8_t *bytes, uint32_t length) {
  const uint32_t least = TM_FRAME_HEADER + TM_FRAME_TRAILER;
  if (length < least || length > TM_LINK_FRAME_MAX || bytes[0] != TM_FRAME_START) return false;
  if (bytes[1] >> 4 != TM_FRAME_VERSION || slice_get_u16(bytes + AT_LENGTH) != length - least) return false;
  return slice_get_u32(bytes + length - TM_FRAME_TRAILER) == input_crc32(bytes, length - TM_FRAME_TRAILER);
}
