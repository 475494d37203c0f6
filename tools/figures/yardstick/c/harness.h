// What a program of the yardstick puts behind the harness: the C path, or the module compiled ahead of time.
#ifndef YARDSTICK_HARNESS_H
#define YARDSTICK_HARNESS_H

#include <stdbool.h>
#include <stdint.h>

/** @return false when it cannot start. */
bool subject_start(void);

/** Where a block of sample sets is laid. */
int32_t *subject_buffer(void);

/** Meters the block laid there; it begins at this sample. @return true when a part of it is no work of each set. */
bool subject_block(uint32_t first, int count);

/** Lays out for the desk what a block left; not counted. */
void subject_show(void);

#endif
