// What is left of droop and delay behind a channel's filter at one frequency, to be divided out of its harmonics.
// Legally relevant (IR46). Changes alter the software identification.
import { AFE_SINC3 } from '../../../shared-protocol/generated/assembly/protocol';
import { squareRoot } from '../math/arithmetic';
import { Channel, channel, tapSum } from './channel';
import { angle, cosine_Q30, rotate, sine_Q30 } from '../math/cordic';
import { advance_Q30 } from './filter';
import { TAPS } from './filter-tables';
import { parameters } from '../parameters/parameters';
import { Chain } from './sensor';
import { sincPower_Q30 } from '../math/sinc';

const SIDE: i32 = (TAPS - 1) >> 1;

let real: i64 = 0;
let imaginary: i64 = 0;

/** Gain of input and filter against one at low frequency, Q30, and angle, turns, Q32, after filterResponse. */
export let responseGain_Q30: i64 = 0x40000000;
export let responseAngle_Q32: u32 = 0;

function tapAt(c: Channel, n: i32): i64 {
  return <i64>load<i32>(changetype<usize>(c) + ((SIDE - n) << 2));
}

/** Sum of taps times e^(-j n x), Q28; cosines of the multiples by turning on, errors of 2^-27 each. */
function transformTaps(c: Channel, x_Q32: u32): void {
  rotate(x_Q32);
  const stepCosine = cosine_Q30;
  const stepSine = sine_Q30;
  let cosine: i64 = 1 << 30;
  let sine: i64 = 0;
  real = tapAt(c, 0);
  imaginary = 0;
  for (let n: i32 = 1; n <= SIDE; n++) {
    const next = (cosine * stepCosine - sine * stepSine) >> 30;
    sine = (sine * stepCosine + cosine * stepSine) >> 30;
    cosine = next;
    real += ((tapAt(c, n) + tapAt(c, -n)) * cosine) >> 30;
    imaginary += ((tapAt(c, -n) - tapAt(c, n)) * sine) >> 30;
  }
}

/** Power of sinc that stands before the filter: that of the AFE, one less where an integrator follows. */
function sincOrder(c: Channel): i32 {
  const afe = parameters().afe_response == <u8>AFE_SINC3 ? 3 : 0;
  return c.chain == Chain.INTEGRATED ? afe - 1 : afe;
}

/** Computes responseGain_Q30 and responseAngle_Q32 of an input at x turns a sample (Q32, below a half); one and none where it is not used. */
export function filterResponse(input: i32, x_Q32: u32): void {
  const c = channel(input);
  responseGain_Q30 = 1 << 30;
  responseAngle_Q32 = 0;
  if (!c.used) return;
  transformTaps(c, x_Q32);
  const magnitude = <i64>squareRoot(<u64>(real * real + imaginary * imaginary));
  const gain = (magnitude << 30) / tapSum(c);
  responseGain_Q30 = (gain * sincPower_Q30(x_Q32, sincOrder(c))) >> 30;
  // The wanted advance is the part of it the taps make: less than half a sample.
  const advance = advance_Q30(input);
  const fraction = advance - (((advance + (1 << 29)) >> 30) << 30);
  responseAngle_Q32 = angle(real, imaginary) - <u32>((fraction * <i64>x_Q32) >> 30);
}
