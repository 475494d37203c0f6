// The module slots of a laptop's board: what is kept for a module, and given to it when the supply fails.
#include "slots.h"

#include <string.h>

#include "board.h"
#include "slice_records.h"

_Static_assert(TM_PORT_DOWNLINK == TM_PORT_UPLINK + BOARD_SLOTS - 1, "slots are ports in a row");
_Static_assert(TM_CONTACT_DOWNLINK_MODULE == TM_CONTACT_UPLINK_MODULE + BOARD_SLOTS - 1, "and contacts in the same order");

tm_status_t hal_last_gasp(hal_board_t *board, int32_t port, const uint8_t *bytes, int32_t length) {
  if (port < TM_PORT_UPLINK || port > TM_PORT_DOWNLINK) return TM_STATUS_OUT_OF_RANGE;
  if (length < 0 || length > TM_LAST_GASP_MAX) return TM_STATUS_BAD_LENGTH;
  board_slot_t *slot = &board->slots[port - TM_PORT_UPLINK];
  memcpy(slot->gasp, bytes, (size_t)length);
  slot->length = (uint32_t)length;
  return TM_STATUS_OK;
}

void board_slot_seen(hal_board_t *board, int contact, bool closed) {
  if (contact < TM_CONTACT_UPLINK_MODULE || contact > TM_CONTACT_DOWNLINK_MODULE) return;
  board->slots[contact - TM_CONTACT_UPLINK_MODULE].present = closed;
}

void board_slots_gasp(hal_board_t *board) {
  for (int i = 0; i < BOARD_SLOTS; i++) {
    const board_slot_t *slot = &board->slots[i];
    if (!slot->present || slot->length == 0) continue;
    (void)slice_emit_last_gasp(&board->out, (uint8_t)(TM_PORT_UPLINK + i), slot->gasp, slot->length);
  }
}

void board_slots_forget(hal_board_t *board) {
  for (int i = 0; i < BOARD_SLOTS; i++) board->slots[i].length = 0;
}
