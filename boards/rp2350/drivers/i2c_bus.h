// The I2C bus of the slow chips, shared by turns: one transfer at a time, in the master's FIFO, and nobody waits for it.
#ifndef TWINMETER_I2C_BUS_H
#define TWINMETER_I2C_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "resources.h"

// Clock, display, latch and relays share one bus; the PCF8574 takes 100 kHz.
#ifdef BOARD_METERING
#define BUS_I2C RTC_I2C
#define PIN_BUS_SDA PIN_RTC_SDA
#define PIN_BUS_SCL PIN_RTC_SCL
#else
#define BUS_I2C LCD_I2C
#define PIN_BUS_SDA PIN_LCD_SDA
#define PIN_BUS_SCL PIN_LCD_SCL
#endif
#define BUS_I2C_Hz 100000

/** Most bytes of a transfer, written and read together: what the FIFO holds. */
#define I2C_BUS_BYTES 16

typedef enum { I2C_NOBODY, I2C_DISPLAY, I2C_LATCH, I2C_CLOCK, I2C_RELAYS } i2c_user_t;

typedef enum { I2C_PENDING, I2C_DONE, I2C_NO_ANSWER } i2c_outcome_t;

/** Starts bus and pins; a second call does nothing. */
void board_i2c_start(void);

/** Begins a transfer when the bus is free: writes bytes, then reads `in_length` of them behind a repeated start.
 *  @return false when it is not free: ask again. */
bool board_i2c_begin(i2c_user_t user, uint8_t address, const uint8_t *out, int out_length, int in_length);

/** How the transfer of this user stands. After I2C_DONE and I2C_NO_ANSWER the bus is free.
 *  @param[out] in  the bytes read, when it is done; may be NULL where none are. */
i2c_outcome_t board_i2c_outcome(i2c_user_t user, uint8_t *in);

#endif
