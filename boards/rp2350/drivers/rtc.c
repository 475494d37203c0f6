// Reads and sets the DS3231 in transfers that the loop moves on, and keeps the instant of the last fall of its 1 Hz output.
#include "rtc.h"

#include "ds3231.h"
#include "hardware/gpio.h"
#include "hardware/i2c.h"
#include "hardware/timer.h"
#include "i2c_bus.h"
#include "resources.h"

#define ANSWER_us 2000

// A setting begins with the first, a reading with the third; both end behind the last.
typedef enum { SET_CALENDAR, CLEAR_FLAG, READ_CALENDAR, READ_STATE, AT_REST } stage_t;

static volatile uint32_t last_fell_us;
static volatile bool waiting;
static struct {
  stage_t stage;
  bool sent, ended;
  uint64_t set_s;
  rtc_result_t result;
} rtc = {.stage = AT_REST};

bool board_rtc_start(void) {
  uint8_t control[DS3231_SQUARE_WAVE_BYTES];
  ds3231_square_wave_1Hz(control);
  board_i2c_start();
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

static tm_status_t begin(uint8_t operation, stage_t first) {
  if (rtc.stage != AT_REST || rtc.ended) return TM_STATUS_BUSY;
  rtc.stage = first;
  rtc.sent = false;
  rtc.result = (rtc_result_t){.operation = operation, .since_us = timer0_hw->timerawl};
  return TM_STATUS_OK;
}

tm_status_t board_rtc_read(void) { return begin(TM_CLOCK_READ, READ_CALENDAR); }

tm_status_t board_rtc_set(uint64_t time_s) {
  uint8_t transfer[DS3231_SET_BYTES];
  if (!ds3231_set(transfer, time_s)) return TM_STATUS_OUT_OF_RANGE;
  tm_status_t status = begin(TM_CLOCK_SET, SET_CALENDAR);
  if (status == TM_STATUS_OK) rtc.set_s = time_s;
  return status;
}

/** Begins the transfer of the stage. @return false while the bus is somebody else's. */
static bool send(void) {
  uint8_t out[DS3231_SET_BYTES] = {rtc.stage == READ_CALENDAR ? DS3231_CALENDAR : DS3231_STATE};
  unsigned out_length = 1, in_length = 0;
  if (rtc.stage == SET_CALENDAR) out_length = ds3231_set(out, rtc.set_s) ? DS3231_SET_BYTES : 0;
  if (rtc.stage == CLEAR_FLAG) {
    ds3231_clear(out);
    out_length = DS3231_CLEAR_BYTES;
  }
  if (rtc.stage == READ_CALENDAR) in_length = DS3231_CALENDAR_BYTES;
  if (rtc.stage == READ_STATE) in_length = DS3231_STATE_BYTES;
  if (!board_i2c_begin(I2C_CLOCK, DS3231_ADDRESS, out, (int)out_length, (int)in_length)) return false;
  // The chip keeps the calendar of the start condition for the whole of a reading.
  if (rtc.stage == READ_CALENDAR) rtc.result.since_us = timer0_hw->timerawl;
  return true;
}

static void end(tm_status_t status) {
  rtc.result.status = status;
  rtc.stage = AT_REST;
  rtc.ended = true;
}

/** Takes what the stage read. @return false when it is no time. */
static bool take(const uint8_t *in) {
  if (rtc.stage == READ_CALENDAR) return ds3231_time(in, &rtc.result.time_s);
  if (rtc.stage != READ_STATE) return true;
  rtc.result.stopped = ds3231_stopped(in);
  rtc.result.temperature_mC = ds3231_temperature_mC(in);
  return true;
}

void board_rtc_step(void) {
  if (rtc.stage == AT_REST) return;
  if (!rtc.sent) {
    rtc.sent = send();
    return;
  }
  uint8_t in[I2C_BUS_BYTES];
  i2c_outcome_t outcome = board_i2c_outcome(I2C_CLOCK, in);
  if (outcome == I2C_PENDING) return;
  rtc.sent = false;
  if (outcome == I2C_NO_ANSWER) end(TM_STATUS_TIMEOUT);
  else if (!take(in)) end(TM_STATUS_NOT_FOUND);
  else if (rtc.stage == READ_STATE) end(TM_STATUS_OK);
  else rtc.stage += 1;
}

bool board_rtc_ended(rtc_result_t *result) {
  *result = rtc.result;
  return rtc.ended;
}

void board_rtc_told(void) { rtc.ended = false; }
