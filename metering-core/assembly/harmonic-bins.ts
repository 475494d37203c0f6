// Folds a window of one input onto a single cycle of 256 points, whatever the samples a cycle has.
// Legally relevant (IR46). Changes alter the software identification.
import { scale } from './arithmetic';

/** Points of the folded cycle. */
export const POINTS: i32 = 256;

/** The kernel reaches from one point before a sample to two points after it, so three points lie over the end. */
// @ts-ignore: decorator
@lazy const BINS = memory.data(2080, 8);

/** Angle of the next sample in turns, Q32. */
let phase_Q32: u32 = 0;
let step_Q32: u32 = 0;

/**
 * Spreads a value over four points by the cubic B-spline (times six, Q16): its transform sinc^4 is divided out of each
 * harmonic, and what folds back into harmonic h from above is below (h / (256 - h))^4: 4e-4 of a harmonic at the 31st,
 * 3e-5 at the 17th. Worst case in bits: 24 + 18 and 9600 / 256 samples a point make 2^48.
 */
function spread(value: i64, at_Q32: u32): void {
  const bin = BINS + ((at_Q32 >>> 24) << 3);
  const t = (at_Q32 >>> 8) & 0xffff;
  const t2 = (t * t) >>> 16;
  const t3 = <i32>((t2 * t) >>> 16);
  const w1 = 3 * t3 - 6 * <i32>t2 + (4 << 16);
  const w2 = 3 * (<i32>(t2 + t) - t3) + (1 << 16);
  store<i64>(bin, load<i64>(bin) + value * <i64>((6 << 16) - w1 - w2 - t3));
  store<i64>(bin, load<i64>(bin, 8) + value * <i64>w1, 8);
  store<i64>(bin, load<i64>(bin, 16) + value * <i64>w2, 16);
  store<i64>(bin, load<i64>(bin, 24) + value * <i64>t3, 24);
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
  memory.fill(BINS, 0, 2080);
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
 * sums of opposite points in 0..128 and their differences in 129..255. Returns the shift.
 */
export function foldBins(samples: i32): i32 {
  const shift = 32 - clz(samples) + 4;
  for (let k: i32 = 0; k < 3; k++) addBin(k, bin(POINTS + k));
  for (let k: i32 = 0; k < POINTS; k++) setBin(k, bin(k) >> shift);
  for (let k: i32 = 1; k < POINTS / 2; k++) {
    const low = bin(k);
    const high = bin(POINTS - k);
    setBin(k, low + high);
    setBin(POINTS - k, low - high);
  }
  return shift;
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
