// Reads and arms the PCF85263A on the I2C bus.
#include "latch.h"

#include "hardware/i2c.h"
#include "hardware/timer.h"
#include "i2c_bus.h"
#include "pcf85263a.h"
#include "resources.h"
#include "twinmeter_protocol.h"

#define ANSWER_us 2000
// The chip samples its contact 16 times a second: an opening it saw is in its flag by then.
#define SAMPLED_us 100000u

_Static_assert(PCF85263A_ARMED == TM_COVER_LATCH_ARMED && PCF85263A_OPENED == TM_COVER_LATCH_OPENED &&
                   PCF85263A_LOST == TM_COVER_LATCH_LOST,
               "the chip's words are the protocol's");

static uint8_t kept;
static uint32_t read_us, seen_us;
static bool told, arming_due, under_way;

static bool read_register(uint8_t number, uint8_t *value) {
  return i2c_write_timeout_us(BUS_I2C, PCF85263A_ADDRESS, &number, 1, true, ANSWER_us) == 1 &&
         i2c_read_timeout_us(BUS_I2C, PCF85263A_ADDRESS, value, 1, false, ANSWER_us) == 1;
}

void board_latch_start(void) {
  uint8_t values[PCF85263A_READINGS];
  bool answers = true;
  for (int i = 0; i < PCF85263A_READINGS && answers; i++) answers = read_register(pcf85263a_readings[i], &values[i]);
  kept = (uint8_t)(answers ? pcf85263a_latch(values) : TM_COVER_LATCH_LOST);
  for (int i = 0; i < PCF85263A_WRITES && answers; i++) {
    const uint8_t *write = pcf85263a_writes[i];
    (void)i2c_write_timeout_us(BUS_I2C, PCF85263A_ADDRESS, write, PCF85263A_WRITE_BYTES, false, ANSWER_us);
  }
  read_us = timer0_hw->timerawl;
}

void board_latch_seen(void) {
  arming_due = true;
  seen_us = timer0_hw->timerawl;
}

void board_latch_step(void) {
  if (under_way) {
    if (board_i2c_outcome(I2C_LATCH, NULL) != I2C_PENDING) under_way = false;
    return;
  }
  if (!arming_due || timer0_hw->timerawl - seen_us < SAMPLED_us) return;
  const uint8_t *clear = pcf85263a_writes[PCF85263A_WRITES - 1];
  under_way = board_i2c_begin(I2C_LATCH, PCF85263A_ADDRESS, clear, PCF85263A_WRITE_BYTES, 0);
  if (under_way) arming_due = false;
}

bool board_latch_waiting(uint8_t *latch, uint32_t *since_us) {
  *latch = kept;
  *since_us = read_us;
  return !told;
}

void board_latch_told(void) { told = true; }

void board_latch_forget(void) {
  told = false;
  read_us = timer0_hw->timerawl;
}
