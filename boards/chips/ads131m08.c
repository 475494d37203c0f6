// Makes command frames of the ADS131M08, checks and unpacks its data frames.
#include "ads131m08.h"

#define STATUS_WLENGTH 0x0300u
#define STATUS_WLENGTH_24 0x0100u
#define STATUS_DRDY_ALL 0x00ffu

void ads131m08_command(uint8_t frame[ADS131M08_FRAME_BYTES], uint16_t command, uint16_t value) {
  memset(frame, 0, ADS131M08_FRAME_BYTES);
  frame[0] = (uint8_t)(command >> 8);
  frame[1] = (uint8_t)command;
  frame[ADS131M08_WORD_BYTES] = (uint8_t)(value >> 8);
  frame[ADS131M08_WORD_BYTES + 1] = (uint8_t)value;
}

extern inline uint16_t ads131m08_status(const uint8_t frame[ADS131M08_FRAME_BYTES]);
extern inline int32_t ads131m08_channel(const uint8_t frame[ADS131M08_FRAME_BYTES], unsigned channel);

uint16_t ads131m08_gains(int which, uint32_t gain, const uint8_t *channels, int count) {
  uint16_t value = 0;
  for (int i = 0; i < count; i++) {
    int nibble = channels[i] - which * ADS131M08_GAIN_CHANNELS;
    if (nibble >= 0 && nibble < ADS131M08_GAIN_CHANNELS) value |= (uint16_t)(__builtin_ctz(gain) << 4 * nibble);
  }
  return value;
}

uint16_t ads131m08_residue(const uint8_t frame[ADS131M08_FRAME_BYTES]) {
  uint32_t crc = ADS131M08_CRC_SEED;
  for (unsigned bit = 0; bit < ADS131M08_FRAME_BYTES * 8; bit++) {
    uint32_t top = crc >> 15 ^ (frame[bit / 8] >> (7 - bit % 8) & 1u);
    crc = (crc << 1 & 0xffff) ^ (top ? 0x1021 : 0);
  }
  return (uint16_t)crc;
}

bool ads131m08_as_set_up(const uint8_t frame[ADS131M08_FRAME_BYTES]) {
  uint32_t checked = ADS131M08_STATUS_RESET | STATUS_WLENGTH | STATUS_DRDY_ALL;
  return (ads131m08_status(frame) & checked) == (STATUS_WLENGTH_24 | STATUS_DRDY_ALL);
}
