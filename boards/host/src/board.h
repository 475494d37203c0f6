// The laptop as a board: its state, shared by the files that implement hal.h over slices.
#ifndef BOARD_HOST_H
#define BOARD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fram.h"
#include "hal_management.h"
#include "hal_metering.h"

#define BOARD_PORTS 2
#define BOARD_OUT_CAPACITY (256u * 1024u)
// Kept back for faults and starts, so that a core flooding the other records cannot hide them.
#define BOARD_OUT_RESERVE 8192u

typedef struct {
  uint32_t free; /**< Bytes the transmit ring still takes. */
  bool idle;     /**< Nothing queued, nothing on the wire. */
} board_port_t;

/** The record the last event announced, as far as the core has not taken it. */
typedef struct {
  const uint8_t *at, *end;
  uint8_t type, channel;
  uint64_t first_index; /**< Samples: index of the set at `at`. */
} board_record_t;

struct hal_board {
  hal_role_t role;
  const uint8_t *module;
  size_t module_length;
  board_fram_t fram;
  board_port_t ports[BOARD_PORTS];
  bool exchange; /**< A link exchange is under way. */
  const uint8_t *in, *in_end;
  board_record_t record;
  uint8_t *out;
  uint32_t out_length, out_capacity;
  void (*alive)(void); /**< Winds the watchdog up; NULL where there is none. */
};

/** A new board with empty ports; the FRAM and the module are filled in by the caller. */
void board_init(hal_board_t *board, hal_role_t role);

/** Checks a whole slice before any of it is handed out.
 *  @return TM_STATUS_OK, BAD_LENGTH, UNKNOWN_MESSAGE or OUT_OF_RANGE (a port the board does not have). */
tm_status_t board_check_slice(const hal_board_t *board, const uint8_t *in, size_t length);

/** Where the core's records go from now on: a slice with its length word still to come. */
void board_begin_output(hal_board_t *board, uint8_t *out, uint32_t capacity);

/** Gives the checked slice to the board; hal_wait hands it out record by record. */
void board_begin_input(hal_board_t *board, const uint8_t *in, size_t length);

/** Writes the length word. @return bytes of the whole slice. */
uint32_t board_end_output(hal_board_t *board);

/** A record from the core: header, then payload of up to two parts.
 *  @return false when there is no room for it. */
bool board_emit(hal_board_t *board, uint8_t type, uint8_t channel, int16_t value, const void *payload,
                uint32_t length);

uint16_t board_get_u16(const uint8_t *bytes);
uint32_t board_get_u32(const uint8_t *bytes);
uint64_t board_get_u64(const uint8_t *bytes);
void board_put_u32(uint8_t *bytes, uint32_t value);
void board_put_u64(uint8_t *bytes, uint64_t value);

#endif
