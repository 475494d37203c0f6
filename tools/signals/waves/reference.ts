// A reference analyser in double precision: RMS, power, fundamental, harmonics and THD of recorded signals.
import { transformReal } from './fourier.ts';

/** A harmonic as RMS phasor. */
export interface Phasor {
  readonly re: number;
  readonly im: number;
}

export interface Analysis {
  readonly frequency_Hz: number;
  readonly voltage_V: number;
  readonly current_A: number;
  readonly P_W: number;
  readonly S_VA: number;
  readonly pf: number;
  /** Fundamental only. */
  readonly P1_W: number;
  /** Positive when the current lags. */
  readonly Q1_var: number;
  /** Angle by which the fundamental current lags, in degrees. */
  readonly lag_deg: number;
  /** Index 0 is order 1; RMS phasors against sample 0. */
  readonly voltageHarmonics: readonly Phasor[];
  readonly currentHarmonics: readonly Phasor[];
  /** Root of the sum of squares of orders 2 and up over the fundamental, in percent. */
  readonly voltageThd_percent: number;
  readonly currentThd_percent: number;
}

export function magnitude(p: Phasor): number {
  return Math.hypot(p.re, p.im);
}

export function mean(samples: Float64Array): number {
  let sum = 0;
  for (const x of samples) sum += x;
  return sum / samples.length;
}

export function withoutDc(samples: Float64Array): Float64Array {
  const dc = mean(samples);
  return samples.map((x) => x - dc);
}

/** Mean of x·y. */
export function meanProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < x.length; n++) sum += x[n] * y[n];
  return sum / x.length;
}

export function rms(samples: Float64Array): number {
  return Math.sqrt(meanProduct(samples, samples));
}

/** Periodic Hann window: neighbours of a harmonic two bins away do not leak into it. */
function hann(n: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length);
}

/** So many samples tell the frequency of a longer signal. */
const LONG_SIGNAL = 1 << 20;

/**
 * Cycles of the strongest component within the recording, a fraction included: Hann-windowed spectrum,
 * interpolated between the two highest bins (exact for a single tone). 0 for a constant signal.
 */
export function strongestCycles(samples: Float64Array): number {
  if (samples.length > LONG_SIGNAL) {
    return (strongestCycles(samples.subarray(0, LONG_SIGNAL)) * samples.length) / LONG_SIGNAL;
  }
  const length = samples.length;
  const spectrum = transformReal(withoutDc(samples).map((x, n) => x * hann(n, length)));
  const height = (k: number): number => Math.hypot(spectrum[2 * k], spectrum[2 * k + 1]);
  let top = 0;
  for (let k = 1; k < length / 2 - 1; k++) if (height(k) > height(top)) top = k;
  if (top === 0) return 0;
  const side = height(top + 1) >= height(top - 1) ? 1 : -1;
  const ratio = height(top + side) / height(top);
  return top + (side * (2 * ratio - 1)) / (ratio + 1);
}

/** RMS phasor of the component with `cycles` cycles in the recording. */
export function phasorAt(samples: Float64Array, cycles: number, window: 'none' | 'hann'): Phasor {
  const length = samples.length;
  let re = 0;
  let im = 0;
  for (let n = 0; n < length; n++) {
    const angle = 2 * Math.PI * ((cycles * n) / length - Math.floor((cycles * n) / length));
    const x = window === 'none' ? samples[n] : 2 * hann(n, length) * samples[n];
    re += x * Math.cos(angle);
    im -= x * Math.sin(angle);
  }
  return { re: (Math.SQRT2 * re) / length, im: (Math.SQRT2 * im) / length };
}

function thd_percent(harmonics: readonly Phasor[]): number {
  const square = harmonics.slice(1).reduce((s, p) => s + p.re ** 2 + p.im ** 2, 0);
  return (100 * Math.sqrt(square)) / magnitude(harmonics[0]);
}

export interface AnalyseOptions {
  /** Highest order; default 40, and never at or above Nyquist. */
  readonly orders?: number;
  /** Fundamental cycles in the recording; found from the voltage when not given. */
  readonly cycles?: number;
  /** Default: none for a whole number of cycles (exact bins), Hann otherwise. */
  readonly window?: 'none' | 'hann';
}

/** Everything about one voltage and one current of equal length, DC removed first. */
export function analyse(
  v: Float64Array,
  i: Float64Array,
  rate_Hz: number,
  options: AnalyseOptions = {},
): Analysis {
  const [voltage, current] = [withoutDc(v), withoutDc(i)];
  const cycles = options.cycles ?? strongestCycles(voltage);
  const window = options.window ?? (Number.isInteger(cycles) ? 'none' : 'hann');
  const top = Math.min(options.orders ?? 40, Math.ceil(v.length / 2 / cycles) - 1);
  const harmonics = (x: Float64Array): Phasor[] =>
    Array.from({ length: top }, (_, k) => phasorAt(x, (k + 1) * cycles, window));
  const voltageHarmonics = harmonics(voltage);
  const currentHarmonics = harmonics(current);
  const [u1, i1] = [voltageHarmonics[0], currentHarmonics[0]];
  const P1_W = u1.re * i1.re + u1.im * i1.im;
  const Q1_var = u1.im * i1.re - u1.re * i1.im;
  const [voltage_V, current_A, P_W] = [rms(voltage), rms(current), meanProduct(voltage, current)];
  return {
    frequency_Hz: (cycles * rate_Hz) / v.length,
    voltage_V,
    current_A,
    P_W,
    S_VA: voltage_V * current_A,
    pf: P_W / (voltage_V * current_A),
    P1_W,
    Q1_var,
    lag_deg: (Math.atan2(Q1_var, P1_W) * 180) / Math.PI,
    voltageHarmonics,
    currentHarmonics,
    voltageThd_percent: thd_percent(voltageHarmonics),
    currentThd_percent: thd_percent(currentHarmonics),
  };
}

/** Cycles in one piece of the mean below: long enough for the window, short enough to follow a load. */
const PIECE_CYCLES = 10;

/**
 * Mean fundamental reactive power over a loop, by Hann pieces of ten cycles that overlap by half and run
 * across the seam; follows amplitudes that change within the loop. Zero where nothing oscillates.
 */
export function loopReactive(v: Float64Array, i: Float64Array, cycles: number): number {
  const length = v.length;
  if (!(cycles >= 1)) return 0;
  const size = Math.min(length, Math.round((PIECE_CYCLES * length) / cycles));
  const pieces = Math.max(1, Math.round((2 * length) / size));
  const own = (size * cycles) / length;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const start = Math.round((piece * length) / pieces);
    const cut = (x: Float64Array): Float64Array =>
      Float64Array.from({ length: size }, (_, n) => x[(start + n) % length]);
    const u1 = phasorAt(cut(v), own, 'hann');
    const i1 = phasorAt(cut(i), own, 'hann');
    sum += u1.im * i1.re - u1.re * i1.im;
  }
  return sum / pieces;
}
