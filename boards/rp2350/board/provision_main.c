// Boots one board to be given its identity: peripherals, then the messages of provisioning in place of a core.
#include "provision.h"

#include "board_parts.h"
#include "cycles.h"
#include "hardware/timer.h"
#include "watchdog.h"
#ifdef BOARD_METERING
#include "hal_metering.h"
#define ROLE HAL_METERING
#else
#include "hal_management.h"
#define ROLE HAL_MANAGEMENT
#endif

static hal_board_t board = {.role = ROLE};
static provision_t provision;

#ifdef BOARD_METERING
/** Nobody meters here; samples that were left would stand before what a port received. */
static void drop_samples(void) {
  int32_t sets[8 * TM_SAMPLE_WORDS];
  uint64_t first;
  while (hal_samples_take(&board, sets, 8, &first) > 0) continue;
}
#else
static void drop_samples(void) {}
#endif

static void handle_events(void) {
  hal_event_t event;
  do {
    event = (hal_event_t){.kind = HAL_EVENT_NONE};
    hal_wait(&board, &event);
    if (event.kind == HAL_EVENT_SAMPLES) drop_samples();
    provision_step(&provision, time_us_64());
    hal_alive(&board);
  } while (event.kind != HAL_EVENT_NONE);
}

int main(void) {
  board_cycles_start();
  board.reset_cause = board_watchdog_start();
  board_start();
  provision_begin(&provision, &board, ROLE);
  board_run(handle_events);
}
