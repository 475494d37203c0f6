// Reads the thermistor and the sense wire of the terminals with the ADC.
#include "terminals.h"

#include "hardware/adc.h"
#include "hardware/timer.h"
#include "ntc10k.h"
#include "resources.h"

#define TEMPERATURE_CONVERSIONS 16
#define SENSE_CONVERSIONS 4
#define SENSE_PERIOD_us 2000u
// The sense wire: 10 kOhm to 3.3 V in the meter; the cover's contact joins it to ground by 10 kOhm, the magnet sensor (open
// drain) by 4.7 kOhm. Cover on: 1650 mV; magnet beside an open cover: 1055 mV; both: 801 mV; nothing, or a cut wire:
// 3300 mV; shorted: 0, which is told as an open cover and a magnet. Limits lie half way, resistors are 1 %.
#define OPEN_mV 2475u
#define MAGNET_mV 1352u
#define BOTH_mV 928u
#define SHORT_mV 400u
#define REFERENCE_mV 3300u

static bool covered, magnet, waiting;
static uint32_t sensed_us, measured_us;
static int32_t temperature_mC;
static tm_status_t condition;

static uint32_t counts(unsigned pin, unsigned conversions) {
  uint32_t sum = 0;
  adc_select_input(pin - ADC_BASE_PIN);
  for (unsigned i = 0; i < conversions; i++) sum += adc_read();
  return sum;
}

static void sense(uint32_t now_us) {
  sensed_us = now_us;
  uint32_t level_mV = counts(PIN_TERMINAL_SENSE, SENSE_CONVERSIONS) * REFERENCE_mV / (4096 * SENSE_CONVERSIONS);
  bool shorted = level_mV < SHORT_mV;
  magnet = level_mV < MAGNET_mV;
  covered = !shorted && level_mV < OPEN_mV && (level_mV >= MAGNET_mV || level_mV < BOTH_mV);
}

static void measure(uint32_t now_us) {
  measured_us = now_us;
  uint32_t share_Q16 = (counts(PIN_TERMINAL_TEMPERATURE, TEMPERATURE_CONVERSIONS) << 16) / (4096 * TEMPERATURE_CONVERSIONS);
  condition = ntc10k_temperature(share_Q16, &temperature_mC) ? TM_STATUS_OK : TM_STATUS_NOT_FOUND;
  if (condition != TM_STATUS_OK) temperature_mC = 0;
  waiting = true;
}

void board_terminals_start(void) {
  adc_init();
  adc_gpio_init(PIN_TERMINAL_TEMPERATURE);
  adc_gpio_init(PIN_TERMINAL_SENSE);
  uint32_t now_us = timer0_hw->timerawl;
  sense(now_us);
  measure(now_us);
}

void board_terminals_step(void) {
  uint32_t now_us = timer0_hw->timerawl;
  if (now_us - sensed_us >= SENSE_PERIOD_us) sense(now_us);
  if (now_us - measured_us >= TEMPERATURE_PERIOD_us) measure(now_us);
}

bool board_terminals_covered(void) { return covered; }

bool board_terminals_magnet(void) { return magnet; }

bool board_terminals_waiting(tm_status_t *measured, int32_t *measured_mC, uint32_t *since_us) {
  *measured = condition;
  *measured_mC = temperature_mC;
  *since_us = measured_us;
  return waiting;
}

void board_terminals_taken(void) { waiting = false; }

void board_terminals_forget(void) { waiting = true; }
