// The PCF85263A as the latch of a cover: a clock with a battery of its own whose TS pin remembers that the cover was opened.
#ifndef TWINMETER_PCF85263A_H
#define TWINMETER_PCF85263A_H

#include <stdbool.h>
#include <stdint.h>

#define PCF85263A_ADDRESS 0x51

/** Registers read after a start, a byte each, and writes that arm the latch anew. */
#define PCF85263A_READINGS 3
#define PCF85263A_WRITES 4
#define PCF85263A_WRITE_BYTES 2

/** Register numbers of the readings. */
extern const uint8_t pcf85263a_readings[PCF85263A_READINGS];

/** Register and value of each write: clock running, TS pin an input on battery too, flags cleared. The last one alone arms
 *  a latch that was set up before. */
extern const uint8_t pcf85263a_writes[PCF85263A_WRITES][PCF85263A_WRITE_BYTES];

/** The contact stayed closed; it opened; nothing is known, because the battery was gone or nobody armed the latch. */
typedef enum { PCF85263A_ARMED, PCF85263A_OPENED, PCF85263A_LOST } pcf85263a_latch_t;

/** What the bytes read say. */
pcf85263a_latch_t pcf85263a_latch(const uint8_t values[PCF85263A_READINGS]);

#endif
