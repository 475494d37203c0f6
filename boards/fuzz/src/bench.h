// One core on the laptop's board, in this process: booted from images, handed events, and taken back to where it stood.
#ifndef FUZZ_BENCH_H
#define FUZZ_BENCH_H

#include "board.h"
#include "host_internal.h"

#define BENCH_BLOCK 32u     // sample sets of a block: 8 ms at 4 kHz
#define BENCH_SAID_MAX 8192 // bytes that are kept of what the core says at its ports

/** The core and what stands around it: all that an input may change, but for the memories of the module and the chips. */
typedef struct {
  hal_board_t board;
  host_t host;
  uint64_t sample_index, now_us;
  uint64_t clock_s;      /**< What the RTC shows. */
  uint32_t blocks;       /**< Since the bench was kept. */
  uint8_t waiting[1024]; /**< Records for the next slice: ends of what the board does meanwhile. */
  uint32_t waiting_length;
  uint32_t clock_sets; /**< How often the core set the RTC. */
  uint8_t apdu_number, link_number; /**< Of what the harness asked last: an input alone asks what it asks among others. */
  uint8_t
      request[TM_LINK_FRAME_MAX]; /**< Of the management core, waiting for its reply; of length 0 where none does. */
  uint32_t request_length;
} bench_t;

/** What the core gave out while it handled the last slice. */
typedef struct {
  uint8_t link[TM_LINK_FRAME_MAX]; /**< The reply armed, or the request started. */
  uint32_t link_length;
  int16_t link_reply_length;
  uint8_t port[BENCH_SAID_MAX]; /**< At all ports together, the last of them at port_number. */
  uint8_t port_number;
  uint32_t port_length, port_longest; /**< Longest of the pieces sent at once. */
} bench_out_t;

/** Files of what a board has; NULL for erased memories and no identity. */
typedef struct {
  const char *module, *fram, *nor, *identity;
} bench_files_t;

/** A record of a slice. */
typedef struct {
  uint8_t type, channel;
  int16_t value;
  const void *payload;
  uint32_t length;
} bench_record_t;

extern bench_t bench;
extern bench_out_t bench_out;

/** Boots the core of a role. Ends the process where it cannot. */
void bench_boot(hal_role_t role, const bench_files_t *files);

/** From now on bench_back comes back to here. */
void bench_keep(void);
void bench_back(void);

/** Starts the core anew in whatever FRAM and NOR hold, as when power comes. */
void bench_restart(void);

/** The FRAM when the bench was kept, and now. */
const uint8_t *bench_kept_fram(void);
uint8_t *bench_fram(void);

/** A byte of the NOR as the image has it (inverted), to be changed; bench_back undoes it as far as the sector ends. */
uint8_t *bench_nor(uint32_t address);

/** Adds a record to the slice that bench_run hands over. */
void bench_add(const bench_record_t *record);

/** Forgets records that were added. */
void bench_clear(void);

/** Hands the records over, and before them the ends of what the board did meanwhile. A fault of the core is a finding. */
void bench_run(void);

/** The answers of the core go into a new slice; they are handled up to a length of it. */
void bench_begin_out(void);
void bench_take(uint32_t length);

/** A block of samples of a steady load; with the last one of a second the RTC's edge. */
void bench_block(void);

/** A tick of the management core. */
void bench_tick(uint32_t after_us);

#endif
