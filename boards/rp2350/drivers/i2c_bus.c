// Puts a transfer into the FIFO of the DesignWare master as a whole and looks later how it went.
#include "i2c_bus.h"

#include "hardware/gpio.h"
#include "hardware/i2c.h"
#include "hardware/timer.h"
#include "resources.h"

// Sixteen bytes of 9 bits at 100 kHz take 1.5 ms; a line held low by somebody ends here.
#define PATIENCE_us 10000u

static bool started;
static i2c_user_t owner;
static int expected; /**< Bytes the transfer under way reads. */
static uint32_t began_us;

void board_i2c_start(void) {
  if (started) return;
  started = true;
  i2c_init(BUS_I2C, BUS_I2C_Hz);
  gpio_set_function(PIN_BUS_SDA, GPIO_FUNC_I2C);
  gpio_set_function(PIN_BUS_SCL, GPIO_FUNC_I2C);
  gpio_pull_up(PIN_BUS_SDA);
  gpio_pull_up(PIN_BUS_SCL);
}

static void select(i2c_hw_t *i2c, uint8_t address) {
  if (i2c->tar == address) return;
  i2c->enable = 0;
  i2c->tar = address;
  i2c->enable = 1;
}

bool board_i2c_begin(i2c_user_t user, uint8_t address, const uint8_t *out, int out_length, int in_length) {
  i2c_hw_t *i2c = i2c_get_hw(BUS_I2C);
  if (owner != I2C_NOBODY || out_length + in_length > I2C_BUS_BYTES) return false;
  owner = user;
  expected = in_length;
  began_us = timer0_hw->timerawl;
  select(i2c, address);
  for (int i = 0; i < out_length; i++) {
    bool last = in_length == 0 && i == out_length - 1;
    i2c->data_cmd = out[i] | (last ? I2C_IC_DATA_CMD_STOP_BITS : 0);
  }
  for (int i = 0; i < in_length; i++) {
    i2c->data_cmd = I2C_IC_DATA_CMD_CMD_BITS | (i == 0 ? I2C_IC_DATA_CMD_RESTART_BITS : 0) |
                    (i == in_length - 1 ? I2C_IC_DATA_CMD_STOP_BITS : 0);
  }
  return true;
}

i2c_outcome_t board_i2c_outcome(i2c_user_t user, uint8_t *in) {
  i2c_hw_t *i2c = i2c_get_hw(BUS_I2C);
  if (owner != user) return I2C_PENDING;
  if (timer0_hw->timerawl - began_us > PATIENCE_us) {
    i2c->enable = 0; // throws away what waits in the FIFOs
    i2c->enable = 1;
    owner = I2C_NOBODY;
    return I2C_NO_ANSWER;
  }
  if (i2c->raw_intr_stat & I2C_IC_RAW_INTR_STAT_TX_ABRT_BITS) {
    (void)i2c->clr_tx_abrt;
    while (i2c->rxflr > 0) (void)i2c->data_cmd;
    owner = I2C_NOBODY;
    return I2C_NO_ANSWER;
  }
  uint32_t status = i2c->status;
  bool busy = !(status & I2C_IC_STATUS_TFE_BITS) || (status & I2C_IC_STATUS_MST_ACTIVITY_BITS);
  if (busy || (int)i2c->rxflr < expected) return I2C_PENDING;
  for (int i = 0; i < expected; i++) in[i] = (uint8_t)i2c->data_cmd;
  owner = I2C_NOBODY;
  return I2C_DONE;
}
