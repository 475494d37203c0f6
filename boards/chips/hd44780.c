// Brings an HD44780 in 4-bit mode from power-on to text and keeps it equal to the wanted text.
#include "hd44780.h"

#include <stdbool.h>
#include <string.h>

// PCF8574 outputs: P0 RS, P1 R/W, P2 E, P3 backlight, P4..P7 data.
#define BIT_RS 0x01u
#define BIT_E 0x04u
#define BIT_BACKLIGHT 0x08u

#define ROWS HD44780_ROWS
#define COLUMNS HD44780_COLUMNS
#define CHARACTERS_A_TRANSFER 3

typedef struct {
  uint8_t value;
  bool nibble; /**< Only the upper four bits, before the 4-bit interface is on. */
  uint16_t wait_us;
} command_t;

// HD44780U figure 24, initializing by instruction; the waits are those after the command.
static const command_t initialization[] = {
    {0x30, true, 4200},  {0x30, true, 150}, {0x30, true, 150}, {0x20, true, 150},
    {0x28, false, 60},   // two-line addressing, 5x8 dots
    {0x08, false, 60},   // display off
    {0x01, false, 2000}, // clear
    {0x06, false, 60},   // write from left to right
    {0x0c, false, 60},   // display on, no cursor
};
#define INITIALIZATION (sizeof initialization / sizeof initialization[0])
// Code 7Fh has an arrow in ROM A00; the cell with all dots stands at FFh.
#define HD44780_DELETE 0x7f
#define HD44780_ALL_DOTS ((char)0xff)
#define SET_ADDRESS 0x80u
// Rows 2 and 3 are the second halves of the controller's two lines.
static const uint8_t row_address[ROWS] = {0x00, 0x40, 0x14, 0x54};

void hd44780_start(hd44780_t *display) {
  memset(display->wanted, ' ', sizeof display->wanted);
  hd44780_restart(display);
}

void hd44780_restart(hd44780_t *display) {
  display->initialized = 0;
  display->cursor = -1;
  memset(display->shown, ' ', sizeof display->shown);
}

void hd44780_write(hd44780_t *display, int row, const char text[HD44780_COLUMNS]) {
  for (int i = 0; i < COLUMNS; i++) {
    display->wanted[row * COLUMNS + i] = text[i] == HD44780_DELETE ? HD44780_ALL_DOTS : text[i];
  }
}

/** The controller latches on the falling edge of E; an I2C byte of 90 us outlasts its 37 us of execution. */
static int put_nibble(uint8_t *transfer, uint8_t nibble_high, uint8_t rs) {
  uint8_t outputs = (uint8_t)((nibble_high & 0xf0u) | rs | BIT_BACKLIGHT);
  transfer[0] = outputs | BIT_E;
  transfer[1] = outputs;
  return 2;
}

static int put_byte(uint8_t *transfer, uint8_t byte, uint8_t rs) {
  int length = put_nibble(transfer, byte, rs);
  return length + put_nibble(transfer + length, (uint8_t)(byte << 4), rs);
}

static int initialize_next(hd44780_t *display, uint8_t *transfer, uint32_t *wait_us) {
  const command_t *command = &initialization[display->initialized++];
  *wait_us = command->wait_us;
  return command->nibble ? put_nibble(transfer, command->value, 0) : put_byte(transfer, command->value, 0);
}

static int first_difference(const hd44780_t *display) {
  for (int cell = 0; cell < ROWS * COLUMNS; cell++) {
    if (display->wanted[cell] != display->shown[cell]) return cell;
  }
  return -1;
}

static int write_from(hd44780_t *display, int cell, uint8_t *transfer) {
  int row = cell / COLUMNS, length = 0;
  int end = cell + CHARACTERS_A_TRANSFER;
  if (end > (row + 1) * COLUMNS) end = (row + 1) * COLUMNS;
  if (cell != display->cursor) {
    length += put_byte(transfer, (uint8_t)(SET_ADDRESS | (row_address[row] + (unsigned)(cell % COLUMNS))), 0);
  }
  for (int i = cell; i < end; i++) {
    length += put_byte(transfer + length, (uint8_t)display->wanted[i], BIT_RS);
    display->shown[i] = display->wanted[i];
  }
  display->cursor = end % COLUMNS == 0 ? -1 : end;
  return length;
}

int hd44780_next(hd44780_t *display, uint8_t transfer[HD44780_TRANSFER_BYTES], uint32_t *wait_us) {
  *wait_us = 0;
  if (display->initialized < INITIALIZATION) return initialize_next(display, transfer, wait_us);
  int cell = first_difference(display);
  return cell < 0 ? 0 : write_from(display, cell, transfer);
}
