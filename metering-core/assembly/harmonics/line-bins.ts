// Spreads a window of one input over its cycles, 128 points each, and folds the lines beside the harmonics out of it.
// Legally relevant (IR46). Changes alter the software identification.
import { cosine_Q30, rotate, sine_Q30 } from '../math/cordic';
import { scale } from '../math/arithmetic';

/** Points of a cycle, and the most cycles of a window (IEC 61000-4-7: 10 at 50 Hz, 12 at 60 Hz). */
export const LINE_POINTS: i32 = 128;
export const LINE_CYCLES: i32 = 12;

/** Points before and behind the window: what the last window left, the kernel's reach, a frequency that has changed. */
const MARGIN: i32 = 32;
const LAST_Q32: u64 = <u64>(MARGIN + LINE_CYCLES * LINE_POINTS + MARGIN - 6) << 25;
/** Bits a point loses: weights of 22 bits, values of 24 and five samples a point at 32 kHz make 2^49. */
const SPREAD_BITS: i64 = 18;
/** Bits lost when up to twelve cycles were added, so that sums of two points stay within 32. */
const FOLD_BITS: i64 = 5;
/** What is left of a count of a peak: 120 x 2^16 / 2^SPREAD_BITS. */
export const LINE_UNITS: i64 = 30;

const LONG_BYTES: i32 = (MARGIN + LINE_CYCLES * LINE_POINTS + MARGIN) * 4;
const FOLDED_BYTES: i32 = LINE_POINTS * 4;
const TURNS_BYTES: i32 = LINE_CYCLES * 8;
// @ts-ignore: decorator
@lazy const LONG = memory.data(LONG_BYTES, 8);
// @ts-ignore: decorator
@lazy const REAL = memory.data(FOLDED_BYTES, 8);
// @ts-ignore: decorator
@lazy const IMAGINARY = memory.data(FOLDED_BYTES, 8);
/** Cosine and sine, Q24, by which each cycle is turned back. */
// @ts-ignore: decorator
@lazy const TURNS = memory.data(TURNS_BYTES, 8);

/** Angle of the next sample in turns from the first point, Q32, and of a sample. */
let phase_Q32: u64 = 0;
let step_Q32: u64 = 0;
/** The window was longer than there is room. */
export let lineBinsOverrun: bool = false;

function add(bin: usize, value: i64, weight: i32): void {
  store<i32>(bin, load<i32>(bin) + <i32>((value * <i64>weight) >> SPREAD_BITS));
}

/** The quintic B-spline of harmonic-bins.ts, on points twice as far apart. */
function spread(value: i64, at_Q32: u64): void {
  if (at_Q32 > LAST_Q32) {
    lineBinsOverrun = true;
    return;
  }
  const bin = LONG + (<usize>(at_Q32 >> 25) << 2);
  const t = <u32>(at_Q32 >> 9) & 0xffff;
  const t2 = (t * t) >>> 16;
  const t4 = (t2 * t2) >>> 16;
  const t5 = <i32>((t4 * t) >>> 16);
  const odd = 10 * <i32>((t2 * t) >>> 16);
  const even = 10 * <i32>t2;
  const outer = (1 << 16) + even + 5 * <i32>t4;
  const outerOdd = 5 * <i32>t + odd;
  const inner = (26 << 16) + 2 * even - 20 * <i32>t4;
  const innerOdd = 50 * <i32>t - 2 * odd;
  add(bin, value, outer - outerOdd - t5);
  add(bin + 4, value, inner - innerOdd + 5 * t5);
  add(bin + 8, value, (66 << 16) - 6 * even + 30 * <i32>t4 - 10 * t5);
  add(bin + 12, value, inner + innerOdd + 10 * t5);
  add(bin + 16, value, outer + outerOdd - 5 * t5);
  add(bin + 20, value, t5);
}

/** Adds count samples (i32) of the window. */
export function spreadSamples(values: usize, count: i32): void {
  for (const end = values + (count << 2); values < end; values += 4) {
    spread(load<i32>(values), phase_Q32);
    phase_Q32 += step_Q32;
  }
}

/** Begins a window with what the window before left of its last two samples; step in turns a sample, Q32. */
export function openLineBins(step: u32, before: i64, now: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  memory.fill(LONG, 0, LONG_BYTES);
  lineBinsOverrun = false;
  step_Q32 = <u64>step;
  phase_Q32 = <u64>MARGIN << 25;
  spread(scale(before, weightBefore_Q30), phase_Q32 - 2 * step_Q32);
  spread(scale(now, weightNow_Q30), phase_Q32 - step_Q32);
}

