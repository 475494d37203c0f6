// Runs the RP2350's watchdog over the SDK.
#include "watchdog.h"

#include "hardware/watchdog.h"
#include "resources.h"

int board_watchdog_start(void) {
  int cause = watchdog_caused_reboot() ? TM_RESET_FAULT : TM_RESET_POWER_ON;
  watchdog_enable(WATCHDOG_ms, true);
  return cause;
}

void board_watchdog_feed(void) { watchdog_update(); }
