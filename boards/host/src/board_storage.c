// The storage part of hal.h for a laptop: FRAM and NOR are images; how long the NOR takes is told with a record.
#include "board.h"
#include "slice_records.h"

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  return board_fram_read(&board->fram, address, bytes, length);
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  uint32_t *left = &board->cut.fram_bytes;
  if (*left == 0 || length < *left) {
    if (*left > 0) *left -= (uint32_t)length;
    return board_fram_write(&board->fram, address, bytes, length);
  }
  // The chip takes byte by byte: what came before the cut is whole.
  (void)board_fram_write(&board->fram, address, bytes, *left);
  board->cut.go();
  return TM_STATUS_STORAGE_FAILED;
}

tm_status_t hal_nor_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  return board_nor_read(&board->nor, address, bytes, length);
}

/** The other side gives the end of it back as an event, once its time is over. */
static tm_status_t tell_start(hal_board_t *board, tm_status_t status) {
  if (status != TM_STATUS_OK) return status;
  if (board->cut.nor_operations > 0 && --board->cut.nor_operations == 0) board->cut.go();
  (void)slice_emit_nor_started(&board->out, board_nor_duration_us(&board->nor));
  return TM_STATUS_OK;
}

tm_status_t hal_nor_program(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  return tell_start(board, board_nor_program(&board->nor, address, bytes, length));
}

tm_status_t hal_nor_erase(hal_board_t *board, uint32_t address, uint32_t length) {
  return tell_start(board, board_nor_erase(&board->nor, address, length));
}
