// hal.h for a laptop: events come out of the slice handed in, what the core does goes into the slice handed back.
#include "board.h"

#include <bearssl.h>
#include <string.h>

#include "engine.h"
#include "slice_records.h"

#define RING(number, baud, format, ring) [number] = ring,
static const uint32_t rings[][BOARD_PORTS] = {
    [HAL_METERING] = {TM_METERING_PORT_TABLE(RING)},
    [HAL_MANAGEMENT] = {TM_MANAGEMENT_PORT_TABLE(RING)},
};

void board_init(hal_board_t *board, hal_role_t role) {
  memset(board, 0, sizeof *board);
  board->role = role;
  for (int i = 0; i < BOARD_PORTS; i++) {
    board->ports[i] = (board_port_t){.ring = rings[role][i], .free = rings[role][i], .idle = true};
  }
}

static bool has_port(const hal_board_t *board, int port) {
  return port >= 0 && port < (board->role == HAL_METERING ? TM_METERING_PORTS : TM_MANAGEMENT_PORTS);
}

tm_status_t board_check_slice(const hal_board_t *board, const uint8_t *in, size_t length) {
  if (length < SLICE_LENGTH_WORD || slice_get_u32(in) != length - SLICE_LENGTH_WORD) return TM_STATUS_BAD_LENGTH;
  const uint8_t *at = in + SLICE_LENGTH_WORD, *end = in + length;
  while (at < end) {
    if ((size_t)(end - at) < TM_SLICE_HEADER) return TM_STATUS_BAD_LENGTH;
    uint32_t payload = slice_get_u32(at + 4);
    if (payload > (size_t)(end - at) - TM_SLICE_HEADER) return TM_STATUS_BAD_LENGTH;
    tm_status_t status = slice_check_record(board->role, at, payload);
    if (status != TM_STATUS_OK) return status;
    at += TM_SLICE_HEADER + payload;
  }
  return TM_STATUS_OK;
}

void board_begin_input(hal_board_t *board, const uint8_t *in, size_t length) {
  board->in = in + SLICE_LENGTH_WORD;
  board->in_end = in + length;
  board->record = (board_record_t){0};
}

/** What an interrupt does on a chip: nothing of the core is asked. */
static void power_fails(hal_board_t *board) {
  power_record_t *kept = &board->kept;
  board_slots_gasp(board);
  if (!power_record_is_due(kept)) return;
  power_record_seal(kept);
  kept->written = board_fram_write(&board->fram, kept->address, kept->bytes, kept->length) == TM_STATUS_OK;
}

static void set_port_state(hal_board_t *board, const uint8_t *header) {
  uint8_t port;
  uint32_t free;
  bool idle;
  slice_read_port_state(header, &port, &free, &idle);
  board->ports[port].free = free;
  board->ports[port].idle = idle;
}

