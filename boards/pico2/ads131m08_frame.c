// Checks and unpacks data frames of the ADS131M08; no hardware here.
#include "ads131m08_frame.h"

#include "sram.h"

#define STATUS_WLENGTH 0x0300u
#define STATUS_WLENGTH_24 0x0100u
#define STATUS_DRDY_ALL 0x00ffu

// Four bits at a time: 32 bytes of table instead of 512, and 54 steps a frame.
static const uint16_t crc_of_nibble[16] = {
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
    0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
};

uint16_t IN_SRAM(board_afe_crc16)(const uint8_t *bytes, unsigned length) {
  uint32_t crc = 0xffff;
  for (unsigned i = 0; i < length; i++) {
    crc = (crc << 4 & 0xffff) ^ crc_of_nibble[crc >> 12 ^ bytes[i] >> 4];
    crc = (crc << 4 & 0xffff) ^ crc_of_nibble[crc >> 12 ^ (bytes[i] & 15)];
  }
  return (uint16_t)crc;
}

uint16_t board_afe_status(const uint8_t frame[AFE_FRAME_BYTES]) { return (uint16_t)(frame[0] << 8 | frame[1]); }

bool IN_SRAM(board_afe_frame_intact)(const uint8_t frame[AFE_FRAME_BYTES]) {
  const uint8_t *check = frame + AFE_FRAME_BYTES - AFE_WORD_BYTES;
  return board_afe_crc16(frame, AFE_FRAME_BYTES - AFE_WORD_BYTES) == (check[0] << 8 | check[1]);
}

bool IN_SRAM(board_afe_frame_good)(const uint8_t frame[AFE_FRAME_BYTES]) {
  uint32_t status = (uint32_t)(frame[0] << 8 | frame[1]);
  uint32_t checked = AFE_STATUS_RESET | STATUS_WLENGTH | STATUS_DRDY_ALL;
  return (status & checked) == (STATUS_WLENGTH_24 | STATUS_DRDY_ALL) && board_afe_frame_intact(frame);
}

int32_t IN_SRAM(board_afe_channel)(const uint8_t frame[AFE_FRAME_BYTES], unsigned channel) {
  const uint8_t *word = frame + AFE_WORD_BYTES * (1 + channel);
  uint32_t bits = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8;
  return (int32_t)bits >> 8;
}
