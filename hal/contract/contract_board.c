// The contract of the other hal_* functions: what they refuse, and a hash of which the answer is known.
#include <string.h>

#include "contract.h"
#ifdef CONTRACT_MANAGEMENT
#include "hal_management.h"
#else
#include "hal_metering.h"
#endif

static check_t ports_refuse(contract_t *contract) {
  static const uint8_t long_line[TM_MANAGEMENT_RING_MAX + 1];
  hal_board_t *board = contract->board;
  bool ok = hal_port_send(board, CONTRACT_PORT, long_line, sizeof long_line) == TM_STATUS_BAD_LENGTH &&
            hal_port_send(board, 9, long_line, 1) == TM_STATUS_OUT_OF_RANGE &&
            hal_port_send(board, -1, long_line, 1) == TM_STATUS_OUT_OF_RANGE &&
            hal_port_send(board, CONTRACT_PORT, long_line, 0) == 0;
  return contract_expect(contract, ok && hal_port_take(board, 9, contract->bytes, 8) == 0, 0);
}

static check_t hash(contract_t *contract) {
  // FIPS 180-4, the example of one block.
  static const uint8_t of_abc[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                     0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                     0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
  uint8_t digest[32];
  hal_sha256(contract->board, (const uint8_t *)"abc", 3, digest);
  return contract_expect(contract, memcmp(digest, of_abc, sizeof digest) == 0, digest[0]);
}

#ifdef CONTRACT_MANAGEMENT
static check_t role_refuses(contract_t *contract) {
  static const uint8_t request[TM_LINK_FRAME_MAX + 1];
  static const char row[TM_LCD_COLUMNS + 1] = "                    ";
  hal_board_t *board = contract->board;
  bool ok = hal_link_request(board, request, 0, 10) == TM_STATUS_BAD_LENGTH &&
            hal_link_request(board, request, sizeof request, 10) == TM_STATUS_BAD_LENGTH &&
            hal_link_request(board, request, 10, TM_LINK_FRAME_MAX + 1) == TM_STATUS_BAD_LENGTH;
  ok = ok && hal_port_configure(board, 9, 300, TM_PORT_FORMAT_8N1) == TM_STATUS_OUT_OF_RANGE &&
       hal_port_configure(board, 1, 299, TM_PORT_FORMAT_8N1) == TM_STATUS_OUT_OF_RANGE && hal_port_idle(board, 1) == 1 &&
       hal_port_idle(board, 9) == TM_STATUS_OUT_OF_RANGE;
  return contract_expect(contract, ok && hal_lcd_write(board, TM_LCD_ROWS, row) == TM_STATUS_OUT_OF_RANGE, 0);
}
#else
static check_t role_refuses(contract_t *contract) {
  static const uint8_t reply[TM_LINK_FRAME_MAX + 1];
  bool ok = hal_link_arm(contract->board, reply, 0) == TM_STATUS_BAD_LENGTH &&
            hal_link_arm(contract->board, reply, sizeof reply) == TM_STATUS_BAD_LENGTH;
  return contract_expect(contract, ok && hal_pulse(contract->board, 7, 0, 0) == TM_STATUS_OUT_OF_RANGE, 0);
}
#endif

static const contract_check_t checks[] = {
    {"ports refuse what they have no room for", ports_refuse, NULL},
    {"SHA-256 of abc (first byte)", hash, NULL},
    {"link and outputs refuse what they cannot do", role_refuses, NULL},
};
const contract_list_t contract_board = {checks, sizeof checks / sizeof *checks};