/** Takes the next record off the slice. A port's state concerns the board alone and is no event. */
static void next_record(hal_board_t *board, hal_event_t *event) {
  const uint8_t *header = board->in, *payload = header + TM_SLICE_HEADER;
  board->in = payload + slice_get_u32(header + 4);
  if (header[0] == TM_SLICE_PORT_STATE) {
    set_port_state(board, header);
    return;
  }
  if (header[0] == TM_SLICE_LINK_REPLY) board->exchange = false;
  if (header[0] == TM_SLICE_NOR_DONE) board_nor_end(&board->nor);
  if (header[0] == TM_SLICE_JOB) board_job_told(board, header[1]);
  const uint8_t *bytes = payload + slice_read_event(header, event);
  if (event->kind == HAL_EVENT_POWER && event->failing) power_fails(board);
  if (event->kind == HAL_EVENT_CONTACT) board_slot_seen(board, event->contact, event->closed);
  if (event->kind == HAL_EVENT_CLOCK) board->clock_asked = false;
  if (event->kind == HAL_EVENT_SECOND && board->seconds) {
    (void)hal_pulse(board, TM_PULSE_REACTIVE, event->sample_index, event->fraction_Q16);
  }
  board->record = (board_record_t){bytes, board->in, header[0], header[1], event->first_index};
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  *event = (hal_event_t){.kind = HAL_EVENT_NONE};
  if (board->in == board->in_end) event->kind = HAL_EVENT_STOP;
  else next_record(board, event);
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
    sets[i] = (int32_t)slice_get_u32(board->record.at + i * sizeof *sets);
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
  if (!has_port(board, port)) return TM_STATUS_OUT_OF_RANGE;
  board_port_t *state = &board->ports[port];
  uint32_t all = (uint32_t)length;
  if (all > state->ring) return TM_STATUS_BAD_LENGTH;
  if (all == 0 || all > state->free || !slice_emit_port(&board->out, (uint8_t)port, bytes, all)) return 0;
  state->free -= all;
  state->idle = false;
  return length;
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  if (!has_port(board, port) || !hal_port_takes(baud, format)) return TM_STATUS_OUT_OF_RANGE;
  if (!board->ports[port].idle) return TM_STATUS_BUSY;
  bool room = slice_emit_port_config(&board->out, (uint8_t)port, (uint32_t)baud, (uint32_t)format);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

int hal_port_idle(hal_board_t *board, int port) {
  return has_port(board, port) ? (int)board->ports[port].idle : (int)TM_STATUS_OUT_OF_RANGE;
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  uint8_t type = board->role == HAL_METERING ? TM_SLICE_LINK_FRAME : TM_SLICE_LINK_REPLY;
  return take_bytes(board, rest_of(board, type), bytes, max_bytes);
}

tm_status_t hal_link_arm(hal_board_t *board, const uint8_t *reply, int length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  bool room = slice_emit_link_armed(&board->out, reply, (uint32_t)length);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length) {
  if (length < 1 || length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (reply_length < 0 || reply_length > TM_LINK_FRAME_MAX) return TM_STATUS_BAD_LENGTH;
  if (board->exchange) return TM_STATUS_BUSY;
  if (!slice_emit_link_request(&board->out, (int16_t)reply_length, request, (uint32_t)length)) return TM_STATUS_BUSY;
  board->exchange = true;
  return TM_STATUS_OK;
}

tm_status_t hal_pulse(hal_board_t *board, int output, uint64_t sample_index, uint32_t fraction_Q16) {
  if (output != TM_PULSE_ACTIVE && output != TM_PULSE_REACTIVE) return TM_STATUS_OUT_OF_RANGE;
  bool room = slice_emit_pulse(&board->out, (uint8_t)output, sample_index, fraction_Q16);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

static tm_status_t ask_clock(hal_board_t *board, uint8_t operation, uint64_t time_s) {
  if (board->clock_asked || !slice_emit_clock_asked(&board->out, operation, time_s)) return TM_STATUS_BUSY;
  board->clock_asked = true;
  return TM_STATUS_OK;
}

tm_status_t hal_clock_read(hal_board_t *board) { return ask_clock(board, TM_CLOCK_READ, 0); }

tm_status_t hal_clock_set(hal_board_t *board, uint64_t time_s) {
  if (time_s < HAL_CLOCK_FIRST_s || time_s > HAL_CLOCK_LAST_s) return TM_STATUS_OUT_OF_RANGE;
  return ask_clock(board, TM_CLOCK_SET, time_s);
}

tm_status_t hal_pulse_source(hal_board_t *board, int32_t output, int32_t source) {
  bool seconds = source == TM_PULSE_SOURCE_SECONDS;
  if (!seconds && source != TM_PULSE_SOURCE_ENERGY) return TM_STATUS_OUT_OF_RANGE;
  if (output != TM_PULSE_REACTIVE && (seconds || output != TM_PULSE_ACTIVE)) return TM_STATUS_OUT_OF_RANGE;
  if (output == TM_PULSE_REACTIVE) board->seconds = seconds;
  return TM_STATUS_OK;
}

int hal_power_prepare(hal_board_t *board, int32_t address, const uint8_t *record, int length) {
  return power_record_keep(&board->kept, address, record, length);
}

tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]) {
  if (row < 0 || row >= TM_LCD_ROWS) return TM_STATUS_OUT_OF_RANGE;
  bool room = slice_emit_lcd(&board->out, (uint8_t)row, text);
  return room ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_load_switch(hal_board_t *board, int action) {
  return slice_emit_load_switch(&board->out, (uint8_t)action) ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_alarm_output(hal_board_t *board, int on) {
  return slice_emit_alarm(&board->out, on != 0) ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_relay_outputs(hal_board_t *board, int closed) {
  return slice_emit_relays(&board->out, (uint8_t)closed) ? TM_STATUS_OK : TM_STATUS_BUSY;
}

tm_status_t hal_module(hal_board_t *board, const uint8_t **bytes, size_t *length) {
  *bytes = board->module;
  *length = board->module_length;
  return board->module_length > 0 ? TM_STATUS_OK : TM_STATUS_NOT_FOUND;
}

int hal_module_copy(hal_board_t *board) {
  (void)board; // whoever opens a core gives it one
  return 0;
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
  board->kept = (power_record_t){0}; // of the core before
  board_slots_forget(board);
  board->seconds = false;
  slice_emit_started(&board->out, (int16_t)reset_cause, digest);
}

void hal_fault(hal_board_t *board, int32_t code, int32_t detail, const char *text) {
  slice_emit_fault(&board->out, code, detail, text, (uint32_t)strnlen(text, ENGINE_TEXT_MAX));
}

void hal_alive(hal_board_t *board) {
  if (board->alive != NULL) board->alive();
}
