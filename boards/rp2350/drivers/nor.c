// Reads the W25Q128 and runs one program or erase at a time in it, looked at from the loop and suspended for every read.
#include "nor.h"

#include <string.h>

#include "hal_nor.h"
#include "hardware/timer.h"
#include "resources.h"
#include "storage_bus.h"
#include "w25q128.h"

_Static_assert(TM_NOR_BYTES == W25Q128_BYTES && TM_NOR_PAGE == W25Q128_PAGE, "the memory of the protocol");
_Static_assert(TM_NOR_SECTOR == W25Q128_SECTOR && TM_NOR_BLOCK == W25Q128_BLOCK, "and its blocks");
_Static_assert(STORAGE_SPI_MODE == W25Q128_SPI_MODE, "the bus in the mode of this chip");

typedef enum { NOR_IDLE, NOR_PROGRAM, NOR_ERASE } nor_kind_t;

static struct {
  unsigned select;
  bool found;
  nor_kind_t kind;
  uint32_t address, length; /**< Of the whole operation. */
  uint32_t begun;           /**< Bytes of a program given to the chip: it takes them STORAGE_CHUNK at a time. */
  uint32_t step_us, most_us; /**< When the chip began what it is at, and how long that may take. */
  uint32_t resumed_us;
  uint32_t suspended_us; /**< How long the last read had it suspended. */
  uint8_t page[TM_NOR_PAGE];
  bool ended;
  tm_status_t status;
  uint32_t ended_us;
} nor;

static uint32_t now_us(void) { return timer0_hw->timerawl; }

/** Until so long after the instant. */
static void wait_us(uint32_t since_us, uint32_t length_us) {
  while (now_us() - since_us <= length_us) tight_loop_contents();
}

static void command(uint8_t opcode) { board_storage_transfer(nor.select, &opcode, &opcode, 1); }

static bool chip_busy(void) {
  uint8_t status[W25Q128_STATUS_BYTES] = {W25Q128_RDSR1};
  board_storage_transfer(nor.select, status, status, sizeof status);
  return w25q128_busy(status);
}

static bool chip_suspended(void) {
  uint8_t status[W25Q128_STATUS_BYTES] = {W25Q128_RDSR2};
  board_storage_transfer(nor.select, status, status, sizeof status);
  return w25q128_suspended(status);
}

static void end(tm_status_t status) {
  nor.kind = NOR_IDLE;
  nor.ended = true;
  nor.status = status;
  nor.ended_us = now_us();
}

/** How long an operation goes on between two reads at least: as long as the one before had it suspended, so that somebody
 *  who reads all the time leaves it half of it; tSUS in any case (the chip wants it between RESUME and the next SUSPEND). */
static uint32_t least_run_us(void) {
  uint32_t run_us = nor.suspended_us > W25Q128_SUSPEND_us ? nor.suspended_us : W25Q128_SUSPEND_us;
  return run_us < NOR_WAIT_MAX_us ? run_us : NOR_WAIT_MAX_us;
}

/** Suspends what the chip is at. @return false when there is nothing to resume afterwards. */
static bool suspend(void) {
  wait_us(nor.resumed_us, least_run_us());
  command(W25Q128_SUSPEND);
  // Asked meanwhile, it would only say that it is still busy.
  wait_us(now_us(), W25Q128_SUSPEND_us);
  for (uint32_t since_us = now_us(); chip_busy();) {
    if (now_us() - since_us > 4 * W25Q128_SUSPEND_us) return false;
  }
  return chip_suspended();
}

static void resume(void) {
  command(W25Q128_RESUME);
  nor.resumed_us = now_us();
}

/** An erase that the MCU did not outlive goes on in the chip, or waits for its RESUME: neither lets itself be asked who it is. */
void board_nor_start(unsigned select) {
  nor.select = select;
  board_storage_select(select);
  bool left_behind = chip_suspended() || (chip_busy() && suspend());
  uint8_t bytes[W25Q128_IDENTITY_BYTES] = {W25Q128_RDID};
  board_storage_transfer(select, bytes, bytes, sizeof bytes);
  nor.found = w25q128_is(bytes);
  if (!nor.found || !left_behind) return;
  nor.kind = NOR_ERASE;
  nor.address = 0;
  nor.length = TM_NOR_BYTES; // which bytes it is at nobody knows
  nor.most_us = W25Q128_BLOCK_MAX_us;
  resume();
  nor.step_us = now_us();
}

/** Gives the chip a program or erase. The latch goes off by itself at its end. @return false when it is not taken. */
static bool give_command(uint8_t *frame, size_t length) {
  uint8_t enable = W25Q128_WREN;
  uint8_t status[W25Q128_STATUS_BYTES] = {W25Q128_RDSR1};
  board_storage_take();
  board_storage_exchange(nor.select, &enable, &enable, 1);
  board_storage_exchange(nor.select, status, status, sizeof status);
  bool takes = w25q128_takes_write(status);
  if (takes) board_storage_exchange(nor.select, frame, frame, length);
  board_storage_give();
  nor.step_us = now_us();
  return takes;
}

