// One transfer at a time on the I2C bus of the metering board's chips, moved on by its controller: nobody waits for it.
#ifndef TWINMETER_I2C_TRANSFER_H
#define TWINMETER_I2C_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "hardware/i2c.h"

/** The controller's FIFO holds a transfer as a whole. */
#define I2C_TRANSFER_MAX 16

typedef enum { I2C_RUNNING, I2C_DONE, I2C_FAILED } i2c_state_t;

/** Sets the bus up. */
void board_i2c_start(i2c_inst_t *i2c, unsigned sda, unsigned scl, uint32_t rate_Hz);

/** Begins to write bytes, then to read some behind a repeated start; together at most I2C_TRANSFER_MAX.
 *  @return false while another transfer has the bus. */
bool board_i2c_begin(uint8_t address, const uint8_t *out, unsigned out_length, unsigned in_length);

/** Where the transfer stands; whoever began it calls this until it ended, which frees the bus.
 *  @param[out] in  the bytes read, once it is done. @return FAILED when nobody answers, or the bus does not move. */
i2c_state_t board_i2c_poll(uint8_t *in);

#endif
