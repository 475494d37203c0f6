// Sends the display's transfers over I2C without waiting: each fits the master's FIFO of 16.
#include "lcd.h"

#include "hardware/gpio.h"
#include "hardware/i2c.h"
#include "hardware/timer.h"
#include "hd44780.h"
#include "resources.h"

#define RETRY_us 1000000u // after the display did not acknowledge
#define BYTE_us (9u * 1000000u / LCD_I2C_Hz)

_Static_assert(TM_LCD_ROWS == HD44780_ROWS && TM_LCD_COLUMNS == HD44780_COLUMNS, "the display of the protocol");

static hd44780_t display;
static uint32_t not_before_us;

void board_lcd_start(void) {
  i2c_init(LCD_I2C, LCD_I2C_Hz);
  gpio_set_function(PIN_LCD_SDA, GPIO_FUNC_I2C);
  gpio_set_function(PIN_LCD_SCL, GPIO_FUNC_I2C);
  gpio_pull_up(PIN_LCD_SDA);
  gpio_pull_up(PIN_LCD_SCL);
  i2c_hw_t *i2c = i2c_get_hw(LCD_I2C);
  i2c->enable = 0;
  i2c->tar = HD44780_ADDRESS;
  i2c->enable = 1;
  hd44780_start(&display);
  not_before_us = timer0_hw->timerawl + HD44780_POWER_ON_us;
}

void board_lcd_write(int row, const char text[TM_LCD_COLUMNS]) { hd44780_write(&display, row, text); }

/** @return true when nothing is under way; notices a display that does not answer. */
static bool bus_free(void) {
  i2c_hw_t *i2c = i2c_get_hw(LCD_I2C);
  if (i2c->raw_intr_stat & I2C_IC_RAW_INTR_STAT_TX_ABRT_BITS) {
    (void)i2c->clr_tx_abrt;
    hd44780_restart(&display);
    not_before_us = timer0_hw->timerawl + RETRY_us;
    return false;
  }
  uint32_t status = i2c->status;
  return (status & I2C_IC_STATUS_TFE_BITS) && !(status & I2C_IC_STATUS_MST_ACTIVITY_BITS);
}

static void send(const uint8_t *transfer, int length) {
  for (int i = 0; i < length; i++) {
    i2c_get_hw(LCD_I2C)->data_cmd = transfer[i] | (i == length - 1 ? I2C_IC_DATA_CMD_STOP_BITS : 0);
  }
}

void board_lcd_step(void) {
  if ((int32_t)(timer0_hw->timerawl - not_before_us) < 0) return;
  // Keeps the deadline within the half range of the counter's comparison.
  not_before_us = timer0_hw->timerawl;
  if (!bus_free()) return;
  uint8_t transfer[HD44780_TRANSFER_BYTES];
  uint32_t wait_us;
  int length = hd44780_next(&display, transfer, &wait_us);
  send(transfer, length);
  // The wait begins when the last byte is out; the address goes before the first.
  if (wait_us > 0) not_before_us = timer0_hw->timerawl + wait_us + (uint32_t)(length + 1) * BYTE_us;
}
