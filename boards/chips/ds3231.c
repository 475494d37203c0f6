// Makes the DS3231's transfers (data sheet, register map).
#include "ds3231.h"

#define REGISTER_CONTROL 0x0e
// Oscillator on, RS2 RS1 = 00 is 1 Hz, INTCN = 0 puts the wave on the pin.
#define CONTROL_SQUARE_WAVE_1Hz 0x00

void ds3231_square_wave_1Hz(uint8_t transfer[DS3231_SQUARE_WAVE_BYTES]) {
  transfer[0] = REGISTER_CONTROL;
  transfer[1] = CONTROL_SQUARE_WAVE_1Hz;
}
