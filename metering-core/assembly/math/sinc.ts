// sin(pi x) / (pi x) in integers: the response of averaging filters and of the harmonics' interpolation kernel.
// Legally relevant (IR46). Changes alter the software identification.
import { rotate, sine_Q30 } from './cordic';

const ONE_Q30: i64 = 1 << 30;
const PI_Q28: i64 = 843314857;

/** sinc of x (Q32, below a half), Q30; error below 2^-26. */
export function sinc_Q30(x_Q32: u32): i64 {
  // Below 2^-14 the sine loses bits to the division, and sinc differs from one by less than 2^-27.
  if (x_Q32 < 1 << 18) return ONE_Q30;
  rotate(x_Q32 >> 1);
  return (sine_Q30 << 30) / ((<i64>x_Q32 * PI_Q28) >> 30);
}

/** sinc to a power from -1 to 6, Q30. */
export function sincPower_Q30(x_Q32: u32, power: i32): i64 {
  const sinc = sinc_Q30(x_Q32);
  if (power < 0) return (ONE_Q30 << 30) / sinc;
  let product = ONE_Q30;
  for (let i: i32 = 0; i < power; i++) product = (product * sinc) >> 30;
  return product;
}
