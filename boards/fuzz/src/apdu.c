// Takes APDUs to logical device 16 in frames of the link, and waits for their answers.
#include <string.h>

#include "metering.h"
#include "watch.h"

#define PART (TM_APDU_SEGMENT_BYTES - TM_APDU_SEGMENT_bytes)

/** @return false where a part is refused. */
static bool bring(uint8_t client, const uint8_t *apdu, uint32_t length) {
  bench.apdu_number++;
  for (uint32_t at = 0; at < length || at == 0; at += PART) {
    uint32_t count = length - at < PART ? length - at : PART, reply_length = 0;
    uint8_t segment[TM_APDU_SEGMENT_BYTES] = {bench.apdu_number, client,
                                              (uint8_t)length, (uint8_t)(length >> 8),
                                              (uint8_t)at,     (uint8_t)(at >> 8),
                                              (uint8_t)count,  (uint8_t)(count >> 8)};
    memcpy(segment + TM_APDU_SEGMENT_bytes, apdu + at, count);
    if (metering_ask(TM_MESSAGE_WRITE_APDU, segment, TM_APDU_SEGMENT_bytes + count, &reply_length) == NULL)
      return false;
  }
  return true;
}

/** A part of the answer from an offset on. @return its bytes, with the answer's state and whole length. */
static uint32_t fetch(uint32_t offset, uint8_t *answer, uint32_t *state, uint32_t *whole) {
  const uint8_t request[] = {bench.apdu_number, 0, (uint8_t)offset, (uint8_t)(offset >> 8)};
  uint32_t length = 0;
  const uint8_t *part = metering_ask(TM_MESSAGE_READ_APDU, request, sizeof request, &length);
  if (part == NULL || length < TM_APDU_SEGMENT_bytes) watch_found("a part of an answer cannot be read");
  uint32_t count = slice_get_u16(part + TM_APDU_SEGMENT_count);
  *state = part[1];
  *whole = slice_get_u16(part + TM_APDU_SEGMENT_length);
  if (*whole > TM_APDU_MAX || count > PART || offset + count > *whole) watch_found("an answer of %u bytes", *whole);
  memcpy(answer + offset, part + TM_APDU_SEGMENT_bytes, count);
  return count;
}

uint32_t metering_apdu(uint8_t client, const uint8_t *apdu, uint32_t length, uint8_t *answer) {
  uint32_t state = TM_APDU_AT_WORK, whole = 0, got = 0;
  if (!bring(client, apdu, length)) return 0;
  while (state == TM_APDU_AT_WORK && bench.blocks < METERING_BLOCKS_MAX) {
    metering_blocks(1);
    got = fetch(0, answer, &state, &whole);
  }
  if (state != TM_APDU_ANSWERED) return 0;
  while (got < whole) {
    uint32_t more = fetch(got, answer, &state, &whole);
    if (more == 0) watch_found("an answer ends before its length");
    got += more;
  }
  return whole;
}
