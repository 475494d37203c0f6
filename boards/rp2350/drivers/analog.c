// Reads temperature sensor and clock battery with the RP2350's ADC.
#include "analog.h"

#include "hardware/adc.h"
#include "hardware/timer.h"
#include "resources.h"

// Mean of so many conversions of 2 us: on silicon their noise resolves more than one count (0.47 K) alone.
#define CONVERSIONS 16
#define REFERENCE_uV 3300000 // ADC_AVDD is the 3.3 V rail
// RP2350 data sheet 12.4.6: T = 27 - (V - 0.706) / 0.001721.
#define SENSOR_AT_27_uV 706000
#define SENSOR_uV_PER_K 1721

static int32_t temperature_mC;
static uint32_t measured_us;
static bool battery_good, waiting;

static int32_t voltage_uV(unsigned channel) {
  uint32_t sum = 0;
  adc_select_input(channel);
  for (int i = 0; i < CONVERSIONS; i++) sum += adc_read();
  // Half a count more: a conversion is the lower edge of its step.
  return (int32_t)((int64_t)(sum + CONVERSIONS / 2) * REFERENCE_uV / (4096 * CONVERSIONS));
}

static void measure(uint32_t now_us) {
  measured_us = now_us;
  battery_good = voltage_uV(PIN_CLOCK_BATTERY - ADC_BASE_PIN) >= CLOCK_BATTERY_LOW_mV * 1000;
  int32_t above_27_uV = SENSOR_AT_27_uV - voltage_uV(ADC_TEMPERATURE_CHANNEL_NUM);
  temperature_mC = 27000 + (int32_t)(above_27_uV * 1000LL / SENSOR_uV_PER_K);
  waiting = true;
}

void board_analog_start(void) {
  adc_init();
  adc_gpio_init(PIN_CLOCK_BATTERY);
  adc_set_temp_sensor_enabled(true);
  measure(timer0_hw->timerawl);
}

void board_analog_step(void) {
  uint32_t now_us = timer0_hw->timerawl;
  if (now_us - measured_us >= TEMPERATURE_PERIOD_us) measure(now_us);
}

bool board_analog_waiting(int32_t *measured_mC, uint32_t *since_us) {
  *measured_mC = temperature_mC;
  *since_us = measured_us;
  return waiting;
}

void board_analog_taken(void) { waiting = false; }

void board_analog_forget(void) { waiting = true; }

bool board_analog_battery_good(void) { return battery_good; }
