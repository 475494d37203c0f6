// What the targets of the management core share: a metering core that answers as one did that was recorded, and ticks.
#ifndef FUZZ_MANAGEMENT_H
#define FUZZ_MANAGEMENT_H

#include "target.h"

/** Ticks until every record was mirrored. */
void management_prepare(void);

/** A tick of 10 ms, all ports idle with empty rings. The request that was started before it is answered, unless somebody did. */
void management_tick(void);

/** The request that waits for its reply; its length is 0 where none does. */
const uint8_t *management_request(uint32_t *length);

/** The reply the recorded core gave to that request. @return its bytes. */
uint32_t management_reply(uint8_t reply[TM_LINK_FRAME_MAX]);

/** Ends the exchange with these bytes, or with a status where there are none. */
void management_answer(int16_t status, const uint8_t *bytes, uint32_t length);

/** Bytes come in at a port. */
void management_port(uint8_t port, const uint8_t *bytes, uint32_t length);

/** It still asks, and still answers at the optical port. */
void management_check(void);

#endif
