// hal.h for a laptop: events come out of the slice handed in, what the core does goes into the slice handed back.
#include "board.h"

#include <bearssl.h>
#include <string.h>

void board_init(hal_board_t *board, hal_role_t role) {
  memset(board, 0, sizeof *board);
  board->role = role;
  for (int i = 0; i < BOARD_PORTS; i++) board->ports[i] = (board_port_t){.free = TM_PORT_RING, .idle = true};
}

static bool has_port(int port) { return port >= 0 && port < BOARD_PORTS; }

/** Takes the next record off the slice. A port's state concerns the board alone and is no event. */
static hal_event_kind_t next_record(hal_board_t *board, hal_event_t *event) {
  const uint8_t *header = board->in, *payload = header + TM_SLICE_HEADER;
  uint32_t length = board_get_u32(header + 4);
  board->in = payload + length;
  board->record = (board_record_t){.at = payload, .end = payload + length, .type = header[0], .channel = header[1]};
  event->channel = header[1];
  switch (header[0]) {
    case TM_SLICE_SAMPLES:
      board->record.first_index = board_get_u64(payload);
      board->record.at = payload + 8;
      return HAL_EVENT_SAMPLES;
    case TM_SLICE_PORT:
      return HAL_EVENT_PORT;
    case TM_SLICE_LINK_FRAME:
      return HAL_EVENT_LINK_FRAME;
    case TM_SLICE_LINK_REPLY:
      board->exchange = false;
      event->status = (tm_status_t)(int16_t)board_get_u16(header + 2);
      return HAL_EVENT_LINK_REPLY;
    case TM_SLICE_SWITCH:
      event->value = (int16_t)board_get_u16(header + 2);
      event->sample_index = board_get_u64(payload);
      return HAL_EVENT_SWITCH;
    case TM_SLICE_SECOND:
      event->sample_index = board_get_u64(payload);
      event->fraction_Q16 = board_get_u32(payload + 8);
      return HAL_EVENT_SECOND;
    case TM_SLICE_TEMPERATURE:
      event->value = (int32_t)board_get_u32(payload);
      return HAL_EVENT_TEMPERATURE;
    case TM_SLICE_TICK:
      event->now_us = board_get_u64(payload);
      return HAL_EVENT_TICK;
    default:
      board->ports[header[1]] = (board_port_t){board_get_u32(payload), board_get_u32(payload + 4) == 1};
      return HAL_EVENT_NONE;
  }
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  event->kind = board->in == board->in_end ? HAL_EVENT_STOP : next_record(board, event);
}

static size_t rest_of(const hal_board_t *board, uint8_t type) {
  return board->record.type == type ? (size_t)(board->record.end - board->record.at) : 0;
}

static int take_bytes(hal_board_t *board, size_t available, uint8_t *bytes, int max_bytes) {
  size_t taken = available < (size_t)max_bytes ? available : (size_t)max_bytes;
  if (taken > 0) memcpy(bytes, board->record.at, taken);
  board->record.at += taken;
  return (int)taken;
}

int hal_samples_take(hal_board_t *board, int32_t *sets, int max_sets, uint64_t *first_index) {
  size_t set_bytes = TM_SAMPLE_WORDS * sizeof *sets;
  size_t available = rest_of(board, TM_SLICE_SAMPLES) / set_bytes;
  size_t taken = available < (size_t)max_sets ? available : (size_t)max_sets;
  if (taken == 0) return 0;
  *first_index = board->record.first_index;
  for (size_t i = 0; i < taken * TM_SAMPLE_WORDS; i++) {
    sets[i] = (int32_t)board_get_u32(board->record.at + i * sizeof *sets);
  }
  board->record.at += taken * set_bytes;
  board->record.first_index += taken;
  return (int)taken;
}

int hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes) {
  size_t available = port == board->record.channel ? rest_of(board, TM_SLICE_PORT) : 0;
  return take_bytes(board, available, bytes, max_bytes);
}

