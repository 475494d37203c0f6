// From mean squares to the instantaneous flicker sensation: blocks 1 to 4 of IEC 61000-4-15 at 200 values a second.
// Legally relevant (IR46). Changes alter the software identification.
import { VOLTAGES } from './flicker-blocks';
import { ADAPTOR_Q24, HIGH_PASS_Q32, LAMP_120, LAMP_230, LOW_PASS_50, LOW_PASS_60, SMOOTHING_Q20 } from './flicker-tables';

/** Bits of a section's coefficients, and half of the last one's worth. */
const BITS: i64 = 28;
const HALF: i64 = 1 << 27;
const SECTION_BYTES: usize = 16;

/** A change of the square is a share of its mean, Q26, and cut off at two. */
const CHANGE_BITS: i64 = 26;
const CHANGE_MAX: i64 = 1 << 27;
/** The weighted change is cut off where Pinst is 2^18. */
const WEIGHTED_MAX: i64 = 1 << 26;
/** Weighted changes are Q17 roots of Pinst: their squares Q34, of which Q18 is kept. */
const SQUARE_BITS: i64 = 16;
const SMOOTH_BITS: i64 = 20;

/**
 * Of each voltage: i64 mean square over the last half minute (Q16 of a value), i64 what the high-pass takes off (Q58),
 * i64 smoothed Pinst (Q38).
 */
const MEAN: usize = 0;
const SLOW: usize = 8;
const SMOOTH: usize = 16;
const FILTER_BYTES: i32 = <i32>SMOOTH + 8;

/** Sections of low-pass and lamp; bytes of a section's two states, Q54, of all voltages. */
const SECTIONS: i32 = 5;
const STATES_BYTES: i32 = VOLTAGES * 16;

// @ts-ignore: decorator
@lazy const FILTERS = memory.data(VOLTAGES * FILTER_BYTES, 8);
/** What goes from section to section, Q26, a voltage each. */
// @ts-ignore: decorator
@lazy const SIGNALS = memory.data(VOLTAGES * 8, 8);
// @ts-ignore: decorator
@lazy const STATES = memory.data(SECTIONS * STATES_BYTES, 8);

let lowPass: usize = 0;
let lamp: usize = 0;
let least: i64 = 1;

// @ts-ignore: decorator
@inline
function filterOf(input: i32): usize {
  return FILTERS + <usize>(input * FILTER_BYTES);
}

/** Chooses low-pass and lamp; below a value of `least_value` there is no voltage that could flicker. */
export function resetFlickerFilters(sixty_Hz: bool, lamp120: bool, least_value: i64): void {
  memory.fill(FILTERS, 0, VOLTAGES * FILTER_BYTES);
  memory.fill(SIGNALS, 0, VOLTAGES * 8);
  memory.fill(STATES, 0, SECTIONS * STATES_BYTES);
  lowPass = sixty_Hz ? LOW_PASS_60 : LOW_PASS_50;
  lamp = lamp120 ? LAMP_120 : LAMP_230;
  least = max<i64>(least_value, 1);
}

/** Lets the voltage adaptor begin at a mean of values. */
export function seedFlicker(input: i32, mean: i64): void {
  store<i64>(filterOf(input), mean << 16, MEAN);
}

/**
 * Relative change of a value (below 2^36) against the mean, cut off at two: the numerator stays below 2^62, the product
 * of the mean's step (52 - 8 bits) below 2^56.
 */
// @ts-ignore: decorator
@inline
function change_Q26(f: usize, value: i64): i64 {
  const mean_Q16 = load<i64>(f, MEAN);
  const mean = mean_Q16 >> 16;
  store<i64>(f, mean_Q16 + (((((value << 16) - mean_Q16) >> 8) * ADAPTOR_Q24) >> 16), MEAN);
  if (mean < least) return 0;
  return min<i64>(((value - mean) << CHANGE_BITS) / mean, CHANGE_MAX);
}

/** First-order high-pass whose state holds all bits of its products: 28 + 23, summed below 2^60. No limit cycles. */
// @ts-ignore: decorator
@inline
function highPass(f: usize, change: i64): i64 {
  const slow_Q58 = load<i64>(f, SLOW);
  const rest = change - (slow_Q58 >> 32);
  store<i64>(f, slow_Q58 + rest * HIGH_PASS_Q32, SLOW);
  return rest;
}

