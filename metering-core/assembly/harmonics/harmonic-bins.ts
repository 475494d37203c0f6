// Folds a window of one input onto a single cycle of 256 points, whatever the samples a cycle has.
// Legally relevant (IR46). Changes alter the software identification.
import { scale } from '../math/arithmetic';

/** Points of the folded cycle. */
export const POINTS: i32 = 256;

/** The kernel reaches from two points before a sample to three points after it, so five points lie over the end. */
const OVERLAP: i32 = 5;
const BINS_BYTES: i32 = (POINTS + OVERLAP) * 8;
// @ts-ignore: decorator
@lazy const BINS = memory.data(BINS_BYTES, 8);
/** Bits the points lose beyond those of the number of samples: 120 x 2^16 leaves 30 of 53. */
const KERNEL_BITS: i32 = 9;

/** Angle of the next sample in turns, Q32. */
let phase_Q32: u32 = 0;
let step_Q32: u32 = 0;

/**
 * Spreads a value over six points by the quintic B-spline (times 120, Q16): its transform sinc^6 is divided out of each
 * harmonic, and what folds back into harmonic h from 256 - h or 256 + h is (h / (256 -+ h))^6 of what stands there: 7e-6
 * at the 31st from below, 6e-5 at the 63rd from above, where 320 samples a cycle put the image of the fundamental.
 * Worst case in bits: values (see gainMost_Q30) of 25.7, weights of 23 and 2400 / 256 samples a point at 8 kHz, or 24.9, 23 and
 * 9600 / 256 at 32 kHz, and twice that where the points do not fill evenly: 2^54. Weights are whole up to 2^23.
 */
function spread(value: i64, at_Q32: u32): void {
  const bin = BINS + ((at_Q32 >>> 24) << 3);
  const t = (at_Q32 >>> 8) & 0xffff;
  const t2 = (t * t) >>> 16;
  const t4 = (t2 * t2) >>> 16;
  const t5 = <i32>((t4 * t) >>> 16);
  const odd = 10 * <i32>((t2 * t) >>> 16);
  const even = 10 * <i32>t2;
  const five = 5 * t5;
  const outer = (1 << 16) + even + 5 * <i32>t4;
  const outerOdd = 5 * <i32>t + odd;
  const inner = (26 << 16) + 2 * even - 20 * <i32>t4;
  const innerOdd = 50 * <i32>t - 2 * odd;
  const w2 = (66 << 16) - 6 * even + 30 * <i32>t4 - 2 * five;
  store<i64>(bin, load<i64>(bin) + value * <i64>(outer - outerOdd - t5));
  store<i64>(bin, load<i64>(bin, 8) + value * <i64>(inner - innerOdd + five), 8);
  store<i64>(bin, load<i64>(bin, 16) + value * <i64>w2, 16);
  store<i64>(bin, load<i64>(bin, 24) + value * <i64>(inner + innerOdd + 2 * five), 24);
  store<i64>(bin, load<i64>(bin, 32) + value * <i64>(outer + outerOdd - five), 32);
  store<i64>(bin, load<i64>(bin, 40) + value * <i64>t5, 40);
}

/** Adds count samples (i32) of the window. */
export function foldSamples(values: usize, count: i32): void {
  for (const end = values + (count << 2); values < end; values += 4) {
    spread(load<i32>(values), phase_Q32);
    phase_Q32 += step_Q32;
  }
}

/** Begins a window with what the window before left of its last two samples; step in turns a sample, Q32. */
export function openBins(step: u32, before: i64, now: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  memory.fill(BINS, 0, BINS_BYTES);
  step_Q32 = step;
  phase_Q32 = 0;
  spread(scale(before, weightBefore_Q30), -2 * step);
  spread(scale(now, weightNow_Q30), -step);
}

/** Takes out of the window what belongs to the next one. */
export function closeBins(before: i64, now: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  spread(-scale(before, weightBefore_Q30), phase_Q32 - 2 * step_Q32);
  spread(-scale(now, weightNow_Q30), phase_Q32 - step_Q32);
}

/**
 * Prepares the transform: wraps the overlap, brings the points to the same 31 bits for any window length, and leaves
 * sums of opposite points in 0..128 and their differences in 129..255. Returns the bits of the number of samples.
 */
export function foldBins(samples: i32): i32 {
  const bits = 32 - clz(samples);
  for (let k: i32 = 0; k < OVERLAP; k++) addBin(k, bin(POINTS + k));
  for (let k: i32 = 0; k < POINTS; k++) setBin(k, bin(k) >> (bits + KERNEL_BITS));
  for (let k: i32 = 1; k < POINTS / 2; k++) {
    const low = bin(k);
    const high = bin(POINTS - k);
    setBin(k, low + high);
    setBin(POINTS - k, low - high);
  }
  return bits;
}

/** Point 0..255 of the folded cycle; after foldBins sums and differences. */
export function bin(k: i32): i64 {
  return load<i64>(BINS + (k << 3));
}
function setBin(k: i32, value: i64): void {
  store<i64>(BINS + (k << 3), value);
}
function addBin(k: i32, value: i64): void {
  setBin(k, bin(k) + value);
}

/** Address of the points, for the transform's inner loop. */
export function binsAddress(): usize {
  return BINS;
}
