// Debounces the contacts and buttons of a board and remembers what the core was told of each.
#include "switches.h"

#include "hardware/gpio.h"
#include "hardware/timer.h"
#include "resources.h"

static contact_t *contacts;
static unsigned contact_count;

static bool is_closed(const contact_t *contact) {
  return contact->closed != NULL ? contact->closed() : !gpio_get(contact->pin);
}

void board_switches_start(contact_t *table, unsigned count) {
  contacts = table;
  contact_count = count;
  for (unsigned i = 0; i < count; i++) {
    contacts[i].since_us = timer0_hw->timerawl;
    if (contacts[i].closed != NULL) continue;
    gpio_init(contacts[i].pin);
    gpio_pull_up(contacts[i].pin);
  }
}

void board_switches_step(void) {
  for (unsigned i = 0; i < contact_count; i++) {
    bool closed = is_closed(&contacts[i]);
    if (closed == contacts[i].seen) continue;
    contacts[i].seen = closed;
    contacts[i].since_us = timer0_hw->timerawl;
  }
}

void board_switches_forget(void) {
  uint32_t now_us = timer0_hw->timerawl;
  for (unsigned i = 0; i < contact_count; i++) {
    // A state seen long ago is as good as one seen just before the bouncing would be over; the counter wraps.
    bool steady = contacts[i].known && contacts[i].seen == contacts[i].told;
    if (steady) contacts[i].since_us = now_us - SWITCH_DEBOUNCE_us;
    contacts[i].known = false;
  }
}

bool board_switches_waiting(switch_change_t *change) {
  uint32_t now_us = timer0_hw->timerawl;
  bool any = false;
  for (unsigned i = 0; i < contact_count; i++) {
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
  for (unsigned i = 0; i < contact_count; i++) {
    if (contacts[i].number != number) continue;
    contacts[i].told = closed;
    contacts[i].known = true;
  }
}
