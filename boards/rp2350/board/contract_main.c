// Boots one board for the contract of its porting layer: peripherals, then the checks in place of a core.
#include "contract.h"

#include "board_parts.h"
#include "cycles.h"
#include "hardware/timer.h"
#include "watchdog.h"

#ifdef BOARD_METERING
#define ROLE HAL_METERING
#else
#define ROLE HAL_MANAGEMENT
#endif

static hal_board_t board = {.role = ROLE};
static contract_t contract;

uint64_t contract_now_us(void) { return time_us_64(); }

static void handle_events(void) {
  hal_event_t event;
  do {
    event = (hal_event_t){.kind = HAL_EVENT_NONE};
    hal_wait(&board, &event);
    contract_event(&contract, &event);
    hal_alive(&board);
  } while (event.kind != HAL_EVENT_NONE);
}

int main(void) {
  board_cycles_start();
  board.reset_cause = board_watchdog_start();
  board_start();
  contract_begin(&contract, &board, ROLE);
  board_run(handle_events);
}