/** Takes out what belongs to the next window, and brings what lies in the margins back into so many cycles. */
export function closeLineBins(cycles: i32, before: i64, now: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  spread(-scale(before, weightBefore_Q30), phase_Q32 - 2 * step_Q32);
  spread(-scale(now, weightNow_Q30), phase_Q32 - step_Q32);
  const length = <usize>(cycles * LINE_POINTS) << 2;
  for (let bin = LONG; bin < LONG + (MARGIN << 2); bin += 4) {
    store<i32>(bin + length, load<i32>(bin + length) + load<i32>(bin));
    const first = bin + (MARGIN << 2);
    store<i32>(first, load<i32>(first) + load<i32>(first + length));
  }
}

/** Prepares the pass that folds the lines r beside each harmonic of so many cycles onto it. */
export function openPass(r: i32, cycles: i32): void {
  for (let c: i32 = 0; c < cycles; c++) {
    rotate(<u32>((<u64>(r * c) << 32) / <u64>cycles));
    store<i32>(TURNS + (c << 3), <i32>(cosine_Q30 >> 6));
    store<i32>(TURNS + (c << 3), <i32>(sine_Q30 >> 6), 4);
  }
}

/** Point p of the cycle: that of each cycle, turned back by r cycles over the window. Worst case in bits: 31 + 24 + 4. */
export function foldPoint(p: i32, r: i32, cycles: i32): void {
  let real: i64 = 0;
  let imaginary: i64 = 0;
  let bin = LONG + (<usize>(MARGIN + p) << 2);
  for (let turn = TURNS; turn < TURNS + (cycles << 3); turn += 8) {
    const value = <i64>load<i32>(bin);
    real += value * <i64>load<i32>(turn);
    imaginary -= value * <i64>load<i32>(turn, 4);
    bin += LINE_POINTS << 2;
  }
  real >>= 24;
  imaginary >>= 24;
  rotate(<u32>((<u64>(r * p) << 25) / <u64>cycles));
  const cosine = cosine_Q30 >> 6;
  const sine = sine_Q30 >> 6;
  store<i32>(REAL + (p << 2), <i32>((real * cosine + imaginary * sine) >> (24 + FOLD_BITS)));
  store<i32>(IMAGINARY + (p << 2), <i32>((imaginary * cosine - real * sine) >> (24 + FOLD_BITS)));
}

/** Sums of opposite points into the lower half, their differences into the upper one, for the transform. */
function pairPoints(folded: usize): void {
  let high = folded + (LINE_POINTS << 2);
  for (let low = folded + 4; low < folded + (LINE_POINTS << 1); low += 4) {
    high -= 4;
    const a = load<i32>(low);
    const b = load<i32>(high);
    store<i32>(low, a + b);
    store<i32>(high, a - b);
  }
}

export function closePass(): void {
  pairPoints(REAL);
  pairPoints(IMAGINARY);
}

let cosines: i64 = 0;
let sines: i64 = 0;

/** Cosine and sine transform of one order of a folded cycle; cosines of a turn in 256 steps, Q24. Sums stay below 2^60. */
function transform(folded: usize, order: i32, table: usize): void {
  const middle = <i64>load<i32>(folded + (LINE_POINTS << 1));
  let even = (<i64>load<i32>(folded) + (order & 1 ? -middle : middle)) << 24;
  let odd: i64 = 0;
  let high = folded + (LINE_POINTS << 2);
  let at = 0;
  for (let low = folded + 4; low < folded + (LINE_POINTS << 1); low += 4) {
    high -= 4;
    at = (at + (order << 3)) & 1023;
    even += <i64>load<i32>(low) * <i64>load<i32>(table + at);
    // The sine is minus the cosine a quarter turn on.
    odd -= <i64>load<i32>(high) * <i64>load<i32>(table + at, 256);
  }
  cosines = even >> 24;
  sines = odd >> 24;
}

/** Squares of the lines above and below a harmonic, of LINE_UNITS a count of peak; below 2^56. */
export let lineAbove: i64 = 0;
export let lineBelow: i64 = 0;

function square(real: i64, imaginary: i64, samples_Q4: i64): i64 {
  const a = (real << 10) / samples_Q4;
  const b = (imaginary << 10) / samples_Q4;
  return a * a + b * b;
}

/** Works out both lines of an order from the pass. A line of peak A leaves A / 2 x LINE_UNITS x samples / 2^FOLD_BITS. */
export function takeLines(order: i32, table: usize, samples_Q4: i64): void {
  transform(REAL, order, table);
  const c = cosines;
  const s = sines;
  transform(IMAGINARY, order, table);
  lineAbove = square(c + sines, cosines - s, samples_Q4);
  lineBelow = square(c - sines, cosines + s, samples_Q4);
}
