// Debounces the contacts of the metering board and remembers what the core was told of each.
#include "switches.h"

#include "analog.h"
#include "hardware/gpio.h"
#include "hardware/timer.h"
#include "resources.h"
#include "twinmeter_protocol.h"

typedef struct {
  uint8_t number;
  bool (*closed)(void);
  bool seen, told, known; /**< Present state; state the core was told; it was told at all. */
  uint32_t since_us;      /**< When the present state was first seen. */
} contact_t;

static bool jumper_closed(void) { return !gpio_get(PIN_CALIBRATION_JUMPER); }
static bool cover_closed(void) { return !gpio_get(PIN_COVER); }

// The terminal cover's contact is on the management board.
static contact_t contacts[] = {
    {.number = TM_SWITCH_CALIBRATION_JUMPER, .closed = jumper_closed},
    {.number = TM_SWITCH_MAIN_COVER, .closed = cover_closed},
    {.number = TM_SWITCH_CLOCK_BATTERY, .closed = board_analog_battery_good},
};
#define CONTACTS (sizeof contacts / sizeof *contacts)

static void start_input(unsigned pin) {
  gpio_init(pin);
  gpio_pull_up(pin);
}

void board_switches_start(void) {
  start_input(PIN_CALIBRATION_JUMPER);
  start_input(PIN_COVER);
  for (unsigned i = 0; i < CONTACTS; i++) contacts[i].since_us = timer0_hw->timerawl;
}

void board_switches_step(void) {
  for (unsigned i = 0; i < CONTACTS; i++) {
    bool closed = contacts[i].closed();
    if (closed == contacts[i].seen) continue;
    contacts[i].seen = closed;
    contacts[i].since_us = timer0_hw->timerawl;
  }
}

void board_switches_forget(void) {
  uint32_t now_us = timer0_hw->timerawl;
  for (unsigned i = 0; i < CONTACTS; i++) {
    // A state seen long ago is as good as one seen just before the bouncing would be over; the counter wraps.
    bool steady = contacts[i].known && contacts[i].seen == contacts[i].told;
    if (steady) contacts[i].since_us = now_us - SWITCH_DEBOUNCE_us;
    contacts[i].known = false;
  }
}

bool board_switches_waiting(switch_change_t *change) {
  uint32_t now_us = timer0_hw->timerawl;
  bool any = false;
  for (unsigned i = 0; i < CONTACTS; i++) {
    const contact_t *contact = &contacts[i];
    if (contact->known && contact->seen == contact->told) continue;
    if (now_us - contact->since_us < SWITCH_DEBOUNCE_us) continue;
    if (any && (int32_t)(contact->since_us - change->since_us) >= 0) continue;
    *change = (switch_change_t){contact->number, contact->seen, contact->since_us};
    any = true;
  }
  return any;
}

void board_switches_told(uint8_t number, bool closed) {
  for (unsigned i = 0; i < CONTACTS; i++) {
    if (contacts[i].number != number) continue;
    contacts[i].told = closed;
    contacts[i].known = true;
  }
}