int hal_port_send(hal_board_t *board, int port, const uint8_t *bytes, int length) {
  if (!has_port(port)) return TM_STATUS_OUT_OF_RANGE;
  board_port_t *state = &board->ports[port];
  uint32_t accepted = (uint32_t)length < state->free ? (uint32_t)length : state->free;
  if (accepted == 0 || !board_emit(board, TM_SLICE_PORT, (uint8_t)port, 0, bytes, accepted)) return 0;
  state->free -= accepted;
  state->idle = false;
  return (int)accepted;
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  if (!has_port(port) || baud < 300 || baud > 115200) return TM_STATUS_OUT_OF_RANGE;
  if (format < TM_PORT_FORMAT_8N1 || format > TM_PORT_FORMAT_8E1) return TM_STATUS_OUT_OF_RANGE;
  if (!board->ports[port].idle) return TM_STATUS_BUSY;
  uint8_t payload[8];
  board_put_u32(payload, (uint32_t)baud);
  board_put_u32(payload + 4, (uint32_t)format);
  bool room = board_emit(board, TM_SLICE_PORT_CONFIG, (uint8_t)port, 0, payload, sizeof payload);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

int hal_port_idle(hal_board_t *board, int port) {
  return has_port(port) ? (int)board->ports[port].idle : (int)TM_STATUS_OUT_OF_RANGE;
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  uint8_t type = board->role == HAL_METERING ? TM_SLICE_LINK_FRAME : TM_SLICE_LINK_REPLY;
  return take_bytes(board, rest_of(board, type), bytes, max_bytes);
}

tm_status_t hal_link_arm(hal_board_t *board, const uint8_t *reply, int length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  bool room = board_emit(board, TM_SLICE_LINK_ARMED, 0, 0, reply, (uint32_t)length);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (reply_length < 0 || reply_length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (board->exchange) return TM_STATUS_BUSY;
  if (!board_emit(board, TM_SLICE_LINK_REQUEST, 0, (int16_t)reply_length, request, (uint32_t)length)) {
    return TM_STATUS_BUSY;
  }
  board->exchange = true;
  return TM_STATUS_OK;
}

tm_status_t hal_pulse(hal_board_t *board, int output, uint64_t sample_index, uint32_t fraction_Q16) {
  if (output != TM_PULSE_ACTIVE && output != TM_PULSE_REACTIVE) return TM_STATUS_OUT_OF_RANGE;
  uint8_t payload[12];
  board_put_u64(payload, sample_index);
  board_put_u32(payload + 8, fraction_Q16);
  bool room = board_emit(board, TM_SLICE_PULSE, (uint8_t)output, 0, payload, sizeof payload);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  return board_fram_read(&board->fram, address, bytes, length);
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  return board_fram_write(&board->fram, address, bytes, length);
}

tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]) {
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  bool room = board_emit(board, TM_SLICE_LCD, (uint8_t)row, 0, text, TM_LCD_COLUMNS);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_module(hal_board_t *board, const uint8_t **bytes, size_t *length) {
  *bytes = board->module;
  *length = board->module_length;
  return board->module_length > 0 ? TM_STATUS_OK : TM_STATUS_NOT_FOUND;
}

void hal_sha256(hal_board_t *board, const uint8_t *bytes, size_t length, uint8_t digest[32]) {
  (void)board;
  br_sha256_context context;
  br_sha256_init(&context);
  br_sha256_update(&context, bytes, length);
  br_sha256_out(&context, digest);
}

int hal_reset_cause(hal_board_t *board) {
  (void)board; // a core is opened when its power comes
  return TM_RESET_POWER_ON;
}

void hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]) {
  board_emit(board, TM_SLICE_STARTED, 0, (int16_t)reset_cause, digest, 32);
}

void hal_fault(hal_board_t *board, int32_t code, int32_t detail, const char *text) {
  uint8_t payload[8 + 160];
  size_t length = strnlen(text, sizeof payload - 8);
  board_put_u32(payload, (uint32_t)code);
  board_put_u32(payload + 4, (uint32_t)detail);
  memcpy(payload + 8, text, length);
  board_emit(board, TM_SLICE_FAULT, 0, 0, payload, (uint32_t)(8 + length));
}

void hal_alive(hal_board_t *board) {
  if (board->alive != NULL) board->alive();
}
