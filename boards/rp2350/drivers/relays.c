// Writes the relays' byte whenever it changes, and again each second: relays that were plugged in or powered since then follow.
#include "relays.h"

#include <stdbool.h>

#include "hardware/timer.h"
#include "i2c_bus.h"

#define AGAIN_us 1000000u

static uint8_t wanted, sent;
static bool under_way;
static uint32_t sent_us;

void board_relays_set(uint8_t closed) { wanted = closed; }

void board_relays_step(void) {
  if (under_way) under_way = board_i2c_outcome(I2C_RELAYS, NULL) == I2C_PENDING;
  uint32_t now_us = timer0_hw->timerawl;
  if (under_way || (wanted == sent && now_us - sent_us < AGAIN_us)) return;
  uint8_t pins = (uint8_t)~wanted;
  under_way = board_i2c_begin(I2C_RELAYS, RELAYS_ADDRESS, &pins, sizeof pins, 0);
  if (!under_way) return;
  sent = wanted;
  sent_us = now_us;
}
