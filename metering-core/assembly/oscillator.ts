// The quadrature oscillator that follows the mains frequency: it picks the fundamental out of every channel.
// Legally relevant (IR46). Changes alter the software identification.
import { cosine_Q30, rotate, sine_Q30 } from './cordic';

let stepCosine: i64 = 0;
let stepSine: i64 = 0;
let cosine: i64 = 0x40000000;
let sine: i64 = 0;

/** Sets the frequency and starts at angle zero; at the start of each window. */
export function startOscillator(frequency_mHz: u64, rate_mHz: u64): void {
  rotate(<u32>((frequency_mHz << 32) / rate_mHz));
  stepCosine = cosine_Q30;
  stepSine = sine_Q30;
  cosine = 1 << 30;
  sine = 0;
}

/** Cosine of the present angle, Q24. */
// @ts-ignore: decorator
@inline
export function cosine_Q24(): i64 {
  return cosine >> 6;
}

/** Sine of the present angle, Q24. */
// @ts-ignore: decorator
@inline
export function sine_Q24(): i64 {
  return sine >> 6;
}

/** Turns on by one sample. Truncation loses below 2^-20 of the amplitude in a window of 1000 samples. */
// @ts-ignore: decorator
@inline
export function stepOscillator(): void {
  const c = (cosine * stepCosine - sine * stepSine) >> 30;
  sine = (sine * stepCosine + cosine * stepSine) >> 30;
  cosine = c;
}
