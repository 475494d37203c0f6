// Random numbers of the chip.
#ifndef TWINMETER_RANDOM_H
#define TWINMETER_RANDOM_H

#include <stdbool.h>

/** Takes the seed from the TRNG, once after power-on; a few milliseconds. @return false when it does not answer. */
bool board_random_start(void);

#endif
