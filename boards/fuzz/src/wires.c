// HDLC after IEC 62056-46, 6.4; the wrapper after IEC 62056-47, 4.2; RTU frames after Modbus over Serial Line 1.02, 2.5.1.
#include "wires.h"

#include <string.h>

#define FLAG 0x7e
#define FORMAT 0xa0
#define SEGMENT 0x08
#define CHECK 2u
#define LEAST 9u // flags, format, two addresses, control, check
#define WRAPPER_HEAD 8u
#define MODBUS_MOST 254u

static uint16_t crc(uint16_t polynomial, const uint8_t *bytes, uint32_t length) {
  uint16_t value = 0xffff;
  for (uint32_t i = 0; i < length; i++) {
    value ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) value = (uint16_t)(value & 1 ? value >> 1 ^ polynomial : value >> 1);
  }
  return value;
}

uint16_t wires_crc_modbus(const uint8_t *bytes, uint32_t length) { return crc(0xa001, bytes, length); }
uint16_t wires_fcs(const uint8_t *bytes, uint32_t length) { return (uint16_t)~crc(0x8408, bytes, length); }

static void put_check(uint8_t *to, uint16_t check) {
  to[0] = (uint8_t)check;
  to[1] = (uint8_t)(check >> 8);
}

uint32_t wires_hdlc(uint8_t *frame, bool segmented, const uint8_t *bytes, uint32_t head, uint32_t length) {
  uint32_t information = length - head, hcs = 3 + head;
  uint32_t covered = 2 + head + CHECK + (information > 0 ? information + CHECK : 0);
  frame[0] = FLAG;
  frame[1] = (uint8_t)(FORMAT | (segmented ? SEGMENT : 0) | covered >> 8);
  frame[2] = (uint8_t)covered;
  memcpy(frame + 3, bytes, head);
  put_check(frame + hcs, wires_fcs(frame + 1, 2 + head));
  if (information > 0) {
    memcpy(frame + hcs + CHECK, bytes + head, information);
    put_check(frame + hcs + CHECK + information, wires_fcs(frame + 1, covered - CHECK));
  }
  frame[1 + covered] = FLAG;
  return covered + 2;
}

static uint32_t covered_by(const uint8_t *bytes) { return (bytes[1] & 7u) << 8 | bytes[2]; }

bool wires_whole_hdlc(const uint8_t *bytes, uint32_t length) {
  if (length < 3) return length > 0 && bytes[0] != FLAG;
  return bytes[0] != FLAG || (bytes[1] & 0xf0) != FORMAT || covered_by(bytes) + 2 <= length;
}

uint32_t wires_is_hdlc(const uint8_t *bytes, uint32_t length) {
  if (length < LEAST || !wires_whole_hdlc(bytes, length) || bytes[0] != FLAG || (bytes[1] & 0xf0) != FORMAT) return 0;
  uint32_t covered = covered_by(bytes);
  if (covered < LEAST - 2 || bytes[covered + 1] != FLAG) return 0;
  uint16_t check = wires_fcs(bytes + 1, covered - CHECK);
  return (bytes[covered - 1] | bytes[covered] << 8) == check ? covered + 2 : 0;
}

uint32_t wires_wrapper(uint8_t *frame, uint8_t client, uint8_t device, const uint8_t *apdu, uint32_t length) {
  const uint8_t head[WRAPPER_HEAD] = {0, 1, 0, client, 0, device, (uint8_t)(length >> 8), (uint8_t)length};
  memcpy(frame, head, sizeof head);
  memcpy(frame + sizeof head, apdu, length);
  return WRAPPER_HEAD + length;
}

uint32_t wires_modbus(uint8_t *frame, const uint8_t *bytes, uint32_t length) {
  if (length > MODBUS_MOST) length = MODBUS_MOST;
  memcpy(frame, bytes, length);
  put_check(frame + length, wires_crc_modbus(frame, length));
  return length + CHECK;
}
