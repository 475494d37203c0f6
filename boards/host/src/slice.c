// The wire format of slices: checks one that comes in, writes the records that go out.
#include <string.h>

#include "board.h"

#define LENGTH_WORD 4u
#define SAMPLE_SET_BYTES (TM_SAMPLE_WORDS * 4u)

uint16_t board_get_u16(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

uint32_t board_get_u32(const uint8_t *bytes) {
  return board_get_u16(bytes) | (uint32_t)board_get_u16(bytes + 2) << 16;
}

uint64_t board_get_u64(const uint8_t *bytes) {
  return board_get_u32(bytes) | (uint64_t)board_get_u32(bytes + 4) << 32;
}

void board_put_u32(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> 8 * i);
}

void board_put_u64(uint8_t *bytes, uint64_t value) {
  board_put_u32(bytes, (uint32_t)value);
  board_put_u32(bytes + 4, (uint32_t)(value >> 32));
}

static tm_status_t check_record(const hal_board_t *board, const uint8_t *header, uint32_t length) {
  bool metering = board->role == HAL_METERING;
  bool has_port = header[1] < BOARD_PORTS;
  switch (header[0]) {
    case TM_SLICE_SAMPLES:
      if (!metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length >= 8 && (length - 8) % SAMPLE_SET_BYTES == 0 ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_PORT:
      return has_port ? TM_STATUS_OK : TM_STATUS_OUT_OF_RANGE;
    case TM_SLICE_PORT_STATE:
      if (length != 8) return TM_STATUS_BAD_LENGTH;
      return has_port ? TM_STATUS_OK : TM_STATUS_OUT_OF_RANGE;
    case TM_SLICE_LINK_FRAME:
      if (!metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length <= TM_LINK_FRAME_MAX ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_LINK_REPLY:
      if (metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length <= TM_LINK_FRAME_MAX ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_SWITCH:
      if (!metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length == 8 ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_SECOND:
      if (!metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length == 12 ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_TEMPERATURE:
      if (!metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length == 4 ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    case TM_SLICE_TICK:
      if (metering) return TM_STATUS_UNKNOWN_MESSAGE;
      return length == 8 ? TM_STATUS_OK : TM_STATUS_BAD_LENGTH;
    default:
      return TM_STATUS_UNKNOWN_MESSAGE;
  }
}

tm_status_t board_check_slice(const hal_board_t *board, const uint8_t *in, size_t length) {
  if (length < LENGTH_WORD || board_get_u32(in) != length - LENGTH_WORD) return TM_STATUS_BAD_LENGTH;
  const uint8_t *at = in + LENGTH_WORD, *end = in + length;
  while (at < end) {
    if ((size_t)(end - at) < TM_SLICE_HEADER) return TM_STATUS_BAD_LENGTH;
    uint32_t payload = board_get_u32(at + 4);
    if (payload > (size_t)(end - at) - TM_SLICE_HEADER) return TM_STATUS_BAD_LENGTH;
    tm_status_t status = check_record(board, at, payload);
    if (status != TM_STATUS_OK) return status;
    at += TM_SLICE_HEADER + payload;
  }
  return TM_STATUS_OK;
}

void board_begin_input(hal_board_t *board, const uint8_t *in, size_t length) {
  board->in = in + LENGTH_WORD;
  board->in_end = in + length;
  board->record = (board_record_t){0};
}

void board_begin_output(hal_board_t *board, uint8_t *out, uint32_t capacity) {
  board->out = out;
  board->out_length = LENGTH_WORD;
  board->out_capacity = capacity;
}

uint32_t board_end_output(hal_board_t *board) {
  board_put_u32(board->out, board->out_length - LENGTH_WORD);
  return board->out_length;
}

bool board_emit(hal_board_t *board, uint8_t type, uint8_t channel, int16_t value, const void *payload,
                uint32_t length) {
  bool vital = type == TM_SLICE_FAULT || type == TM_SLICE_STARTED;
  uint32_t limit = vital ? board->out_capacity : board->out_capacity - BOARD_OUT_RESERVE;
  if (board->out_length > limit || length + TM_SLICE_HEADER > limit - board->out_length) return false;
  uint8_t *header = board->out + board->out_length;
  header[0] = type;
  header[1] = channel;
  header[2] = (uint8_t)((uint16_t)value & 0xff);
  header[3] = (uint8_t)((uint16_t)value >> 8);
  board_put_u32(header + 4, length);
  if (length > 0) memcpy(header + TM_SLICE_HEADER, payload, length);
  board->out_length += TM_SLICE_HEADER + length;
  return true;
}
