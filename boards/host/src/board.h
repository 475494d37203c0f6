// The laptop as a board: its state, shared by the files that implement hal.h over slices.
#ifndef BOARD_HOST_H
#define BOARD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fram.h"
#include "hal_jobs.h"
#include "hal_keys.h"
#include "hal_management.h"
#include "hal_metering.h"
#include "nor.h"
#include "power_record.h"
#include "slice.h"
#include "slots.h"

#define BOARD_PORTS (TM_METERING_PORTS > TM_MANAGEMENT_PORTS ? TM_METERING_PORTS : TM_MANAGEMENT_PORTS)
#define BOARD_OUT_CAPACITY (256u * 1024u)

typedef struct {
  uint32_t ring; /**< Bytes the transmit ring holds. */
  uint32_t free; /**< Bytes the transmit ring still takes. */
  bool idle;     /**< Nothing queued, nothing on the wire. */
} board_port_t;

/** The record the last event announced, as far as the core has not taken it. */
typedef struct {
  const uint8_t *at, *end;
  uint8_t type, channel;
  uint64_t first_index; /**< Samples: index of the set at `at`. */
} board_record_t;

/** Where the supply of a laptop's board goes, for tests: after so many more bytes into FRAM, or with so many more programs
 *  and erases of NOR started, the last of them under way. 0: not there. */
typedef struct {
  uint32_t fram_bytes, nor_operations;
  void (*go)(void); /**< Ends everything at once. */
} board_power_cut_t;

struct hal_board {
  hal_role_t role;
  const uint8_t *module;
  size_t module_length;
  board_fram_t fram;
  board_nor_t nor;
  board_power_cut_t cut;
  board_port_t ports[BOARD_PORTS];
  bool exchange; /**< A link exchange is under way. */
  bool clock_asked; /**< A reading or setting of the RTC is under way. */
  bool seconds;     /**< The kvarh output gives the seconds of the RTC. */
  power_record_t kept; /**< What is written when the supply fails. */
  board_slot_t slots[BOARD_SLOTS]; /**< Of the management board. */
  const uint8_t *in, *in_end;
  board_record_t record;
  bool has_identity;
  hal_identity_t identity;
  hal_job_t *jobs[TM_JOBS_MAX]; /**< Done, and their end not told yet. */
  hal_job_t *job; /**< The one told of last. */
  slice_writer_t out; /**< Where the core's records go. */
  void (*alive)(void); /**< Winds the watchdog up; NULL where there is none. */
};

/** A new board with empty ports; the FRAM and the module are filled in by the caller. */
void board_init(hal_board_t *board, hal_role_t role);

/** Gives the board the identity of tm_give_identity, if there is one. */
void board_take_identity(hal_board_t *board);

/** An event says that this job ended. */
void board_job_told(hal_board_t *board, int number);

/** Checks a whole slice before any of it is handed out.
 *  @return TM_STATUS_OK, BAD_LENGTH, UNKNOWN_MESSAGE or OUT_OF_RANGE (a port the board does not have). */
tm_status_t board_check_slice(const hal_board_t *board, const uint8_t *in, size_t length);

/** Gives the checked slice to the board; hal_wait hands it out record by record. */
void board_begin_input(hal_board_t *board, const uint8_t *in, size_t length);

#endif
