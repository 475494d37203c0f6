// A thermistor of 10 kOhm at 25 degrees (B25/85 = 3435 K) below a resistor of 10 kOhm: temperature from the share of the voltage.
#ifndef TWINMETER_NTC10K_H
#define TWINMETER_NTC10K_H

#include <stdbool.h>
#include <stdint.h>

/** Temperature at which the thermistor has this share of the reference voltage; the supply of the divider is the reference,
 *  so that it cancels out. Linear between values 5 K apart, within 0.2 K of the formula
 *  R = 10 kOhm x exp(3435 K x (1 / T - 1 / 298.15 K)) from -40 to 150 degrees; beside it stand the tolerances of the part.
 *  @param[out] temperature_mC  millidegrees Celsius, -40000..150000.
 *  @return false when the share lies outside: a broken wire reads as the whole voltage, a short as none. */
bool ntc10k_temperature(uint32_t share_Q16, int32_t *temperature_mC);

#endif