/** Gives the chip the next bytes of the page. @return false when it does not take them. */
static bool program_chunk(void) {
  uint8_t frame[W25Q128_HEADER + STORAGE_CHUNK];
  uint32_t left = nor.length - nor.begun, chunk = left < STORAGE_CHUNK ? left : STORAGE_CHUNK;
  w25q128_header(frame, W25Q128_PROGRAM, nor.address + nor.begun);
  memcpy(frame + W25Q128_HEADER, nor.page + nor.begun, chunk);
  nor.begun += chunk;
  return give_command(frame, W25Q128_HEADER + chunk);
}

void board_nor_step(void) {
  if (nor.kind == NOR_IDLE) return;
  if (chip_busy()) {
    // Twice the longest time: a chip that is still busy then does not come back.
    if (now_us() - nor.step_us > 2 * nor.most_us) end(TM_STATUS_STORAGE_FAILED);
    return;
  }
  if (nor.kind == NOR_ERASE || nor.begun == nor.length) end(TM_STATUS_OK);
  else if (!program_chunk()) end(TM_STATUS_STORAGE_FAILED);
}

bool board_nor_waiting(tm_status_t *status, uint32_t *since_us) {
  *status = nor.status;
  *since_us = nor.ended_us;
  return nor.ended;
}

void board_nor_told(void) { nor.ended = false; }

/** Whether the operation under way is about to change some of these bytes. */
static bool changing(uint32_t address, size_t length) {
  if (nor.kind == NOR_IDLE) return false;
  uint32_t begin = nor.address, bytes = nor.length;
  if (nor.kind == NOR_PROGRAM) begin -= begin % TM_NOR_PAGE, bytes = TM_NOR_PAGE;
  return address < begin + bytes && begin < address + length;
}

static void read_chunks(uint32_t address, uint8_t *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    size_t chunk = length - done < STORAGE_CHUNK ? length - done : STORAGE_CHUNK;
    uint8_t frame[W25Q128_HEADER + STORAGE_CHUNK] = {0};
    w25q128_header(frame, W25Q128_READ, address + (uint32_t)done);
    board_storage_transfer(nor.select, frame, frame, W25Q128_HEADER + chunk);
    memcpy(bytes + done, frame + W25Q128_HEADER, chunk);
    done += chunk;
  }
}

tm_status_t board_nor_read(uint32_t address, uint8_t *bytes, size_t length) {
  if (!hal_nor_inside(address, length)) return TM_STATUS_OUT_OF_RANGE;
  if (!nor.found) return TM_STATUS_STORAGE_FAILED;
  if (changing(address, length)) return TM_STATUS_BUSY;
  bool suspended = nor.kind != NOR_IDLE && chip_busy() && suspend();
  uint32_t since_us = now_us();
  if (!suspended && nor.kind != NOR_IDLE && chip_busy()) return TM_STATUS_STORAGE_FAILED;
  read_chunks(address, bytes, length);
  if (!suspended) return TM_STATUS_OK;
  resume();
  nor.suspended_us = now_us() - since_us;
  nor.step_us += nor.suspended_us; // its time stood still
  return TM_STATUS_OK;
}

/** What both operations begin with. An end that was not told yet is an operation still. */
static tm_status_t check_start(tm_status_t arguments) {
  if (arguments != TM_STATUS_OK) return arguments;
  if (!nor.found) return TM_STATUS_STORAGE_FAILED;
  return nor.kind != NOR_IDLE || nor.ended ? TM_STATUS_BUSY : TM_STATUS_OK;
}

tm_status_t board_nor_program(uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = check_start(hal_nor_check_program(address, length));
  if (status != TM_STATUS_OK) return status;
  memcpy(nor.page, bytes, length);
  nor.address = address;
  nor.length = (uint32_t)length;
  nor.begun = 0;
  nor.most_us = W25Q128_PROGRAM_MAX_us;
  if (!program_chunk()) return TM_STATUS_STORAGE_FAILED;
  nor.kind = NOR_PROGRAM;
  return TM_STATUS_OK;
}

tm_status_t board_nor_erase(uint32_t address, uint32_t length) {
  tm_status_t status = check_start(hal_nor_check_erase(address, length));
  if (status != TM_STATUS_OK) return status;
  uint8_t header[W25Q128_HEADER];
  w25q128_header(header, length == TM_NOR_SECTOR ? W25Q128_ERASE_SECTOR : W25Q128_ERASE_BLOCK, address);
  if (!give_command(header, sizeof header)) return TM_STATUS_STORAGE_FAILED;
  nor.kind = NOR_ERASE;
  nor.address = address;
  nor.length = length;
  nor.most_us = w25q128_erase_max_us(length);
  return TM_STATUS_OK;
}
