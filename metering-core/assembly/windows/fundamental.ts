// The fundamentals of a closed window: one phasor an input, by correlation with the oscillator.
// Legally relevant (IR46). Changes alter the software identification.
import { CURRENT_COUNT_nA, FIRST_CURRENT, INPUTS } from '../../../shared-protocol/generated/assembly/protocol';
import { Channel, channel } from '../inputs/channel';
import { saturated } from '../math/arithmetic';
import { angle, cosine_Q30, rotate } from '../math/cordic';
import { step_Q32 } from '../math/oscillator';
import { sinc_Q30 } from '../math/sinc';
import { parameters } from '../parameters/parameters';

/** Rms of a voltage that is there: 8 V in counts of 80 uV. */
export const PRESENT_counts: i64 = 100_000;

/** Departures of an oscillator, turns, Q32: one that changes a phasor by 10^-8, and the most that can be corrected. */
const LEAST_OFF_Q32: i64 = 1 << 18;
const MOST_OFF_Q32: i64 = 3 << 30;

/**
 * What the correlation kept of every fundamental, Q30: less than all where the oscillator's frequency was another.
 * Compares the closed window's cycles with the turns its oscillator made: over a departure of x turns the correlation
 * keeps sinc(x) = sinc(x / 2) cos(pi x / 2) of every phasor, and what mirrors the fundamental adds x / 20 of it. Three
 * quarters of a turn are 3.75 Hz; beyond there is no telling.
 */
function keptShare_Q30(cycles: i32, length_Q16: i64): i64 {
  const turns_Q32 = <i64>((<u64>step_Q32 * <u64>length_Q16) >> 16);
  const off_Q32 = abs((<i64>cycles << 32) - turns_Q32);
  if (cycles == 0 || off_Q32 > MOST_OFF_Q32 || off_Q32 < LEAST_OFF_Q32) return 1 << 30;
  const sinc = sinc_Q30(<u32>off_Q32 >> 1);
  rotate(<u32>off_Q32 >> 2);
  return (sinc * cosine_Q30) >> 30;
}

/**
 * Most of half a peak, Q7: a square wave at the ends of the range behind a gain of two has 2^30.35 of it. Two products of two
 * such stay below 2^62, and those of a difference of two phasors below 2^64.
 */
const HALF_MOST_Q7: i64 = 1_400_000_000;

/** Half the peak of one axis, counts, Q7; sums of 2^62 bits. */
function half_Q7(sum: i64, length_Q16: i64, kept_Q30: i64): i64 {
  const half = (sum / length_Q16) >> 1;
  return saturated(kept_Q30 == 1 << 30 ? half : (half << 30) / kept_Q30, HALF_MOST_Q7);
}

/** Takes the fundamentals of the window that closed, of so many cycles; 0 where it was no whole number of them. */
export function takeFundamentals(cycles: i32, length_Q16: i64): void {
  const kept_Q30 = keptShare_Q30(cycles, length_Q16);
  for (let i: i32 = 0; i < INPUTS; i++) {
    const c = channel(i);
    c.halfReal_Q7 = half_Q7(c.closedReal, length_Q16, kept_Q30);
    c.halfImaginary_Q7 = half_Q7(c.closedImaginary, length_Q16, kept_Q30);
  }
}

/** Half the peak of both axes of a fundamental, counts, Q7. */
export function halfReal_Q7(c: Channel): i64 {
  return c.halfReal_Q7;
}
export function halfImaginary_Q7(c: Channel): i64 {
  return c.halfImaginary_Q7;
}

/** True of a voltage that is there and of a current that has started: only then its angle says something. */
export function hasFundamental(input: i32): bool {
  const starting = (<i64>parameters().starting_current_uA * 1000) / CURRENT_COUNT_nA;
  // Below 2^30: 209 A in counts, Q7. Twice the square of half a peak is the mean square.
  const least_Q7 = (input < FIRST_CURRENT ? PRESENT_counts : starting) << 7;
  const real = halfReal_Q7(channel(input));
  const imaginary = halfImaginary_Q7(channel(input));
  return <u64>(real * real + imaginary * imaginary) << 1 >= <u64>(least_Q7 * least_Q7);
}

/** Angle of a fundamental against the oscillator, turns, Q32. */
export function fundamentalAngle(c: Channel): u32 {
  return angle(c.closedReal, c.closedImaginary);
}

/** Fundamental active power, counts squared, Q13: half the product of the peaks is twice that of the half peaks. */
export function active1_Q13(v: Channel, i: Channel): i64 {
  return (
    halfReal_Q7(v) * halfReal_Q7(i) +
    halfImaginary_Q7(v) * halfImaginary_Q7(i)
  );
}

/** Fundamental reactive power, positive when the current lags (IEC 62053-24), counts squared, Q13. */
export function reactive1_Q13(v: Channel, i: Channel): i64 {
  return (
    halfImaginary_Q7(v) * halfReal_Q7(i) -
    halfReal_Q7(v) * halfImaginary_Q7(i)
  );
}
