// The sample loops: a stretch of samples without a window's end, one input after the other, so that sums stay in locals.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT, INPUTS, NEUTRAL, SAMPLES_MAX } from '../../../shared-protocol/generated/assembly/protocol';
import { Channel, channel } from './channel';
import { addProducts } from './element';
import { addPair, NO_PAIR, pair, secondOf } from './voltage-pair';
import { SET_BYTES } from '../memory';
import { metersNeutral, NEUTRAL_ELEMENT } from '../parameters/wiring';
import { cosine_Q24, sine_Q24, stepOscillator } from '../math/oscillator';
import { Chain } from './sensor';
import { filter, TAP_BITS, TAP_HALF, word } from './taps';

/** Bytes of one input's values. */
const VALUES_BYTES: i32 = SAMPLES_MAX * 4;
/** Bytes of a sample's cosine and sine. */
const WAVE_BYTES: i32 = 8;

/** Values of the stretch, i32, adjusted counts, each input's in a row; and cosine, sine (Q24) of each sample. */
// @ts-ignore: decorator
@lazy const VALUES = memory.data(INPUTS * VALUES_BYTES, 8);
// @ts-ignore: decorator
@lazy const WAVE = memory.data(SAMPLES_MAX * WAVE_BYTES, 8);

/** Address of an input's values in the stretch metered last. */
// @ts-ignore: decorator
@inline
export function valuesOf(input: i32): usize {
  return VALUES + <usize>(input * VALUES_BYTES);
}

/**
 * Filters a stretch into values, without an integral, and adds it to the channel's sums; the oldest sample of the first
 * value stands at x. One loop for both: under an interpreter each of its steps costs as much as a tap. Worst case in
 * bits: values below 2^25.7 at up to 8 kHz and 2^24.9 at 32 kHz (see gainMost_Q30), Q24 oscillator and 2^11.2 or 2^13.2 samples
 * a window make 2^62.
 */
function meterDirect(c: Channel, x: usize, end: usize, values: usize): void {
  const bias = TAP_HALF - c.direct;
  const t0 = <i64>c.tap_0;
  const t1 = <i64>c.tap_1;
  const t2 = <i64>c.tap_2;
  const t3 = <i64>c.tap_3;
  const t4 = <i64>c.tap_4;
  const t5 = <i64>c.tap_5;
  const t6 = <i64>c.tap_6;
  const t7 = <i64>c.tap_7;
  const t8 = <i64>c.tap_8;
  const t9 = <i64>c.tap_9;
  const t10 = <i64>c.tap_10;
  let sum = c.sum;
  let squares = c.squares;
  let real = c.real;
  let imaginary = c.imaginary;
  let wave = WAVE;
  for (; x < end; x += SET_BYTES) {
    const value = filter(x, bias, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10) >> TAP_BITS;
    sum = value + sum;
    squares = value * value + squares;
    real = word(wave, 0) * value + real;
    imaginary = imaginary - word(wave, 4) * value;
    store<i32>(values, <i32>value);
    values += 4;
    wave += WAVE_BYTES;
  }
  c.sum = sum;
  c.squares = squares;
  c.real = real;
  c.imaginary = imaginary;
}

/**
 * The same with the integral: as the value, or by its share. The integral stops at the most a mains makes of it, below
 * 2^60; outputs are summed beside the values, since only they show the direct component of the input.
 */
function meterIntegrated(c: Channel, x: usize, end: usize, values: usize): void {
  const bias = -c.direct;
  const t0 = <i64>c.tap_0;
  const t1 = <i64>c.tap_1;
  const t2 = <i64>c.tap_2;
  const t3 = <i64>c.tap_3;
  const t4 = <i64>c.tap_4;
  const t5 = <i64>c.tap_5;
  const t6 = <i64>c.tap_6;
  const t7 = <i64>c.tap_7;
  const t8 = <i64>c.tap_8;
  const t9 = <i64>c.tap_9;
  const t10 = <i64>c.tap_10;
  const whole = c.chain == Chain.INTEGRATED;
  const share_Q30 = c.leadShare_Q30;
  const most = c.integralMost;
  const span = <u64>most << 1;
  let integral = c.integral;
  let outputs = c.outputSum;
  let sum = c.sum;
  let squares = c.squares;
  let real = c.real;
  let imaginary = c.imaginary;
  let wave = WAVE;
  for (; x < end; x += SET_BYTES) {
    const output = filter(x, bias, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10);
    integral += output;
    if (<u64>(integral + most) > span) integral = integral < 0 ? -most : most;
    outputs += (output + TAP_HALF) >> TAP_BITS;
    const exact = whole ? integral : output + (((integral >> TAP_BITS) * share_Q30) >> 2);
    const value = (exact + TAP_HALF) >> TAP_BITS;
    sum = value + sum;
    squares = value * value + squares;
    real = word(wave, 0) * value + real;
    imaginary = imaginary - word(wave, 4) * value;
    store<i32>(values, <i32>value);
    values += 4;
    wave += WAVE_BYTES;
  }
  c.integral = integral;
  c.outputSum = outputs;
  c.sum = sum;
  c.squares = squares;
  c.real = real;
  c.imaginary = imaginary;
}

/** Sum of the products of two inputs' values. */
function productSum(v: usize, i: usize, end: usize): i64 {
  let sum: i64 = 0;
  while (v < end) {
    sum = word(v, 0) * word(i, 0) + sum;
    v += 4;
    i += 4;
  }
  return sum;
}

/** Forgets the values of the stretch metered last: inputs that the service has not keep none. */
export function resetStretch(): void {
  memory.fill(VALUES, 0, INPUTS * VALUES_BYTES);
}

function turnOscillator(count: i32): void {
  const end = WAVE + <usize>(count * WAVE_BYTES);
  for (let wave = WAVE; wave < end; wave += WAVE_BYTES) {
    store<i32>(wave, <i32>cosine_Q24());
    store<i32>(wave, <i32>sine_Q24(), 4);
    stepOscillator();
  }
}

/** Meters count sample sets (1..SAMPLES_MAX) from an address; the window must not end before the last of them. */
export function meterStretch(set: usize, count: i32): void {
  turnOscillator(count);
  const bytes = <usize>count << 2;
  for (let input: i32 = 0; input < INPUTS; input++) {
    const c = channel(input);
    if (!c.used) continue;
    const x = set - c.reach;
    const values = valuesOf(input);
    if (c.chain == Chain.DIRECT) meterDirect(c, x, x + count * SET_BYTES, values);
    else meterIntegrated(c, x, x + count * SET_BYTES, values);
    c.value = word(values, bytes - 4);
    if (input < FIRST_CURRENT) continue;
    const element = input - FIRST_CURRENT;
    if (element < FIRST_CURRENT) {
      const v = valuesOf(element);
      addProducts(element, productSum(v, values, v + bytes));
    }
  }
  if (metersNeutral()) addProducts(NEUTRAL_ELEMENT, productSum(valuesOf(0), valuesOf(NEUTRAL), valuesOf(0) + bytes));
  if (pair != NO_PAIR) addPair(productSum(valuesOf(pair), valuesOf(secondOf(pair)), valuesOf(pair) + bytes));
}
