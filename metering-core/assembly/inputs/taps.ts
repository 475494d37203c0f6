// The correction filter itself: eleven taps over the samples of an input, written once for every loop that filters.
// Legally relevant (IR46). Changes alter the software identification.

/** Fractional bits of the taps; half a count in their scale makes the shift to counts a rounding one. */
export const TAP_BITS: i64 = 28;
export const TAP_HALF: i64 = 1 << 27;

/** A 32-bit word from memory, widened. */
// @ts-ignore: decorator
@inline
export function word(address: usize, offset: usize): i64 {
  return <i64>load<i32>(address + offset);
}

/**
 * Output for the samples from the oldest one at x on, a sample set (32 bytes) from each to the next; taps oldest first.
 * 31 + 24 bits a product; the taps sum below 2^31: below 2^55.
 */
// @ts-ignore: decorator
@inline
export function filter(
  x: usize, bias: i64, t0: i64, t1: i64, t2: i64, t3: i64, t4: i64, t5: i64, t6: i64, t7: i64, t8: i64, t9: i64, t10: i64,
): i64 {
  let sum = <i64>load<i32>(x, 320) * t10 + bias;
  sum = <i64>load<i32>(x, 288) * t9 + sum;
  sum = <i64>load<i32>(x, 256) * t8 + sum;
  sum = <i64>load<i32>(x, 224) * t7 + sum;
  sum = <i64>load<i32>(x, 192) * t6 + sum;
  sum = <i64>load<i32>(x, 160) * t5 + sum;
  sum = <i64>load<i32>(x, 128) * t4 + sum;
  sum = <i64>load<i32>(x, 96) * t3 + sum;
  sum = <i64>load<i32>(x, 64) * t2 + sum;
  sum = <i64>load<i32>(x, 32) * t1 + sum;
  return <i64>load<i32>(x) * t0 + sum;
}
