// Brings one period of a looped signal to another sampling rate, band-limited and without a seam.
import { resampleLong } from './band-limited.ts';
import { inverse, transformReal } from './fourier.ts';

/** Longer loops are resampled piece by piece: their spectrum would fill the memory. */
const LONG_LOOP = 1 << 20;

/** How a loop's length changes with the rate. */
export interface LoopLength {
  /** Samples of the loop at the new rate. */
  readonly length: number;
  /**
   * Relative change of every frequency, in ppm, because the loop must hold a whole number of samples:
   * played at the new rate the signal runs this much faster (positive) than the file says.
   */
  readonly deviation_ppm: number;
}

/** Nearest whole loop length at `to_mHz` for `length` samples at `from_Hz`. */
export function loopLength(length: number, from_Hz: number, to_mHz: number): LoopLength {
  const ideal = (length * to_mHz) / (1000 * from_Hz);
  const whole = Math.max(1, Math.round(ideal));
  return { length: whole, deviation_ppm: (ideal / whole - 1) * 1e6 };
}

/**
 * `samples`, taken as one period, at `length` points of the same period. Content below the lower of the
 * two Nyquist frequencies is kept exactly (trigonometric interpolation); content at or above it is removed.
 * Of a long loop the uppermost 7 % of that band are lost.
 */
export function resampleLoop(samples: Float64Array, length: number): Float64Array {
  const from = samples.length;
  if (from === length) return samples.slice();
  if (from > LONG_LOOP) return resampleLong(samples, length);
  const source = transformReal(samples);
  const target = new Float64Array(2 * length);
  const gain = length / from;
  const top = Math.min(from, length) / 2;
  for (let k = 0; k < top; k++) {
    copyBin(source, k, target, k, gain);
    if (k > 0) copyBin(source, from - k, target, length - k, gain);
  }
  // Going up, the old Nyquist bin stands for a cosine: half of it on either side.
  if (length > from && from % 2 === 0) {
    copyBin(source, from / 2, target, from / 2, gain / 2);
    copyBin(source, from / 2, target, length - from / 2, gain / 2);
  }
  return realPart(inverse(target));
}

function copyBin(source: Float64Array, k: number, target: Float64Array, m: number, gain: number): void {
  target[2 * m] = source[2 * k] * gain;
  target[2 * m + 1] = source[2 * k + 1] * gain;
}

function realPart(pairs: Float64Array): Float64Array {
  return Float64Array.from({ length: pairs.length / 2 }, (_, n) => pairs[2 * n]);
}
