// Makes command frames of the ADS131M08, checks and unpacks its data frames.
#include "ads131m08.h"

#include <string.h>

#define STATUS_WLENGTH 0x0300u
#define STATUS_WLENGTH_24 0x0100u
#define STATUS_DRDY_ALL 0x00ffu

// Four bits at a time: 32 bytes of table instead of 512, and 54 steps a frame.
static const uint16_t crc_of_nibble[16] = {
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
    0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
};

void ads131m08_command(uint8_t frame[ADS131M08_FRAME_BYTES], uint16_t command, uint16_t value) {
  memset(frame, 0, ADS131M08_FRAME_BYTES);
  frame[0] = (uint8_t)(command >> 8);
  frame[1] = (uint8_t)command;
  frame[ADS131M08_WORD_BYTES] = (uint8_t)(value >> 8);
  frame[ADS131M08_WORD_BYTES + 1] = (uint8_t)value;
}

uint16_t ads131m08_crc16(const uint8_t *bytes, unsigned length) {
  uint32_t crc = 0xffff;
  for (unsigned i = 0; i < length; i++) {
    crc = (crc << 4 & 0xffff) ^ crc_of_nibble[crc >> 12 ^ bytes[i] >> 4];
    crc = (crc << 4 & 0xffff) ^ crc_of_nibble[crc >> 12 ^ (bytes[i] & 15)];
  }
  return (uint16_t)crc;
}

uint16_t ads131m08_status(const uint8_t frame[ADS131M08_FRAME_BYTES]) { return (uint16_t)(frame[0] << 8 | frame[1]); }

bool ads131m08_intact(const uint8_t frame[ADS131M08_FRAME_BYTES]) {
  const uint8_t *check = frame + ADS131M08_FRAME_BYTES - ADS131M08_WORD_BYTES;
  return ads131m08_crc16(frame, ADS131M08_FRAME_BYTES - ADS131M08_WORD_BYTES) == (check[0] << 8 | check[1]);
}

bool ads131m08_good(const uint8_t frame[ADS131M08_FRAME_BYTES]) {
  uint32_t status = (uint32_t)(frame[0] << 8 | frame[1]);
  uint32_t checked = ADS131M08_STATUS_RESET | STATUS_WLENGTH | STATUS_DRDY_ALL;
  return (status & checked) == (STATUS_WLENGTH_24 | STATUS_DRDY_ALL) && ads131m08_intact(frame);
}

int32_t ads131m08_channel(const uint8_t frame[ADS131M08_FRAME_BYTES], unsigned channel) {
  const uint8_t *word = frame + ADS131M08_WORD_BYTES * (1 + channel);
  uint32_t bits = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8;
  return (int32_t)bits >> 8;
}
