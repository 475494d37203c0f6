// The measuring window: a whole number of mains cycles between two crossings that may lie between samples.
// Legally relevant (IR46). Changes alter the software identification.
import { breakCycles, resetTenSeconds, takeCrossing } from './ten-seconds';

/** Cycles of a window: about 200 ms (IEC 61000-4-30: 10 at 50 Hz, 12 at 60 Hz). */
const CYCLES_50: i32 = 10;
const CYCLES_60: i32 = 12;
const SPLIT_mHz: u32 = 55_000;

/**
 * A crossing counts only where the low-passed voltage moves as one of 5 V peak (Q6) at 40 Hz does: noise around zero is
 * slower, and notches were smoothed away. In radians a second, times 1000: 2 pi 40.
 */
const LEAST_PEAK_Q6: i64 = 62_500 << 6;
const LEAST_SPEED_mrad_s: i64 = 251_327;

/** Twelve times the longer time constant of the low-passed voltage (2.7 ms): what is left moves no crossing by 1e-5. */
const SETTLING_ms: i64 = 32;

const ONE_Q16: i64 = 1 << 16;
const HALF_Q16: i64 = 1 << 15;

/** Samples since the open window began, when it was last judged. */
export let windowSamples: i32 = 0;
/** Mains frequency of the last window with crossings at both ends, else the one before; 0 without voltage. */
export let frequency_mHz: u32 = 0;
/** Length of the closed window in samples, Q16, and its end in samples since the first, Q16. */
export let closedLength_Q16: i64 = 1;
export let closedEnd_Q16: i64 = 0;
/** True when the closed window was a whole number of cycles, or long enough without a mains. */
export let closedWhole: bool = false;
/** Cycles of the closed window; 0 when it did not begin and end at crossings. */
export let closedCycles: i32 = 0;
/** What of the sample before the last, and of the last, belongs to the next window, Q30. */
export let weightBefore_Q30: i64 = 0;
export let weightNow_Q30: i64 = 0;

let rate_mHz: u64 = 0;
/** Last sample before the open window's first. */
export let windowStart: i64 = -1;
let deadline: i64 = 0;
/** Least change from sample to sample at a crossing, Q6. */
let steepness: i64 = 0;
let longest: i32 = 0;
let cycles: i32 = 0;
/** The open window began at a crossing. */
let synchronous: bool = false;
let now: i64 = -1;
/** From this sample on crossings count. */
let settled: i64 = 0;

/** Starts the first window, half a sample before the first sample. Without crossings a window closes after 300 ms. */
export function resetWindow(rate: u64): void {
  rate_mHz = rate;
  longest = <i32>((rate * 3) / 10_000);
  steepness = (LEAST_PEAK_Q6 * LEAST_SPEED_mrad_s) / <i64>rate;
  windowSamples = 0;
  frequency_mHz = 0;
  closedLength_Q16 = 1;
  closedEnd_Q16 = -HALF_Q16;
  closedWhole = false;
  closedCycles = 0;
  now = -1;
  resetTenSeconds();
  settleCrossings();
  openWindow();
}

/** Forgets the crossings: no voltage keeps the time. */
function losePhase(): void {
  breakCycles();
  synchronous = false;
  cycles = 0;
}

/** Another voltage keeps the time: its crossings count once its low-pass has come to rest. */
export function settleCrossings(): void {
  losePhase();
  settled = now + <i64>rate_mHz * SETTLING_ms / 1_000_000;
}

/**
 * The window's edge is not sharp but a triangle two samples wide, so that its spectrum has fallen where the sampling
 * folds it back: a steady signal's sums then err by below 1e-6 wherever the crossing lies. The edge at a fraction a
 * between the sample before and the last leaves (1 - a)^2 / 2 of the one and 1 - a^2 / 2 of the other to the next window.
 */
function closeAt(fraction_Q16: i64): void {
  const rest = ONE_Q16 - fraction_Q16;
  weightBefore_Q30 = (rest * rest) >> 3;
  weightNow_Q30 = (1 << 30) - ((fraction_Q16 * fraction_Q16) >> 3);
  setEnd(((now - 1) << 16) + fraction_Q16);
}

function setEnd(end_Q16: i64): void {
  closedLength_Q16 = end_Q16 - closedEnd_Q16;
  closedEnd_Q16 = end_Q16;
}

/** The rising crossing that ends the last cycle, or that begins the first one, closes the window. */
function risingCloses(before: i64, value: i64): bool {
  const whole = frequency_mHz > SPLIT_mHz ? CYCLES_60 : CYCLES_50;
  const fraction_Q16 = (-before << 16) / (value - before);
  takeCrossing(((now - 1) << 16) + fraction_Q16);
  if (synchronous && ++cycles < whole) return false;
  closeAt(fraction_Q16);
  closedWhole = synchronous;
  closedCycles = synchronous ? cycles : 0;
  if (synchronous) frequency_mHz = <u32>((((<u64>cycles * rate_mHz) << 16) + (closedLength_Q16 >> 1)) / closedLength_Q16);
  synchronous = true;
  return true;
}

function timedOut(): bool {
  if (windowSamples < longest) return false;
  weightBefore_Q30 = 0;
  weightNow_Q30 = 0;
  setEnd((now << 16) + HALF_Q16);
  closedWhole = true;
  closedCycles = 0;
  losePhase();
  frequency_mHz = 0;
  return true;
}

/** The next sample at which something is due even without a crossing. */
function setDeadline(): void {
  deadline = windowStart + longest;
}

/** A sample that crosses zero, or at which the window has lasted too long. */
function judge(before: i64, value: i64): bool {
  windowSamples = <i32>(now - windowStart);
  const rises = value >= 0 && before < 0 && value - before >= steepness && now >= settled;
  return (rises && risingCloses(before, value)) || timedOut();
}

/** Where the last sample ends, samples since the first, Q16. */
export function endOfLast_Q16(): i64 {
  return (now << 16) + HALF_Q16;
}

/** Samples up to the next one at which something is due even without a crossing: 1 at least. */
export function samplesUntilDue(): i32 {
  return max(1, <i32>(deadline - now));
}

/**
 * Takes count samples of which only the last may have crossed zero or be due: the reference voltage there and at the
 * sample before it. True when the last sample was the window's last.
 */
export function windowCloses(count: i32, before: i64, value: i64): bool {
  now += count;
  return ((value ^ before) < 0 || now >= deadline) && judge(before, value);
}

/** Opens the next window. */
export function openWindow(): void {
  windowStart = now;
  cycles = 0;
  setDeadline();
}

/** Length of the open window up to the last sample, Q16. */
export function openLength_Q16(): i64 {
  return (now << 16) + HALF_Q16 - closedEnd_Q16;
}
