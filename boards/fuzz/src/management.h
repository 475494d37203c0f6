// What the targets of the management core share: a metering core that answers as one did that was recorded, and ticks.
#ifndef FUZZ_MANAGEMENT_H
#define FUZZ_MANAGEMENT_H

#include "target.h"

/** Ticks until every record was mirrored. */
void management_prepare(void);

/** A tick of 10 ms, all ports idle with empty rings. The request that was started before it is answered, unless somebody did. */
void management_tick(void);

/** Ticks, as many as the first byte of a step says. */
void management_time(const input_step_t *step);

/** The request that waits for its reply; its length is 0 where none does. */
const uint8_t *management_request(uint32_t *length);

/** The reply the recorded core gave to that request. @return its bytes. */
uint32_t management_reply(uint8_t reply[TM_LINK_FRAME_MAX]);

/** Ends the exchange with these bytes, or with a status where there are none. */
void management_answer(int16_t status, const uint8_t *bytes, uint32_t length);

/** Bytes come in at a port. */
void management_port(uint8_t port, const uint8_t *bytes, uint32_t length);

/** A port that answers: bytes there is room for, after how many silent ticks nothing more comes, whether what came is all. */
typedef struct {
  uint8_t port;
  uint32_t room, ticks;
  bool (*is_whole)(const uint8_t *bytes, uint32_t length);
} management_line_t;

/** Bytes come in at a port, and what the core says there is waited for. @return bytes of the answer. */
uint32_t management_ask(const management_line_t *line, const uint8_t *bytes, uint32_t length, uint8_t *answer);

/** It still asks, and still answers at the optical port. */
void management_check(void);

#endif
