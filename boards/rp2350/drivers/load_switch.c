// Drives the coil pair of the bistable load switch and judges whether its auxiliary contact followed.
#include "load_switch.h"

#include "alarm.h"
#include "hardware/gpio.h"
#include "hardware/structs/sio.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "resources.h"

#define COILS ((1u << PIN_SWITCH_OPEN) | (1u << PIN_SWITCH_CLOSE))
#define PULSE_us (TM_LOAD_SWITCH_PULSE_ms * 1000u)
#define OPERATION_us (PULSE_us + TM_LOAD_SWITCH_SETTLE_ms * 1000u)

static load_switch_state_t seen, told;
static bool known;
static volatile bool pulsing;
static bool operating, wanted; /**< An operation goes on, and how the contact is to be behind it. */
static uint32_t began_us;

void __not_in_flash_func(board_load_switch_off)(void) {
  sio_hw->gpio_clr = COILS;
  pulsing = false;
}

// A handler of the lowest priority number of its own: nothing that runs below it can lengthen a pulse.
void board_load_switch_start(void) {
  gpio_init_mask(COILS); // low before they become outputs
  sio_hw->gpio_clr = COILS;
  gpio_set_dir_out_masked(COILS);
  gpio_init(PIN_SWITCH_FEEDBACK);
  gpio_pull_up(PIN_SWITCH_FEEDBACK);
  gpio_init(PIN_LOAD_VOLTAGE);
  gpio_pull_up(PIN_LOAD_VOLTAGE);
  board_alarm_claim(ALARM_SWITCH, board_load_switch_off, PRIORITY_SENSOR_LINK);
}

tm_status_t board_load_switch_pulse(int action) {
  if (pulsing) return TM_STATUS_BUSY;
  wanted = action == TM_LOAD_SWITCH_CLOSE;
  operating = true;
  uint32_t interrupts = save_and_disable_interrupts();
  pulsing = true;
  began_us = timer0_hw->timerawl;
  board_alarm_at(ALARM_SWITCH, began_us + PULSE_us); // armed before the coil is on
  sio_hw->gpio_clr = COILS;
  sio_hw->gpio_set = 1u << (wanted ? PIN_SWITCH_CLOSE : PIN_SWITCH_OPEN);
  restore_interrupts(interrupts);
  return TM_STATUS_OK;
}

static void look(uint32_t now_us) {
  bool closed = !gpio_get(PIN_SWITCH_FEEDBACK), load_voltage = !gpio_get(PIN_LOAD_VOLTAGE);
  if (closed == seen.closed && load_voltage == seen.load_voltage) return;
  seen.closed = closed;
  seen.load_voltage = load_voltage;
  seen.since_us = now_us;
}

void board_load_switch_step(void) {
  uint32_t now_us = timer0_hw->timerawl;
  look(now_us);
  if (!operating || now_us - began_us < OPERATION_us) return;
  operating = false;
  seen.outcome = seen.closed == wanted ? TM_STATUS_OK : TM_STATUS_TIMEOUT;
  known = false; // the end of an operation is told, whatever it brought
}

/** The voltage of the mains goes through zero: its sense is believed like a contact that bounces. */
bool board_load_switch_waiting(load_switch_state_t *state) {
  *state = seen;
  if (operating || timer0_hw->timerawl - seen.since_us < SWITCH_DEBOUNCE_us) return false;
  return !known || seen.closed != told.closed || seen.load_voltage != told.load_voltage;
}

void board_load_switch_told(void) {
  told = seen;
  known = true;
}

void board_load_switch_forget(void) {
  known = false;
  seen.since_us = timer0_hw->timerawl - SWITCH_DEBOUNCE_us;
}
