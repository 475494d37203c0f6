// Turns time stamps into a sampling rate, however coarse they are written.

export interface TimeFit {
  /** Mean step between two samples, in the stamps' unit. */
  readonly step: number;
  /** The finest digit of the stamps; what a rounded one may be off by. */
  readonly quantum: number;
  /** Largest distance of a stamp from the even grid, and between two of them. */
  readonly worst: number;
  readonly span: number;
  /** The stamps advance evenly. */
  readonly even: boolean;
}

/** No stamp may lie further than this part of a step from the uniform grid, or than its last digit. */
const STEP_TOLERANCE = 0.25;
/** So many stamps tell their last digit, and so many tell one rate from another. */
const DIGIT_STAMPS = 1000;
const RATE_STAMPS = 20_000;

/** The finest power of ten that all of them are multiples of. */
function quantumOf(times: Float64Array): number {
  const some = times.subarray(0, DIGIT_STAMPS);
  for (let digits = 0; digits < 15; digits++) {
    const scale = 10 ** digits;
    const whole = (t: number): boolean =>
      Math.abs(t * scale - Math.round(t * scale)) <= 1e-6 * Math.max(1, Math.abs(t * scale) * 1e-6);
    if (some.every(whole)) return 1 / scale;
  }
  return 0;
}

/** Distances of the stamps from a grid of `step`, every k-th of them. */
function distances(times: Float64Array, step: number, every = 1): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let n = 0; n < times.length; n += every) {
    const off = times[n] - times[0] - n * step;
    if (off < low) low = off;
    if (off > high) high = off;
  }
  return { low, high };
}

/** Slope of the least squares line through the stamps. */
function slope(times: Float64Array): number {
  const middle = (times.length - 1) / 2;
  let products = 0;
  let squares = 0;
  for (let n = 0; n < times.length; n++) {
    products += (n - middle) * (times[n] - times[0]);
    squares += (n - middle) ** 2;
  }
  return products / squares;
}

/** How evenly the stamps advance. */
export function fitTimes(times: Float64Array): TimeFit {
  const step = slope(times);
  const { low, high } = distances(times, step);
  const span = high - low;
  const quantum = quantumOf(times);
  const advancing = step > 0 && times[times.length - 1] > times[0];
  const even = advancing && span / 2 <= Math.max(STEP_TOLERANCE * step, quantum);
  return { step, quantum, worst: span / 2, span, even };
}

/** Index of the first stamp that does not lie one step behind the one before. */
export function firstUneven(times: Float64Array, fit: TimeFit): number {
  const steps = Float64Array.from({ length: times.length - 1 }, (_, n) => times[n + 1] - times[n]).sort();
  const usual = steps[steps.length >> 1];
  for (let n = 1; n < times.length; n++) {
    if (Math.abs(times[n] - times[n - 1] - usual) > Math.max(usual / 2, 1.01 * fit.quantum)) return n;
  }
  return times.length - 1;
}

/**
 * The rate in Hz, as the roundest number that is as near to all stamps as their digits allow: stamps of
 * 208, 417 and 625 us are 4800 Hz, and milliseconds that repeat ten times are 10 kHz.
 */
export function rateOf(times: Float64Array, fit: TimeFit, unit_s: number): number {
  const every = Math.max(1, Math.floor(times.length / RATE_STAMPS));
  const allowed = 1.001 * Math.max(fit.quantum, fit.span) + 1e-12 * Math.abs(times[times.length - 1]);
  const measured_Hz = 1 / (fit.step * unit_s);
  const fits = (rate_Hz: number): boolean => {
    const { low, high } = distances(times, 1 / (rate_Hz * unit_s), every);
    return high - low <= allowed;
  };
  for (let digits = 1; digits <= 9; digits++) {
    const round_Hz = Number(measured_Hz.toPrecision(digits));
    if (fits(round_Hz)) return round_Hz;
    const roundStep_Hz = 1 / Number((1 / measured_Hz).toPrecision(digits));
    if (digits < 6 && fits(roundStep_Hz)) return roundStep_Hz;
  }
  return measured_Hz;
}
