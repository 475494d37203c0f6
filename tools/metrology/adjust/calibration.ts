// Calibration: compares the adjusted meter with the source at other points, and changes nothing.
import type { LimitFactor, Limits } from '../standard/limits.ts';
import { baseLimit_percent, type Ratings } from '../standard/ratings.ts';
import { rawSums } from './raw-sums.ts';
import { INPUTS_OF, type LoadPoint, type Site } from './site.ts';

const ANGLED: LimitFactor = '0.5 inductive to 0.8 capacitive';

export interface CalibrationPoint extends LoadPoint {
  readonly name: string;
  readonly limit_percent: number;
}

export interface CalibrationResult extends CalibrationPoint {
  readonly error_percent: number;
  readonly pass: boolean;
}

/** Points that are no adjustment points: other currents, power factors and voltages; limits as in the type test. */
export function calibrationPoints(limits: Limits, ratings: Ratings): CalibrationPoint[] {
  const { Unom_V, fnom_Hz, Imin, Itr, Imax } = ratings;
  const point = (name: string, current_A: number, lag_deg: number, of_Unom = 1): CalibrationPoint => ({
    name,
    current_A,
    lag_deg,
    limit_percent: baseLimit_percent(limits, ratings, current_A, lag_deg === 0 ? '1' : ANGLED)!,
    voltage_V: Unom_V * of_Unom,
    hz: fnom_Hz,
  });
  return [
    point('Imin, PF 1', Imin, 0),
    point('Itr, PF 1', Itr, 0),
    point('Itr, PF 0.5 inductive', Itr, 60),
    point('10 Itr, PF 0.8 capacitive', 10 * Itr, -36.8698976),
    point('20 Itr, PF 1, 0.9 Unom', 20 * Itr, 0, 0.9),
    point('Imax, PF 1', Imax, 0),
    point('Imax, PF 0.5 inductive', Imax, 60),
  ];
}

/** True active power of a balanced load, W. */
export function truePower_W(site: Site, load: LoadPoint): number {
  return INPUTS_OF[site.service].reduce((sum, { extraLag_deg }) => {
    const angle = ((load.lag_deg + extraLag_deg) * Math.PI) / 180;
    return sum + load.voltage_V * load.current_A * Math.cos(angle);
  }, 0);
}

/** Registers of closed windows and the sample they stand at, by the legal port. */
async function energyNow(site: Site): Promise<{ energy_Ws: number; sample: number }> {
  const total = await site.ask!('read_registers', { scope: 0, moment: 0 });
  const energy_Ws = (Number(total.active_import_mWs) - Number(total.active_export_mWs)) / 1000;
  return { energy_Ws, sample: Number(total.sample_index) };
}

/** Mean power by the registers: closed windows are whole cycles, so the cycles between two reads are a whole number. */
async function registeredPower_W(site: Site, load: LoadPoint, seconds: number): Promise<number> {
  const { sampling_rate_mHz } = await site.ask!('identify');
  const from = await energyNow(site);
  await site.wait(seconds);
  const to = await energyNow(site);
  const cycles = Math.round(((to.sample - from.sample) / (Number(sampling_rate_mHz) / 1000)) * load.hz);
  return ((to.energy_Ws - from.energy_Ws) * load.hz) / cycles;
}

/** Where no legal port can be asked the mean products must do. */
async function summedPower_W(site: Site, seconds: number): Promise<number> {
  const { power_W } = await rawSums(site, seconds);
  return INPUTS_OF[site.service].reduce((sum, { voltage }) => sum + power_W[voltage], 0);
}

/** Measures all points in turn. */
export async function calibrateMeter(
  site: Site,
  points: readonly CalibrationPoint[],
  seconds: number,
  onResult: (result: CalibrationResult) => void = () => {},
): Promise<CalibrationResult[]> {
  const results: CalibrationResult[] = [];
  for (const point of points) {
    await site.setLoad(point);
    const metered = site.ask
      ? await registeredPower_W(site, point, seconds)
      : await summedPower_W(site, seconds);
    const error_percent = (metered / truePower_W(site, point) - 1) * 100;
    const result = { ...point, error_percent, pass: Math.abs(error_percent) <= point.limit_percent };
    results.push(result);
    onResult(result);
  }
  return results;
}
