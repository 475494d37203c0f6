// Hears a reader's sign-on at TM_SIGN_ON_BAUD beside a UART that is set to another rate, by the edges of its RX pin.
#ifndef TWINMETER_SIGN_ON_H
#define TWINMETER_SIGN_ON_H

#include <stdbool.h>
#include <stdint.h>

/** Begins to listen at a port's RX pin, or ends it. */
void board_sign_on_listen(unsigned port, int rx, bool on);

/** Takes the edges that interrupted; call from the GPIO handler. */
void board_sign_on_edges(void);

/** @return true when characters wait; call it each time the loop comes round. */
bool board_sign_on_waiting(unsigned port);

/** Takes characters that came with right parity. @return characters given, 0..max_bytes. */
int board_sign_on_take(unsigned port, uint8_t *bytes, int max_bytes);

#endif