/** A 32-bit word from memory, widened. */
// @ts-ignore: decorator
@inline
function word(address: usize, offset: usize): i64 {
  return <i64>load<i32>(address + offset);
}

/**
 * One section of second order of one voltage, transposed, its states unrounded in Q54; zeros b0, b1, b2. Worst case in
 * bits: changes of two (Q26, 2^27) grow to at most 2.6 times as much at any section's output (sum of the magnitudes of
 * the impulse response up to there) and 4.2 times in a state: 2^28.4 and 2^57.1; with coefficients below 2^30.1 no sum
 * reaches 2^60. Rounding an output adds at most 2^-27 of the mean square, 3e-6 of what can be perceived; no limit cycle
 * is larger than a few of these.
 */
// @ts-ignore: decorator
@inline
function section(signal: usize, state: usize, voltage: usize, b0: i64, b1: i64, b2: i64, a1: i64, a2: i64): void {
  const x = load<i64>(signal + (voltage << 3));
  const y = (x * b0 + load<i64>(state + (voltage << 4)) + HALF) >> BITS;
  store<i64>(signal + (voltage << 3), y);
  store<i64>(state + (voltage << 4), load<i64>(state + (voltage << 4) + 8) + x * b1 - y * a1);
  store<i64>(state + (voltage << 4) + 8, x * b2 - y * a2);
}

/** A section with symmetric zeros b0, b1, b0 of all three voltages: unrolled, because an interpreter feels a loop. */
function symmetricSection(coefficients: usize, state: usize): void {
  const b0 = word(coefficients, 0);
  const b1 = word(coefficients, 4);
  const a1 = word(coefficients, 8);
  const a2 = word(coefficients, 12);
  section(SIGNALS, state, 0, b0, b1, b0, a1, a2);
  section(SIGNALS, state, 1, b0, b1, b0, a1, a2);
  section(SIGNALS, state, 2, b0, b1, b0, a1, a2);
}

/** A section with any zeros b0, b1, b2 of all three voltages. */
function lastSection(coefficients: usize, state: usize): void {
  const b0 = word(coefficients, 0);
  const b1 = word(coefficients, 4);
  const b2 = word(coefficients, 8);
  const a1 = word(coefficients, 12);
  const a2 = word(coefficients, 16);
  section(SIGNALS, state, 0, b0, b1, b2, a1, a2);
  section(SIGNALS, state, 1, b0, b1, b2, a1, a2);
  section(SIGNALS, state, 2, b0, b1, b2, a1, a2);
}

/** Square and smoothing; squares below 2^52, of which 36 bits go on: the state stays below 2^56. */
// @ts-ignore: decorator
@inline
function smooth_Q18(f: usize, weighted: i64): i64 {
  const w = min<i64>(max<i64>(weighted, -WEIGHTED_MAX), WEIGHTED_MAX);
  const square_Q18 = (w * w) >> SQUARE_BITS;
  const before_Q38 = load<i64>(f, SMOOTH);
  const after_Q38 = before_Q38 + (square_Q18 - (before_Q38 >> SMOOTH_BITS)) * SMOOTHING_Q20;
  store<i64>(f, after_Q38, SMOOTH);
  return after_Q38 >> SMOOTH_BITS;
}

/** Takes the next value of a voltage; weightFlicker follows once all voltages in use have theirs. */
// @ts-ignore: decorator
@inline
export function putFlickerValue(input: i32, value: i64): void {
  const f = filterOf(input);
  store<i64>(SIGNALS + (<usize>input << 3), highPass(f, change_Q26(f, value)));
}

/** Low-pass and lamp of all voltages; one that is not in use stays zero. */
export function weightFlicker(): void {
  symmetricSection(lowPass, STATES);
  symmetricSection(lowPass + SECTION_BYTES, STATES + STATES_BYTES);
  symmetricSection(lowPass + 2 * SECTION_BYTES, STATES + 2 * STATES_BYTES);
  symmetricSection(lamp, STATES + 3 * STATES_BYTES);
  lastSection(lamp + SECTION_BYTES, STATES + 4 * STATES_BYTES);
}

/** Instantaneous flicker sensation of a voltage after weightFlicker, Q18: 1 is the threshold of perception. */
// @ts-ignore: decorator
@inline
export function flickerSensation_Q18(input: i32): i64 {
  return smooth_Q18(filterOf(input), load<i64>(SIGNALS + (<usize>input << 3)));
}
