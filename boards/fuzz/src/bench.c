// Runs a core slice by slice, and takes everything back: module, host, board, FRAM, and the sectors of NOR that changed.
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include "aot_boundary.h"
#include "twinmeter.h"
#include "watch.h"

#define MODULE_MAX (512u * 1024u)
#define MEMORY_BYTES (3u * 65536u)
#define SECTORS_MAX 128u

_Alignas(16) uint8_t engine_heap_block[MEMORY_BYTES];
bench_t bench;
bench_out_t bench_out;

/** Where bench_back goes. Of a module that is loaded and not started only its own part is kept. */
typedef struct {
  bench_t bench;
  Z_core_instance_t instance;
  uint8_t memory[MEMORY_BYTES];
} standing_t;
static standing_t kept, loaded;
static uint8_t kept_fram[TM_FRAM_BYTES], kept_nor[NOR_IMAGE_HEADER + TM_NOR_BYTES];

/** Sectors of the NOR that changed since. */
static uint32_t changed[SECTORS_MAX], changed_count;

static size_t read_file(const char *path, uint8_t *bytes, size_t most) {
  FILE *file = fopen(path, "rb");
  size_t length = file != NULL ? fread(bytes, 1, most, file) : 0;
  if (length == 0) watch_found("%s: cannot be read", path);
  fclose(file);
  return length;
}

static void check_status(tm_status_t status, const char *what) {
  if (status != TM_STATUS_OK) watch_found("%s: status %d: %s", what, (int)status, bench.host.text);
}

void bench_boot(hal_role_t role, const bench_files_t *files) {
  static uint8_t module[MODULE_MAX], identity[TM_GIVEN_IDENTITY_BYTES];
  char text[256] = "";
  watch_seed(1);
  board_init(&bench.board, role);
  bench.board.module = module;
  bench.board.module_length = read_file(files->module, module, sizeof module);
  check_status(board_fram_open(&bench.board.fram, NULL, text, sizeof text), "FRAM");
  check_status(board_nor_open(&bench.board.nor, NULL, text, sizeof text), "NOR");
  if (files->fram != NULL) (void)read_file(files->fram, bench.board.fram.bytes, TM_FRAM_BYTES);
  if (files->nor != NULL) (void)read_file(files->nor, bench.board.nor.image, NOR_IMAGE_BYTES);
  if (files->identity != NULL) {
    (void)read_file(files->identity, identity, sizeof identity);
    tm_give_identity(identity);
  }
  board_take_identity(&bench.board);
  bench_begin_out();
  const host_abi_t *abi = role == HAL_METERING ? &host_metering_abi : &host_management_abi;
  check_status(host_boot(&bench.host, &bench.board, abi, engine_heap_block, sizeof engine_heap_block), "boot");
  bench_take(slice_end(&bench.board.out));
}

static void keep(standing_t *standing) {
  standing->bench = bench;
  standing->instance = *aot_instance();
  memcpy(standing->memory, engine_heap_block, sizeof standing->memory);
}

static void put_back(const standing_t *standing) {
  *aot_instance() = standing->instance;
  memcpy(engine_heap_block, standing->memory, sizeof standing->memory);
}

void bench_keep(void) {
  bench.blocks = 0;
  memcpy(kept_fram, bench.board.fram.bytes, sizeof kept_fram);
  memcpy(kept_nor, bench.board.nor.image, sizeof kept_nor);
  changed_count = 0;
  keep(&kept);
}

void bench_back(void) {
  put_back(&kept);
  bench = kept.bench;
  bench_clear();
  memcpy(bench.board.fram.bytes, kept_fram, sizeof kept_fram);
  memcpy(bench.board.nor.image, kept_nor, NOR_IMAGE_HEADER);
  for (uint32_t i = 0; i < changed_count; i++) {
    uint32_t at = NOR_IMAGE_HEADER + changed[i] * TM_NOR_SECTOR;
    memcpy(bench.board.nor.image + at, kept_nor + at, TM_NOR_SECTOR);
  }
  changed_count = 0;
  watch_seed(2);
}

/** The host says so once a module is loaded, right before it starts it. */
void __real_hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]);
void __wrap_hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]);
void __wrap_hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]) {
  keep(&loaded);
  __real_hal_started(board, reset_cause, digest);
}

void bench_restart(void) {
  const int64_t arguments[] = {TM_RESET_POWER_ON};
  int64_t status = 0;
  uint64_t clock_s = bench.clock_s;
  put_back(&loaded);
  bench = loaded.bench;
  bench.clock_s = clock_s;
  bench_clear();
  bench_begin_out();
  keys_load(&bench.host.keys, &bench.board);
  watch_begin();
  bench.host.running = host_call(&bench.host, bench.host.abi->start, arguments, &status);
  if (!bench.host.running) watch_found("start: %s", engine_text(&bench.host.engine));
  bench_take(slice_end(&bench.board.out));
}

const uint8_t *bench_kept_fram(void) { return kept_fram; }
uint8_t *bench_fram(void) { return bench.board.fram.bytes; }

static void note_sector(uint32_t sector) {
  for (uint32_t i = 0; i < changed_count; i++) {
    if (changed[i] == sector) return;
  }
  if (changed_count == SECTORS_MAX) watch_found("an input changes more than %u sectors of NOR", SECTORS_MAX);
  changed[changed_count++] = sector;
}

uint8_t *bench_nor(uint32_t address) {
  note_sector(address / TM_NOR_SECTOR);
  return bench.board.nor.image + NOR_IMAGE_HEADER + address;
}

tm_status_t __real_board_nor_program(board_nor_t *nor, uint32_t address, const uint8_t *bytes, size_t length);
tm_status_t __wrap_board_nor_program(board_nor_t *nor, uint32_t address, const uint8_t *bytes, size_t length);
tm_status_t __wrap_board_nor_program(board_nor_t *nor, uint32_t address, const uint8_t *bytes, size_t length) {
  tm_status_t status = __real_board_nor_program(nor, address, bytes, length);
  if (status == TM_STATUS_OK) note_sector(address / TM_NOR_SECTOR);
  return status;
}

tm_status_t __real_board_nor_erase(board_nor_t *nor, uint32_t address, uint32_t length);
tm_status_t __wrap_board_nor_erase(board_nor_t *nor, uint32_t address, uint32_t length);
tm_status_t __wrap_board_nor_erase(board_nor_t *nor, uint32_t address, uint32_t length) {
  tm_status_t status = __real_board_nor_erase(nor, address, length);
  for (uint32_t at = 0; status == TM_STATUS_OK && at < length; at += TM_NOR_SECTOR) {
    note_sector((address + at) / TM_NOR_SECTOR);
  }
  return status;
}
