// The ports of the management board: UARTs, and the slots of modules behind them.
#include "management_ports.h"

#include "board_parts.h"
#include "hal_management.h"
#include "slot_port.h"

static bool is_slot(int port) { return port >= TM_PORT_UPLINK && port < TM_PORT_UPLINK + SLOTS; }

static slot_t slot_of(int port) { return (slot_t)(port - TM_PORT_UPLINK); }

void board_offer_slots(board_choice_t *choice) {
  uint32_t since_us;
  for (slot_t slot = SLOT_UPLINK; slot < SLOTS; slot++) {
    if (!board_slot_waiting(slot, &since_us)) continue;
    board_offer(choice, (hal_event_t){.kind = HAL_EVENT_PORT, .port = (uint8_t)(TM_PORT_UPLINK + slot)}, since_us);
  }
}

int hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes) {
  (void)board;
  return is_slot(port) ? board_slot_take(slot_of(port), bytes, max_bytes) : board_port_take(port, bytes, max_bytes);
}

int hal_port_send(hal_board_t *board, int port, const uint8_t *bytes, int length) {
  (void)board;
  return is_slot(port) ? board_slot_send(slot_of(port), bytes, length) : board_port_send(port, bytes, length);
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  (void)board;
  return is_slot(port) ? board_slot_configure(slot_of(port), baud, format) : board_port_configure(port, baud, format);
}

int hal_port_idle(hal_board_t *board, int port) {
  (void)board;
  return is_slot(port) ? (int)board_slot_idle(slot_of(port)) : board_port_idle(port);
}

tm_status_t hal_last_gasp(hal_board_t *board, int32_t port, const uint8_t *bytes, int32_t length) {
  (void)board;
  return is_slot(port) ? board_slot_keep_gasp(slot_of(port), bytes, length) : TM_STATUS_OUT_OF_RANGE;
}
