// What the targets of the metering core share: its start, exchanges of frames, APDUs, and what no input may change.
#ifndef FUZZ_METERING_H
#define FUZZ_METERING_H

#include "target.h"

#define METERING_BLOCKS_MAX 48u // of an input

/** What may be different behind an input. */
enum { MAY_SEAL = 1, MAY_SET_TIME = 2 };

/** What every start is told: the clock, the switches with the covers closed and the jumper open. */
void metering_begin(void);

/** Begins, and meters four seconds. */
void metering_prepare(void);

/** Learns the registers after each number of blocks from here on. */
void metering_learn(void);

/** Blocks of samples go by, as many as the first byte says, while the input may have any. */
void metering_time(const input_step_t *step);
void metering_blocks(uint32_t blocks);

/** Hands bytes over as one transaction on the link. The reply must be one, and one to a request alone. */
void metering_link(const uint8_t *bytes, uint32_t length);

/** Hands bytes over at a port with room for replies; each of these must be a whole frame, of LINK_FRAME_MAX at most. */
void metering_port(uint8_t port, const uint8_t *bytes, uint32_t length);

/** Sends a message on the link. @return payload of its reply, NULL for an error or nothing. */
const uint8_t *metering_ask(uint8_t message, const uint8_t *payload, uint32_t length, uint32_t *reply_length);

/** A switch of the board, told at this sample. */
void metering_switch(uint8_t input, bool closed);

/** Registers and sample index are those of so many blocks; sealed record, time settings and clock as before but for MAY_*. */
void metering_check(uint32_t may);

/** Takes an APDU of a client to logical device 16, and waits for the answer.
 *  @param[out] answer  room for APDU_MAX bytes. @return its bytes, 0 where none came. */
uint32_t metering_apdu(uint8_t client, const uint8_t *apdu, uint32_t length, uint8_t *answer);

#endif
