// Exact integer helpers: square root, 64 x 32 bit product, division that keeps its remainder.
// Legally relevant (IR46). Changes alter the software identification.

/** Fractional bits of a gain: 2^30 is one. */
export const GAIN_BITS: i32 = 30;
const GAIN_MASK: i64 = (1 << 30) - 1;

/** Largest integer whose square is at most value (value below 2^63): Newton's steps from a power of two above the root. */
export function squareRoot(value: u64): u64 {
  if (value < 2) return value;
  let root: u64 = (<u64>1) << ((65 - clz(value)) >> 1);
  while (true) {
    const next = (root + value / root) >> 1;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * value x gain / 2^30, rounded towards minus infinity, for |value| < 2^61 and gain (Q30) below 2^31:
 * the halves are multiplied apart, because the whole product would need 92 bits.
 */
export function scale(value: i64, gain_Q30: i64): i64 {
  const high = value >> GAIN_BITS;
  const low = value & GAIN_MASK;
  return high * gain_Q30 + ((low * gain_Q30) >> GAIN_BITS);
}

/** A value within +-most: what an input cannot show is shown as the most it can. */
export function saturated(value: i64, most: i64): i64 {
  return min(max(value, -most), most);
}

/** Product of two gains, Q30. */
export function gainProduct(a_Q30: i64, b_Q30: i64): i64 {
  return (a_Q30 * b_Q30 + (1 << (GAIN_BITS - 1))) >> GAIN_BITS;
}

/** Quotient rounded to the nearest, divisor positive. */
export function divideRounded(value: i64, divisor: i64): i64 {
  const half = divisor >> 1;
  return value >= 0 ? (value + half) / divisor : -((half - value) / divisor);
}
