// The quadrature oscillator that follows the mains frequency: it picks the fundamental out of every channel.
// Legally relevant (IR46). Changes alter the software identification.
import { cosine_Q30, rotate, sine_Q30 } from './cordic';

const ONE_Q30: i64 = 1 << 30;

let stepCosine: i64 = 0;
let stepSine: i64 = 0;
let cosine: i64 = 0x40000000;
let sine: i64 = 0;
/** Angle of one sample in turns, Q32. */
export let step_Q32: u32 = 0;

/** (3 - length^2) / 2 of the step: without it the CORDIC's last bits would grow over a window. */
function stepCorrection_Q30(): i64 {
  const square = (stepCosine * stepCosine + stepSine * stepSine) >> 30;
  return (3 * ONE_Q30 - square) >> 1;
}

/** Sets the frequency and starts at angle zero; at the start of each window. */
export function startOscillator(frequency_mHz: u64, rate_mHz: u64): void {
  step_Q32 = <u32>(((frequency_mHz << 32) + (rate_mHz >> 1)) / rate_mHz);
  rotate(step_Q32);
  stepCosine = cosine_Q30;
  stepSine = sine_Q30;
  const correction = stepCorrection_Q30();
  stepCosine = (stepCosine * correction) >> 30;
  stepSine = (stepSine * correction) >> 30;
  cosine = ONE_Q30;
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

/** Turns on by one sample; the rounding loses below 2^-29 of the amplitude. */
// @ts-ignore: decorator
@inline
export function stepOscillator(): void {
  const c = (cosine * stepCosine - sine * stepSine + (ONE_Q30 >> 1)) >> 30;
  sine = (sine * stepCosine + cosine * stepSine + (ONE_Q30 >> 1)) >> 30;
  cosine = c;
}

/** Cosine and sine of one or two steps, Q24. */
export function cosineAhead_Q24(steps: i32): i64 {
  if (steps == 1) return stepCosine >> 6;
  return (stepCosine * stepCosine - stepSine * stepSine) >> 36;
}
export function sineAhead_Q24(steps: i32): i64 {
  if (steps == 1) return stepSine >> 6;
  return (stepSine * stepCosine) >> 35;
}

/** Cosine and sine of the angle one or two steps before the present one, Q24. */
export function backCosine_Q24(steps: i32): i64 {
  return (cosine * cosineAhead_Q24(steps) + sine * sineAhead_Q24(steps)) >> 30;
}
export function backSine_Q24(steps: i32): i64 {
  return (sine * cosineAhead_Q24(steps) - cosine * sineAhead_Q24(steps)) >> 30;
}
