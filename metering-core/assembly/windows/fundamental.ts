// The fundamentals of a closed window: one phasor an input, by correlation with the oscillator.
// Legally relevant (IR46). Changes alter the software identification.
import { Channel } from '../inputs/channel';
import { angle } from '../math/cordic';

/** Half the peak of one axis of a fundamental, counts, Q7: two products of two such stay below 2^63. */
export function halfReal_Q7(c: Channel, length_Q16: i64): i64 {
  return (c.closedReal / length_Q16) >> 1;
}
export function halfImaginary_Q7(c: Channel, length_Q16: i64): i64 {
  return (c.closedImaginary / length_Q16) >> 1;
}

/** Angle of a fundamental against the oscillator, turns, Q32. */
export function fundamentalAngle(c: Channel): u32 {
  return angle(c.closedReal, c.closedImaginary);
}

/** Fundamental active power, counts squared, Q13: half the product of the peaks is twice that of the half peaks. */
export function active1_Q13(v: Channel, i: Channel, length_Q16: i64): i64 {
  return (
    halfReal_Q7(v, length_Q16) * halfReal_Q7(i, length_Q16) +
    halfImaginary_Q7(v, length_Q16) * halfImaginary_Q7(i, length_Q16)
  );
}

/** Fundamental reactive power, positive when the current lags (IEC 62053-24), counts squared, Q13. */
export function reactive1_Q13(v: Channel, i: Channel, length_Q16: i64): i64 {
  return (
    halfImaginary_Q7(v, length_Q16) * halfReal_Q7(i, length_Q16) -
    halfReal_Q7(v, length_Q16) * halfImaginary_Q7(i, length_Q16)
  );
}
