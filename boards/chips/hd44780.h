// The HD44780 display behind a PCF8574 as bytes: from power-on to text, one short I2C transfer at a time.
#ifndef TWINMETER_HD44780_H
#define TWINMETER_HD44780_H

#include <stdint.h>

#define HD44780_ADDRESS 0x27 /**< Of the PCF8574, its three address pins open. */
#define HD44780_ROWS 4
#define HD44780_COLUMNS 20
/** Most bytes of a transfer: three characters and the command that sets the address, four bytes each. */
#define HD44780_TRANSFER_BYTES 16
/** From power-on to the first transfer (figure 24: 40 ms and a margin). */
#define HD44780_POWER_ON_us 50000u

typedef struct {
  char wanted[HD44780_ROWS * HD44780_COLUMNS];
  char shown[HD44780_ROWS * HD44780_COLUMNS];
  unsigned initialized; /**< Commands of the initialization done. */
  int cursor;           /**< Cell the next character goes to, or -1. */
} hd44780_t;

/** Nothing is wanted yet, and nothing known of the display: it was just powered, or did not answer. */
void hd44780_start(hd44780_t *display);
void hd44780_restart(hd44780_t *display);

/** Sets the text a row is to show; 7Fh is a cell with all dots. @param row  0..HD44780_ROWS-1. */
void hd44780_write(hd44780_t *display, int row, const char text[HD44780_COLUMNS]);

/** Gives the next transfer towards the wanted text: bytes for the PCF8574, in one I2C write.
 *  @param[out] wait_us  time the display needs after the transfer. @return its bytes, 0 when it shows what is wanted. */
int hd44780_next(hd44780_t *display, uint8_t transfer[HD44780_TRANSFER_BYTES], uint32_t *wait_us);

#endif
