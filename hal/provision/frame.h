// The frames of the link (shared-protocol/README.md) for a program without a core: taken out of a stream, and put together.
#ifndef TWINMETER_FRAME_H
#define TWINMETER_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

#define FRAME_PAYLOAD_MAX (TM_LINK_FRAME_MAX - TM_FRAME_HEADER - TM_FRAME_TRAILER)

/** What was received and is no whole frame yet. */
typedef struct {
  uint8_t bytes[TM_LINK_FRAME_MAX];
  uint32_t length;
} frame_stream_t;

/** Takes a byte. @return length of the frame of this version that it ended at the start of the stream, 0 for none; what was
 *  no frame is passed over. The frame is there until frame_drop. */
uint32_t frame_take(frame_stream_t *stream, uint8_t byte);

/** Takes a frame of so many bytes off the stream, or all of it. */
void frame_drop(frame_stream_t *stream, uint32_t length);

static inline uint32_t frame_kind(const uint8_t *frame) { return frame[1] & 15u; }
static inline uint8_t frame_message(const uint8_t *frame) { return frame[3]; }
static inline uint32_t frame_payload_length(const uint8_t *frame) { return frame[4] | (uint32_t)frame[5] << 8; }

/** Puts header and CRC of an answer to `request` around the payload that stands behind the header. @return its length. */
uint32_t frame_answer(uint8_t *frame, const uint8_t *request, uint32_t kind, uint32_t payload_length);

#endif
