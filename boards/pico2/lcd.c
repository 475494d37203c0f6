// Brings an HD44780 from power-on to text and keeps it equal to the wanted text, one short I2C transaction a step.
#include "lcd.h"

#include <string.h>

#include "board.h"
#include "hardware/gpio.h"
#include "hardware/i2c.h"
#include "hardware/timer.h"

// PCF8574 outputs: P0 RS, P1 R/W, P2 E, P3 backlight, P4..P7 data.
#define BIT_RS 0x01u
#define BIT_E 0x04u
#define BIT_BACKLIGHT 0x08u

#define ROWS TM_LCD_ROWS
#define COLUMNS TM_LCD_COLUMNS
// Four I2C bytes a character: the FIFO of 16 takes three and the command that sets the address.
#define CHARACTERS_A_STEP 3
#define RETRY_us 1000000u // after the display did not acknowledge

typedef struct {
  uint8_t value;
  bool nibble; /**< Only the upper four bits, before the 4-bit interface is on. */
  uint16_t wait_us;
} lcd_command_t;

// HD44780U figure 24, initializing by instruction; the waits are those after the command.
static const lcd_command_t initialization[] = {
    {0x30, true, 4200},  {0x30, true, 150},   {0x30, true, 150},    {0x20, true, 150},
    {0x28, false, 60},   // two-line addressing, 5x8 dots
    {0x08, false, 60},   // display off
    {0x01, false, 2000}, // clear
    {0x06, false, 60},   // write from left to right
    {0x0c, false, 60},   // display on, no cursor
};
#define INITIALIZATION (sizeof initialization / sizeof initialization[0])
#define POWER_ON_us 50000u
// Rows 2 and 3 are the second halves of the controller's two lines.
static const uint8_t row_address[ROWS] = {0x00, 0x40, 0x14, 0x54};

static struct {
  char wanted[ROWS * COLUMNS];
  char shown[ROWS * COLUMNS];
  uint32_t not_before_us;
  unsigned initialized; /**< Commands of the initialization done. */
  int cursor;           /**< Cell the next character goes to, or -1. */
} lcd;

static void restart(uint32_t wait_us) {
  lcd.initialized = 0;
  lcd.cursor = -1;
  memset(lcd.shown, ' ', sizeof lcd.shown);
  lcd.not_before_us = timer0_hw->timerawl + wait_us;
}

void board_lcd_start(void) {
  i2c_init(i2c0, LCD_I2C_Hz);
  gpio_set_function(MANAGEMENT_PIN_LCD_SDA, GPIO_FUNC_I2C);
  gpio_set_function(MANAGEMENT_PIN_LCD_SCL, GPIO_FUNC_I2C);
  gpio_pull_up(MANAGEMENT_PIN_LCD_SDA);
  gpio_pull_up(MANAGEMENT_PIN_LCD_SCL);
  i2c_hw_t *i2c = i2c_get_hw(i2c0);
  i2c->enable = 0;
  i2c->tar = LCD_ADDRESS;
  i2c->enable = 1;
  memset(lcd.wanted, ' ', sizeof lcd.wanted);
  restart(POWER_ON_us);
}

void board_lcd_write(int row, const char text[TM_LCD_COLUMNS]) { memcpy(lcd.wanted + row * COLUMNS, text, COLUMNS); }

static void put(uint8_t outputs, bool last) {
  i2c_get_hw(i2c0)->data_cmd = outputs | BIT_BACKLIGHT | (last ? I2C_IC_DATA_CMD_STOP_BITS : 0);
}

/** The controller latches on the falling edge of E; an I2C byte of 90 us outlasts its 37 us of execution. */
static void put_nibble(uint8_t nibble_high, uint8_t rs, bool last) {
  put((nibble_high & 0xf0u) | rs | BIT_E, false);
  put((nibble_high & 0xf0u) | rs, last);
}

static void put_byte(uint8_t byte, uint8_t rs, bool last) {
  put_nibble(byte, rs, false);
  put_nibble((uint8_t)(byte << 4), rs, last);
}

/** @return true when nothing is under way; notices a display that does not answer. */
static bool bus_free(void) {
  i2c_hw_t *i2c = i2c_get_hw(i2c0);
  if (i2c->raw_intr_stat & I2C_IC_RAW_INTR_STAT_TX_ABRT_BITS) {
    (void)i2c->clr_tx_abrt;
    restart(RETRY_us);
    return false;
  }
  uint32_t status = i2c->status;
  return (status & I2C_IC_STATUS_TFE_BITS) && !(status & I2C_IC_STATUS_MST_ACTIVITY_BITS);
}

static void initialize_next(void) {
  const lcd_command_t *command = &initialization[lcd.initialized++];
  if (command->nibble) put_nibble(command->value, 0, true);
  else put_byte(command->value, 0, true);
  // The wait begins when the last of up to five bytes (with the address) is out.
  lcd.not_before_us = timer0_hw->timerawl + command->wait_us + 5u * 9u * 1000000u / LCD_I2C_Hz;
}

static int first_difference(void) {
  for (int cell = 0; cell < ROWS * COLUMNS; cell++) {
    if (lcd.wanted[cell] != lcd.shown[cell]) return cell;
  }
  return -1;
}

static void write_from(int cell) {
  int row = cell / COLUMNS;
  int end = cell + CHARACTERS_A_STEP;
  if (end > (row + 1) * COLUMNS) end = (row + 1) * COLUMNS;
  if (cell != lcd.cursor) {
    put_byte((uint8_t)(0x80u | (row_address[row] + (unsigned)(cell % COLUMNS))), 0, false);
  }
  for (int i = cell; i < end; i++) {
    put_byte((uint8_t)lcd.wanted[i], BIT_RS, i == end - 1);
    lcd.shown[i] = lcd.wanted[i];
  }
  lcd.cursor = end % COLUMNS == 0 ? -1 : end;
}

void board_lcd_step(void) {
  if ((int32_t)(timer0_hw->timerawl - lcd.not_before_us) < 0) return;
  // Keeps the deadline within the half range of the counter's comparison.
  lcd.not_before_us = timer0_hw->timerawl;
  if (!bus_free()) return;
  if (lcd.initialized < INITIALIZATION) {
    initialize_next();
    return;
  }
  int cell = first_difference();
  if (cell >= 0) write_from(cell);
}
