// Boots one board: peripherals, module, core; what goes wrong before the core runs is said on port and display.
#include <stdio.h>

#include "board_parts.h"
#include "code_pages.h"
#include "cycles.h"
#include "host.h"
#include "pico.h"
#include "resources.h"
#include "watchdog.h"

#ifdef BOARD_METERING
#define ROLE HAL_METERING
#define ABI host_metering_abi
#else
#define ROLE HAL_MANAGEMENT
#define ABI host_management_abi
#endif

uint8_t __uninitialized_ram(engine_heap_block)[ENGINE_HEAP_BYTES] __attribute__((aligned(16)));
static hal_board_t board = {.role = ROLE};
static host_t host;
// Where tools/firmware finds the engine's high-water mark, under this name.
const size_t *volatile board_heap_most;

/** Without a module there is nothing to run: the board stays and says so, the watchdog stays fed. */
static void stay(void) {
  board_step();
  hal_alive(&board);
}

static _Noreturn void stay_out_of_service(void) {
  char line[HOST_TEXT_MAX + 24];
  snprintf(line, sizeof line, "OUT OF SERVICE: %s", board.problem ? board.problem : host.text);
  board_say(line);
  board_run(stay);
}

static void handle_events(void) {
  while (host_step(&host) != HAL_EVENT_NONE) continue;
}

int main(void) {
  board_cycles_start();
  board.reset_cause = board_watchdog_start();
  board_start();
#if PSRAM_BYTES
  if (!board_code_pages_ready()) board.problem = "PSRAM does not answer";
#endif
  board.heap_peak = board_heap_most = &host.engine.heap.peak;
  if (host_boot(&host, &board, &ABI, engine_heap_block, sizeof engine_heap_block) != TM_STATUS_OK) stay_out_of_service();
  board_run(handle_events);
}
