// Finds the frames of the link in a stream of bytes, and makes answers.
#include "frame.h"

#include <string.h>

/** CRC-32 of IEEE 802.3. */
static uint32_t crc_of(const uint8_t *bytes, uint32_t length) {
  uint32_t crc = 0xffffffffu;
  for (uint32_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

static uint32_t get_u32(const uint8_t *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/** @return length of the frame at the start, 0 where more bytes may make it one, -1 where none starts there. */
static int judge(const frame_stream_t *stream) {
  const uint8_t *bytes = stream->bytes;
  if (bytes[0] != TM_FRAME_START) return -1;
  if (stream->length < TM_FRAME_HEADER) return 0;
  uint32_t checked = TM_FRAME_HEADER + frame_payload_length(bytes);
  if (bytes[1] >> 4 != TM_FRAME_VERSION || checked > TM_LINK_FRAME_MAX - TM_FRAME_TRAILER) return -1;
  if (stream->length < checked + TM_FRAME_TRAILER) return 0;
  return get_u32(bytes + checked) == crc_of(bytes, checked) ? (int)(checked + TM_FRAME_TRAILER) : -1;
}

void frame_drop(frame_stream_t *stream, uint32_t length) {
  uint32_t drop = length < stream->length ? length : stream->length;
  stream->length -= drop;
  memmove(stream->bytes, stream->bytes + drop, stream->length);
}

uint32_t frame_take(frame_stream_t *stream, uint8_t byte) {
  // Never full: a frame that long was judged with its last byte.
  stream->bytes[stream->length++] = byte;
  while (stream->length > 0) {
    int length = judge(stream);
    if (length >= 0) return (uint32_t)length;
    frame_drop(stream, 1);
  }
  return 0;
}

uint32_t frame_answer(uint8_t *frame, const uint8_t *request, uint32_t kind, uint32_t payload_length) {
  uint32_t checked = TM_FRAME_HEADER + payload_length;
  frame[0] = TM_FRAME_START;
  frame[1] = (uint8_t)(TM_FRAME_VERSION << 4 | kind);
  frame[2] = request[2];
  frame[3] = request[3];
  frame[4] = (uint8_t)payload_length;
  frame[5] = (uint8_t)(payload_length >> 8);
  uint32_t crc = crc_of(frame, checked);
  for (int i = 0; i < TM_FRAME_TRAILER; i++) frame[checked + (uint32_t)i] = (uint8_t)(crc >> 8 * i);
  return checked + TM_FRAME_TRAILER;
}
