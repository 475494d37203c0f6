// Ranges of the reference standard, the one it takes by itself, and its meter constant in each, as its maker publishes them.

/** V and A, rising; each carries 20 % more than its name (576 V, 120 A at the top). */
export const VOLTAGE_RANGES_V = [60, 120, 240, 480] as const;
export const CURRENT_RANGES_A = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
export const OVERLOAD = 1.2;

/** What it measures at all. */
export const VOLTAGE_LIMITS_V = { least: 30, most: 576 };
export const CURRENT_LIMITS_A = { least: 0.001, most: 120 };

/** The number of a range among those of its kind. */
export type RangeNumber = number;

/** The smallest range that holds a value; the largest where none does. */
export function autoRange(ranges: readonly number[], value: number): RangeNumber {
  const found = ranges.findIndex((range) => value <= range * OVERLOAD);
  return found < 0 ? ranges.length - 1 : found;
}

/** No range has a larger one. */
const LARGEST_CONSTANT = 2e9;
/** Constant times range in V and in A: at three times the range's power the output gives 160 kHz. */
const CONSTANT_TIMES_RANGE = 1.92e11;

/** Pulses of the frequency output for a kWh. */
export const constantOf_imp_per_kWh = (range_V: number, range_A: number): number =>
  Math.min(LARGEST_CONSTANT, CONSTANT_TIMES_RANGE / (range_V * range_A));

/** Frequency of the output at a power. */
export const outputFrequency_Hz = (constant_imp_per_kWh: number, power_W: number): number =>
  (constant_imp_per_kWh * Math.abs(power_W)) / 3.6e6;
