// How far a DS3231 may be off: its data sheet's worst crystal behind its temperature compensation (electrical characteristics).

const COMFORT_C = [0, 40] as const;
const COMFORT_ppm = 2;
/** Down to -40 and up to 85 C. */
const BEYOND_ppm = 3.5;
/** Aging of a first year; the compensation does not see it. */
const AGING_ppm = 1;

/** Largest error at a temperature, of either sign; between both ranges it goes over within 5 K. */
export function worstError_ppm(temperature_C: number): number {
  const beyond_K = Math.max(COMFORT_C[0] - temperature_C, temperature_C - COMFORT_C[1], 0);
  return COMFORT_ppm + Math.min(beyond_K / 5, 1) * (BEYOND_ppm - COMFORT_ppm) + AGING_ppm;
}
