// Puts a transfer into the controller's FIFO, and takes what was read when the stop was seen.
#include "i2c_transfer.h"

#include "hardware/gpio.h"
#include "hardware/timer.h"

// Sixteen bytes of 9 bits at 100 kHz take 1.5 ms; a line held low by somebody ends here.
#define PATIENCE_us 10000

static struct {
  i2c_inst_t *i2c;
  uint32_t began_us;
  unsigned in_length;
  bool taken;
} bus;

void board_i2c_start(i2c_inst_t *i2c, unsigned sda, unsigned scl, uint32_t rate_Hz) {
  bus.i2c = i2c;
  i2c_init(i2c, rate_Hz);
  gpio_set_function(sda, GPIO_FUNC_I2C);
  gpio_set_function(scl, GPIO_FUNC_I2C);
  gpio_pull_up(sda);
  gpio_pull_up(scl);
}

bool board_i2c_begin(uint8_t address, const uint8_t *out, unsigned out_length, unsigned in_length) {
  if (bus.taken) return false;
  i2c_hw_t *hw = i2c_get_hw(bus.i2c);
  unsigned all = out_length + in_length;
  hw->enable = 0; // also throws away what an aborted transfer left
  hw->tar = address;
  hw->enable = 1;
  (void)hw->clr_intr;
  for (unsigned i = 0; i < all; i++) {
    uint32_t command = i < out_length ? out[i] : I2C_IC_DATA_CMD_CMD_BITS;
    if (i == out_length && i > 0) command |= I2C_IC_DATA_CMD_RESTART_BITS;
    if (i == all - 1) command |= I2C_IC_DATA_CMD_STOP_BITS;
    hw->data_cmd = command;
  }
  bus.began_us = timer0_hw->timerawl;
  bus.in_length = in_length;
  bus.taken = true;
  return true;
}

i2c_state_t board_i2c_poll(uint8_t *in) {
  i2c_hw_t *hw = i2c_get_hw(bus.i2c);
  uint32_t seen = hw->raw_intr_stat;
  bool late = timer0_hw->timerawl - bus.began_us > PATIENCE_us;
  if (!(seen & I2C_IC_RAW_INTR_STAT_STOP_DET_BITS) && !late) return I2C_RUNNING;
  bus.taken = false;
  if (seen & I2C_IC_RAW_INTR_STAT_TX_ABRT_BITS || late || hw->rxflr < bus.in_length) return I2C_FAILED;
  for (unsigned i = 0; i < bus.in_length; i++) in[i] = (uint8_t)hw->data_cmd;
  return I2C_DONE;
}
