// The ADS131M08 analog front end as bytes (SBAS950): frames of ten 24-bit words, commands, registers, conversions.
#ifndef TWINMETER_ADS131M08_H
#define TWINMETER_ADS131M08_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ADS131M08_CHANNELS 8
#define ADS131M08_WORD_BYTES 3
#define ADS131M08_FRAME_BYTES ((ADS131M08_CHANNELS + 2) * ADS131M08_WORD_BYTES)
#define ADS131M08_SPI_MODE 1

// Commands (table 8-11).
#define ADS131M08_NULL 0x0000
#define ADS131M08_RESET 0x0011
#define ADS131M08_STANDBY 0x0022
#define ADS131M08_WAKEUP 0x0033
#define ADS131M08_WREG(address) (0x6000 | (address) << 7)
/** What the frame after a RESET begins with. */
#define ADS131M08_RESET_ANSWER 0xff28
/** tREGACQ is 5 us: registers answer so long after a reset. */
#define ADS131M08_RESET_us 10

// Registers (8.6). MODE: 24-bit words, CCITT, reset flag cleared, SPI timeout on.
#define ADS131M08_MODE 0x02
#define ADS131M08_MODE_VALUE 0x0110
#define ADS131M08_CLOCK 0x03
/** All eight channels on, high resolution; the OSR field 0 is 128, each step doubles it. */
#define ADS131M08_CLOCK_VALUE(osr) (0xff02 | __builtin_ctz((osr) / 128) << 2)
/** GAIN1 has channels 0 to 3, GAIN2 4 to 7, a nibble each: the PGA's gain is 2 to its power. */
#define ADS131M08_GAIN1 0x04
#define ADS131M08_GAIN2 0x05
#define ADS131M08_GAIN_CHANNELS 4
#define ADS131M08_HAS_GAIN(gain) ((gain) >= 1 && (gain) <= 128 && ((gain) & ((gain)-1)) == 0)
/** A step of the OSR field; 16,256 is none of these boards'. */
#define ADS131M08_HAS_OSR(osr) ((osr) >= 128 && (osr) <= 8192 && ((osr) & ((osr)-1)) == 0)
/** High resolution mode: the modulator runs at crystal / 2, a result comes every OSR periods of it. */
#define ADS131M08_RATE_mHz(crystal_Hz, osr) ((crystal_Hz) / 2 * 1000LL / (osr))

#define ADS131M08_STATUS_RESET 0x0400u /**< The chip was reset since MODE was written. */

/** Writes a frame that carries one command and the word behind it (the value of a WREG). */
void ads131m08_command(uint8_t frame[ADS131M08_FRAME_BYTES], uint16_t command, uint16_t value);

/** GAIN1 (register 0) or GAIN2 (1) with that gain for the given channels and gain 1 for the others. */
uint16_t ads131m08_gains(int which, uint32_t gain, const uint8_t *channels, int count);

/** CRC-16-CCITT as the chip makes it: polynomial 0x1021, most significant bit first. */
#define ADS131M08_CRC_SEED 0xffffu

/** STATUS of the frame: the answer to the NULL command of the frame before. */
__attribute__((always_inline)) inline uint16_t ads131m08_status(const uint8_t frame[ADS131M08_FRAME_BYTES]) {
  return (uint16_t)(frame[0] << 8 | frame[1]);
}

/**
 * What the frame leaves of its CRC, over all of its bytes: 0 when it is intact. The last word is the CRC and a byte of
 * zeros (8.5.1.9). A board with a CRC unit on its bus has the same from there.
 */
uint16_t ads131m08_residue(const uint8_t frame[ADS131M08_FRAME_BYTES]);

/** @return true when STATUS reads as set up: 24-bit words, no reset since, all channels new. */
bool ads131m08_as_set_up(const uint8_t frame[ADS131M08_FRAME_BYTES]);

/** One channel of a frame, -2^23..2^23-1 counts. */
__attribute__((always_inline)) inline int32_t ads131m08_channel(const uint8_t frame[ADS131M08_FRAME_BYTES], unsigned channel) {
  uint32_t bytes; // the channel's three and one behind them, least significant first
  memcpy(&bytes, frame + ADS131M08_WORD_BYTES * (1 + channel), sizeof bytes);
  return (int32_t)__builtin_bswap32(bytes) >> 8;
}

#endif
