// Recognises a time column by its name and turns its values into a sampling rate.
import { WaveRateError } from './errors.ts';

const UNITS_s: Record<string, number> = { s: 1, sec: 1, seconds: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Seconds per unit of a column headed "time", "t [ms]", "time_us" …; undefined for any other name. */
export function timeUnit_s(name: string): number | undefined {
  const match = /^(?:time|timestamp|t|zeit)(?:[\s_[(.:-]+([a-zµ]+)?[\])]?)?$/i.exec(name.trim());
  if (!match) return undefined;
  return match[1] === undefined ? 1 : UNITS_s[match[1].toLowerCase()];
}

/** No stamp may lie further than this part of a step from the uniform grid. */
const STEP_TOLERANCE = 0.25;

/**
 * The uniform rate of a time column, in Hz, from its whole length (rounded stamps average out).
 * @throws WaveRateError naming the line of a step that is missing, doubled or going backwards
 */
export function rateFromTimes(file: string, times: Float64Array, unit_s: number, firstLine: number): number {
  const steps = times.length - 1;
  const step = (times[steps] - times[0]) / steps;
  if (!(step > 0)) throw new WaveRateError(file, '', 'the time column does not advance');
  for (let n = 1; n <= steps; n++) {
    const off = Math.abs(times[n] - times[0] - n * step);
    if (off > STEP_TOLERANCE * step) {
      throw new WaveRateError(file, `line ${firstLine + n}`, `time ${times[n]} is not a uniform step on`);
    }
  }
  return roundRate(1 / (step * unit_s));
}

/** A rate within 1 ppm of a whole number of Hz is that number: stamps carry rounding. */
export function roundRate(rate_Hz: number): number {
  const whole = Math.round(rate_Hz);
  return Math.abs(rate_Hz - whole) <= 1e-6 * rate_Hz ? whole : rate_Hz;
}
