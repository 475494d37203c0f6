// Answers the messages of provisioning (docs/provisioning.md).
#include "provision.h"

#include "hal_ports.h"

typedef struct {
  uint8_t message;
  uint32_t request;
  int (*answer)(ceremony_t *ceremony, const uint8_t *request, uint8_t *reply);
} row_t;

static const row_t rows[] = {
    {TM_MESSAGE_PROVISION_TELL, 0, ceremony_tell},
    {TM_MESSAGE_PROVISION_GENERATE, TM_PROVISION_GENERATE_REQUEST_BYTES, ceremony_generate},
    {TM_MESSAGE_PROVISION_LOAD, TM_PROVISION_LOAD_REQUEST_BYTES, ceremony_load},
    {TM_MESSAGE_PROVISION_WRITE, 0, ceremony_write},
    {TM_MESSAGE_PROVISION_LOCK, 0, ceremony_lock},
};

static const row_t *row_of(const uint8_t *frame) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].message == frame_message(frame)) return &rows[i];
  }
  return NULL;
}

static int answer(ceremony_t *ceremony, const uint8_t *frame, uint8_t *reply) {
  const row_t *row = row_of(frame);
  if (row == NULL || frame_kind(frame) != TM_FRAME_REQUEST) return TM_STATUS_UNKNOWN_MESSAGE;
  if (frame_payload_length(frame) != row->request) return TM_STATUS_BAD_LENGTH;
  return row->answer(ceremony, frame + TM_FRAME_HEADER, reply);
}

static void serve_frame(provision_t *provision) {
  const uint8_t *frame = provision->stream.bytes;
  uint8_t out[TM_LINK_FRAME_MAX], *payload = out + TM_FRAME_HEADER;
  // Two who answer each other's errors would never end.
  if (frame_kind(frame) == TM_FRAME_ERROR) return;
  int length = answer(&provision->ceremony, frame, payload);
  uint32_t kind = length < 0 ? TM_FRAME_ERROR : TM_FRAME_REPLY;
  for (int i = 0; i < 4 && length < 0; i++) payload[i] = (uint8_t)((uint32_t)length >> 8 * i);
  uint32_t bytes = frame_answer(out, frame, kind, length < 0 ? 4 : (uint32_t)length);
  // Who asks before the last answer is out loses this one, and asks again.
  (void)hal_port_send(provision->ceremony.board, PROVISION_PORT, out, (int)bytes);
}

void provision_begin(provision_t *provision, hal_board_t *board, hal_role_t role) {
  provision->stream.length = 0;
  provision->heard_us = 0;
  provision->port_is_set = false;
  ceremony_begin(&provision->ceremony, board, role);
}

/** Boards start with the rate their core wants; a text of the board itself may still be leaving. */
static void set_port(provision_t *provision) {
  if (provision->port_is_set) return;
  hal_board_t *board = provision->ceremony.board;
  provision->port_is_set =
      hal_port_configure(board, PROVISION_PORT, TM_PROVISION_BAUD, TM_PORT_FORMAT_8N1) == TM_STATUS_OK;
}

void provision_step(provision_t *provision, uint64_t now_us) {
  uint8_t byte;
  set_port(provision);
  while (hal_port_take(provision->ceremony.board, PROVISION_PORT, &byte, 1) == 1) {
    if (now_us - provision->heard_us > PROVISION_PAUSE_us) frame_drop(&provision->stream, TM_LINK_FRAME_MAX);
    provision->heard_us = now_us;
    uint32_t length = frame_take(&provision->stream, byte);
    if (length == 0) continue;
    serve_frame(provision);
    frame_drop(&provision->stream, length);
  }
}
