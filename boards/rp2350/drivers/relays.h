// The household's relays, on a PCF8574 of their own on the I2C bus: a low pin closes one, and all are high from power-up.
#ifndef TWINMETER_RELAYS_H
#define TWINMETER_RELAYS_H

#include <stdint.h>

/** Of the PCF8574, its three address pins at ground. */
#define RELAYS_ADDRESS 0x20

/** Closes those whose TM_RELAY_* bits are set, opens the others, once the bus is free. */
void board_relays_set(uint8_t closed);

/** Moves a transfer on; call from each round of the loop. */
void board_relays_step(void);

#endif
