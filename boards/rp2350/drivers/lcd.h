// The 20x4 display: an HD44780 in 4-bit mode behind a PCF8574 on the I2C bus, written without waiting; the legal display of the metering board as well.
#ifndef TWINMETER_LCD_H
#define TWINMETER_LCD_H

#include "twinmeter_protocol.h"

void board_lcd_start(void);

/** Sets the text a row is to show. @param row  0..TM_LCD_ROWS-1. */
void board_lcd_write(int row, const char text[TM_LCD_COLUMNS]);

/** Shows a text of the board itself over all rows. */
void board_lcd_say(const char *text);

/** Moves the display on by at most one I2C transaction; call it from the loop. */
void board_lcd_step(void);

#endif
