// Takes inputs apart into steps, and makes, mends and judges frames of the link and of DL/T 645 by checks of its own.
#include "input.h"

#include <string.h>

#include "slice.h"
#include "twinmeter_protocol.h"

#define HEAD 2u
#define LONG 0x80u
#define AT_LENGTH 4u
// Of DL/T 645-2007.
#define START_645 0x68
#define END_645 0x16
#define MASK_645 0x33
#define AT_DATA_645 10u
#define TRAILER_645 2u
#define DATA_MOST_645 200u

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

static uint8_t sum_of(const uint8_t *bytes, uint32_t length) {
  uint8_t sum = 0;
  while (length-- > 0) sum = (uint8_t)(sum + *bytes++);
  return sum;
}

/** Length, sum and end of a frame of DL/T 645-2007, 5.2, whose other bytes stand. */
static void close_645(uint8_t *frame, uint32_t length) {
  frame[AT_DATA_645 - 1] = (uint8_t)(length - AT_DATA_645 - TRAILER_645);
  frame[length - 2] = sum_of(frame, length - TRAILER_645);
  frame[length - 1] = END_645;
}

uint32_t input_frame_645(uint8_t *frame, const uint8_t *bytes, uint32_t length) {
  static const uint8_t addressed[] = {0xaa, 0x99, 0x12};
  uint32_t data = length > 2 ? length - 2 : 0;
  if (data > DATA_MOST_645) data = DATA_MOST_645;
  memset(frame, START_645, AT_DATA_645);
  memset(frame + 1, addressed[length > 0 ? bytes[0] % 3 : 0], 6);
  frame[AT_DATA_645 - 2] = length > 1 ? bytes[1] : 0x11;
  for (uint32_t i = 0; i < data; i++) frame[AT_DATA_645 + i] = (uint8_t)(bytes[2 + i] + MASK_645);
  close_645(frame, AT_DATA_645 + data + TRAILER_645);
  return AT_DATA_645 + data + TRAILER_645;
}

uint32_t input_is_frame_645(const uint8_t *bytes, uint32_t length) {
  if (length < AT_DATA_645 + TRAILER_645 || bytes[0] != START_645 || bytes[7] != START_645) return 0;
  uint32_t whole = AT_DATA_645 + bytes[AT_DATA_645 - 1] + TRAILER_645;
  if (whole > length || bytes[AT_DATA_645 - 1] > DATA_MOST_645 || bytes[whole - 1] != END_645) return 0;
  return bytes[whole - 2] == sum_of(bytes, whole - TRAILER_645) ? whole : 0;
}

void input_mend(uint8_t *bytes, uint32_t length) {
  const uint32_t least = TM_FRAME_HEADER + TM_FRAME_TRAILER;
  const bool like_645 = length >= AT_DATA_645 + TRAILER_645 && bytes[0] == START_645 && bytes[7] == START_645;
  if (like_645 && length <= AT_DATA_645 + DATA_MOST_645 + TRAILER_645) close_645(bytes, length);
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
