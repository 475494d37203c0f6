// One measurement: lead-in, then windows of whole periods, the meter's energy against the analytic one.
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import type { MeterUnderTest } from './bench.ts';

/** How long to measure. */
export interface RunLength {
  /** Seconds that pass before anything counts: filters settle. */
  readonly leadIn_s: number;
  /** Windows measured one after the other; their spread gives the standard deviation. */
  readonly windows: number;
  readonly window_s: number;
}

export interface Measurement {
  readonly error_percent: number;
  /** Sample standard deviation of the windows' errors. */
  readonly stddev_percent: number;
  readonly windowErrors_percent: readonly number[];
  readonly meter_Ws: number;
  readonly reference_Ws: number;
  /** Samples at full scale: the converter was driven beyond its range. */
  readonly saturated: number;
  /** Error of the pulses' energy over the time between the first and the last; undefined below ten pulses. */
  readonly pulseError_percent: number | undefined;
}

/** Length in samples, near the wanted one, that comes closest to whole periods of the signal's base. */
export function wholePeriods(wanted: number, cyclesPerSample: number): number {
  const period = 1 / cyclesPerSample;
  const least = Math.max(1, Math.round(wanted / period));
  let best = Math.round(least * period);
  let distance = Infinity;
  for (let periods = least; periods < least + 40 && periods * period < wanted * 1.2 + period; periods++) {
    const sets = Math.round(periods * period);
    const off = Math.abs(sets - periods * period);
    if (off < distance - 1e-9) [best, distance] = [sets, off];
  }
  return best;
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((s, x) => s + (x - mean) ** 2, 0) / (values.length - 1));
}

const MIN_PULSES = 10;
const Ws_PER_kWh = 3.6e6;

/** Pulses of the core carry no sign: their energy is compared with the reference's magnitude. */
function pulseError(
  meter: MeterUnderTest,
  source: PeriodicSource,
  since: number,
  constant: number,
): number | undefined {
  const pulses = meter.pulses.filter((p) => p >= since);
  if (pulses.length < MIN_PULSES) return undefined;
  const [first, last] = [pulses[0], pulses[pulses.length - 1]];
  const pulsed_Ws = ((pulses.length - 1) / constant) * Ws_PER_kWh;
  const reference_Ws = Math.abs(source.energy_Ws(first, last));
  return (pulsed_Ws / reference_Ws - 1) * 100;
}

/** Samples of one window of a run. */
export function windowSets(source: PeriodicSource, window_s: number): number {
  const rate_Hz = source.rate_mHz / 1000;
  return wholePeriods(window_s * rate_Hz, source.signal.base_Hz / rate_Hz);
}

/** Measures a fresh meter on a source. */
export async function measure(
  meter: MeterUnderTest,
  source: PeriodicSource,
  run: RunLength,
  constant_imp_per_kWh: number,
): Promise<Measurement> {
  const start = Math.round((run.leadIn_s * source.rate_mHz) / 1000);
  const sets = windowSets(source, run.window_s);
  await meter.feedUntil(source, start);
  const opening_mWs = await meter.energy_mWs();
  let before_mWs = opening_mWs;
  const errors: number[] = [];
  for (let k = 1; k <= run.windows; k++) {
    await meter.feedUntil(source, start + k * sets);
    const now_mWs = await meter.energy_mWs();
    const reference_Ws = source.energy_Ws(start + (k - 1) * sets, start + k * sets);
    errors.push(((now_mWs - before_mWs) / 1000 / reference_Ws - 1) * 100);
    before_mWs = now_mWs;
  }
  const meter_Ws = (before_mWs - opening_mWs) / 1000;
  const reference_Ws = source.energy_Ws(start, start + run.windows * sets);
  return {
    error_percent: (meter_Ws / reference_Ws - 1) * 100,
    stddev_percent: deviation(errors),
    windowErrors_percent: errors,
    meter_Ws,
    reference_Ws,
    saturated: source.saturated,
    pulseError_percent: pulseError(meter, source, start, constant_imp_per_kWh),
  };
}
