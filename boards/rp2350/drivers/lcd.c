// Sends the display's transfers over the I2C bus without waiting, by turns with the chips beside it.
#include "lcd.h"

#include <string.h>

#include "hardware/timer.h"
#include "hd44780.h"
#include "i2c_bus.h"
#include "resources.h"

#define RETRY_us 1000000u // after the display did not acknowledge
#define BYTE_us (9u * 1000000u / BUS_I2C_Hz)

_Static_assert(TM_LCD_ROWS == HD44780_ROWS && TM_LCD_COLUMNS == HD44780_COLUMNS, "the display of the protocol");
_Static_assert(HD44780_TRANSFER_BYTES <= I2C_BUS_BYTES, "a transfer fits the FIFO");

static hd44780_t display;
static uint8_t transfer[HD44780_TRANSFER_BYTES];
static int length; /**< Of the transfer that waits for the bus or is under way; 0: none. */
static bool under_way;
static uint32_t wait_us, not_before_us;

void board_lcd_start(void) {
  board_i2c_start();
  hd44780_start(&display);
  not_before_us = timer0_hw->timerawl + HD44780_POWER_ON_us;
}

void board_lcd_write(int row, const char text[TM_LCD_COLUMNS]) { hd44780_write(&display, row, text); }

void board_lcd_say(const char *text) {
  size_t length = strlen(text);
  for (int row = 0; row < TM_LCD_ROWS; row++) {
    char line[TM_LCD_COLUMNS];
    size_t from = (size_t)row * TM_LCD_COLUMNS, left = length > from ? length - from : 0;
    memset(line, ' ', sizeof line);
    memcpy(line, text + from * (left > 0), left < sizeof line ? left : sizeof line);
    board_lcd_write(row, line);
  }
}

/** The transfer is over: the display needs its time, or is not there at all. */
static void finish(void) {
  i2c_outcome_t outcome = board_i2c_outcome(I2C_DISPLAY, NULL);
  if (outcome == I2C_PENDING) return;
  under_way = false;
  length = 0;
  if (outcome == I2C_DONE) return;
  hd44780_restart(&display);
  not_before_us = timer0_hw->timerawl + RETRY_us;
}

void board_lcd_step(void) {
  if (under_way) finish();
  if (under_way) return;
  if ((int32_t)(timer0_hw->timerawl - not_before_us) < 0) return;
  // Keeps the deadline within the half range of the counter's comparison.
  not_before_us = timer0_hw->timerawl;
  if (length == 0) length = hd44780_next(&display, transfer, &wait_us);
  if (length == 0 || !board_i2c_begin(I2C_DISPLAY, HD44780_ADDRESS, transfer, length, 0)) return;
  under_way = true;
  // The wait begins when the last byte is out; the address goes before the first.
  if (wait_us > 0) not_before_us = timer0_hw->timerawl + wait_us + (uint32_t)(length + 1) * BYTE_us;
}
