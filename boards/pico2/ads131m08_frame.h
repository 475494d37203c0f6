// The data frame of the ADS131M08 (SBAS950 8.5.1): ten words of 24 bits, checked and unpacked.
#ifndef TWINMETER_ADS131M08_FRAME_H
#define TWINMETER_ADS131M08_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define AFE_CHANNELS 8
#define AFE_WORD_BYTES 3
#define AFE_FRAME_BYTES ((AFE_CHANNELS + 2) * AFE_WORD_BYTES)

/** CRC-16-CCITT as the chip makes it: polynomial 0x1021, seed 0xFFFF, most significant bit first. */
uint16_t board_afe_crc16(const uint8_t *bytes, unsigned length);

/** STATUS of the frame: the answer to the NULL command of the frame before. */
uint16_t board_afe_status(const uint8_t frame[AFE_FRAME_BYTES]);

#define AFE_STATUS_RESET 0x0400u /**< The chip was reset since MODE was written. */

/** @return true when the CRC matches. */
bool board_afe_frame_intact(const uint8_t frame[AFE_FRAME_BYTES]);

/** @return true when it is intact and STATUS reads as set up: 24-bit words, no reset since, all channels new. */
bool board_afe_frame_good(const uint8_t frame[AFE_FRAME_BYTES]);

/** One channel of a frame, -2^23..2^23-1 counts. */
int32_t board_afe_channel(const uint8_t frame[AFE_FRAME_BYTES], unsigned channel);

#endif
