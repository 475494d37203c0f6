// Reads and arms the PCF85263A's time stamp input (data sheet Rev. 5.3, 8.1 register overview, 8.12 pins).
#include "pcf85263a.h"

#define SECONDS 0x01
#define TSR_MODE 0x23
#define PIN_IO 0x27
#define FLAGS 0x2b
// The oscillator had stopped: neither supply nor battery was there.
#define SECONDS_OS 0x80u
// Time stamp register 1 keeps the first event of the TS pin.
#define TSR1M_FIRST_EVENT 0x01u
// INTA high impedance; TS an input, active high, in mechanical switch mode: an own pull-up samples it on battery too. The
// contact joins it to ground while the cover is on.
#define PIN_IO_SWITCH 0x1fu
#define FLAG_TSR1 0x01u

const uint8_t pcf85263a_readings[PCF85263A_READINGS] = {SECONDS, PIN_IO, FLAGS};

const uint8_t pcf85263a_writes[PCF85263A_WRITES][PCF85263A_WRITE_BYTES] = {
    {SECONDS, 0}, {PIN_IO, PIN_IO_SWITCH}, {TSR_MODE, TSR1M_FIRST_EVENT}, {FLAGS, 0}};

pcf85263a_latch_t pcf85263a_latch(const uint8_t values[PCF85263A_READINGS]) {
  if (values[0] & SECONDS_OS || values[1] != PIN_IO_SWITCH) return PCF85263A_LOST;
  return values[2] & FLAG_TSR1 ? PCF85263A_OPENED : PCF85263A_ARMED;
}
