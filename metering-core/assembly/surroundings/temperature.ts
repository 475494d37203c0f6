// The temperature beside the AFE, and how far it stands from that of the adjustment.
// Legally relevant (IR46). Changes alter the software identification.

/** Change at which the corrections are made anew: 0.1 K at 100 ppm/K is 10 ppm. */
const STEP_mK: i64 = 100;

/** Last temperature told, millidegrees Celsius; meaningless while none was. */
export let temperature_mC: i32 = 0;
/** Departure from the reference temperature that the corrections are made for; 0 while none was told. */
export let temperatureRise_mK: i64 = 0;

let known: bool = false;

export function resetTemperature(): void {
  known = false;
  temperature_mC = 0;
  temperatureRise_mK = 0;
}

/** Takes a measured temperature; it takes effect at the end of the window. */
export function temperatureMeasured(measured_mC: i32): void {
  temperature_mC = measured_mC;
  known = true;
}

/** Adopts the temperature where it moved far enough; true when the corrections are to be made anew. */
export function adoptTemperature(reference_mC: i32): bool {
  const rise = known ? <i64>temperature_mC - <i64>reference_mC : 0;
  if (rise - temperatureRise_mK < STEP_mK && temperatureRise_mK - rise < STEP_mK) return false;
  temperatureRise_mK = rise;
  return true;
}
