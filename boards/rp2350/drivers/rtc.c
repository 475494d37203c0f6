// Sets the DS3231 to its 1 Hz square wave and keeps the instant of its last falling edge.
#include "rtc.h"

#include "ds3231.h"
#include "hardware/gpio.h"
#include "hardware/i2c.h"
#include "resources.h"

#define ANSWER_us 2000

static volatile uint32_t last_fell_us;
static volatile bool waiting;

bool board_rtc_start(void) {
  uint8_t control[DS3231_SQUARE_WAVE_BYTES];
  ds3231_square_wave_1Hz(control);
  i2c_init(RTC_I2C, RTC_I2C_Hz);
  gpio_set_function(PIN_RTC_SDA, GPIO_FUNC_I2C);
  gpio_set_function(PIN_RTC_SCL, GPIO_FUNC_I2C);
  gpio_pull_up(PIN_RTC_SDA);
  gpio_pull_up(PIN_RTC_SCL);
  gpio_init(PIN_RTC_1HZ);
  gpio_pull_up(PIN_RTC_1HZ); // open drain
  return i2c_write_timeout_us(RTC_I2C, DS3231_ADDRESS, control, sizeof control, false, ANSWER_us) == sizeof control;
}

void board_rtc_enable(void) { gpio_set_irq_enabled(PIN_RTC_1HZ, GPIO_IRQ_EDGE_FALL, true); }

void __not_in_flash_func(board_rtc_fell)(uint32_t now_us) {
  last_fell_us = now_us;
  waiting = true;
}

bool board_rtc_waiting(uint32_t *fell_us) {
  bool any = waiting;
  *fell_us = last_fell_us;
  return any;
}

void board_rtc_taken(void) { waiting = false; }
