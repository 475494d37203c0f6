// One input: its filter, its direct component, and the sums of the window over it.
// Legally relevant (IR46). Changes alter the software identification.
import { INPUTS } from '../../../shared-protocol/generated/assembly/protocol';
import { saturated, scale } from '../math/arithmetic';
import { SET_BYTES } from '../memory';
import { TAPS } from './filter-tables';
import { Chain } from './sensor';
import { filter, TAP_BITS, TAP_HALF } from './taps';
import { backCosine_Q24, backSine_Q24, cosineAhead_Q24, sineAhead_Q24 } from '../math/oscillator';

/** First windows after a start: the low-passed reference may still be moving in the first of them. */
const SETTLING: i32 = 3;

/** Most that is taken off as direct, Q28: 2^20 counts, twice the largest sealed offset. What is beyond stays in the values. */
const DIRECT_MOST: i64 = 1 << 48;

@unmanaged
export class Channel {
  // Eleven taps, Q28, oldest sample first; see setTap.
  tap_0: i32; tap_1: i32; tap_2: i32; tap_3: i32; tap_4: i32; tap_5: i32; tap_6: i32; tap_7: i32; tap_8: i32; tap_9: i32; tap_10: i32;
  /** Bytes from the present sample set back to the oldest sample the filter uses. */
  reach: i32;
  /** How the value comes from the filter's output. */
  chain: i32;
  /** Windows that took the direct component as a whole. */
  settled: i32;
  /** 1 where direct current is part of what is measured: a shunt carries it. */
  carriesDirect: i32;
  /** 1 where the service has this input; else its taps are zero, and it has no values. */
  used: i32;
  /** Share of the integral in the value, Q30; and the most of the integral, Q28. */
  leadShare_Q30: i64;
  integralMost: i64;
  /** Direct component taken off at the filter's output, Q28. */
  direct: i64;
  /** Direct component the windows show there, the one taken off included, Q28. */
  shown: i64;
  /** Sum of the filter's outputs without it, Q28. */
  integral: i64;
  /** Last value, and at the end of a window the one before it, adjusted counts. */
  value: i64;
  before: i64;
  /** Sums of the open window: squares, products with the oscillator (Q24), values, filter outputs. */
  squares: i64;
  real: i64;
  imaginary: i64;
  sum: i64;
  outputSum: i64;
  /** The same of the window that closed last. */
  closedSquares: i64;
  closedReal: i64;
  closedImaginary: i64;
  closedSum: i64;
  closedOutputSum: i64;
  /** Half the peak of its fundamental's axes, counts, Q7 (takeFundamentals). */
  halfReal_Q7: i64;
  halfImaginary_Q7: i64;

  @inline
  setTap(j: i32, value: i32): void {
    store<i32>(changetype<usize>(this) + (j << 2), value);
  }
}

// @ts-ignore: decorator
@lazy const CHANNELS = memory.data(INPUTS * offsetof<Channel>(), 8);

/** The channel of an input 0..6. */
// @ts-ignore: decorator
@inline
export function channel(input: i32): Channel {
  return changetype<Channel>(CHANNELS + <usize>input * offsetof<Channel>());
}

/** Clears all channels; makeFilters then gives them their taps. */
export function resetChannels(): void {
  memory.fill(CHANNELS, 0, INPUTS * offsetof<Channel>());
}

/** Sum of a channel's taps, Q28: its gain at direct current. */
export function tapSum(c: Channel): i64 {
  let sum: i64 = 0;
  for (let j: i32 = 0; j < TAPS; j++) sum += load<i32>(changetype<usize>(c) + (j << 2));
  return sum;
}

/** The filter's output without the direct component, Q28; the oldest sample it uses stands at x. */
// @ts-ignore: decorator
@inline
export function filterOutput(c: Channel, x: usize): i64 {
  return filter(
    x, -c.direct, <i64>c.tap_0, <i64>c.tap_1, <i64>c.tap_2, <i64>c.tap_3, <i64>c.tap_4, <i64>c.tap_5, <i64>c.tap_6,
    <i64>c.tap_7, <i64>c.tap_8, <i64>c.tap_9, <i64>c.tap_10,
  );
}

/** Value of a channel with an integral from the filter's output and the integral up to it. */
function valueOf(c: Channel, output: i64, integral: i64): i64 {
  if (c.chain == Chain.INTEGRATED) return (integral + TAP_HALF) >> TAP_BITS;
  return (output + (((integral >> TAP_BITS) * c.leadShare_Q30) >> 2) + TAP_HALF) >> TAP_BITS;
}

/** Filter outputs of the last sample and the one before, counts, after recallBefore. */
let output: i64 = 0;
let outputBefore: i64 = 0;

/** Works out once more, at the end of a window, what stood before the last sample; set is the last sample's. */
export function recallBefore(c: Channel, set: usize): void {
  const now = filterOutput(c, set - c.reach);
  const before = filterOutput(c, set - SET_BYTES - c.reach);
  output = (now + TAP_HALF) >> TAP_BITS;
  outputBefore = (before + TAP_HALF) >> TAP_BITS;
  c.before = c.chain == Chain.DIRECT ? outputBefore : valueOf(c, before, c.integral - now);
}

/** What of the last two samples belongs to the next window, by the weights of both. */
// @ts-ignore: decorator
@inline
function share(before: i64, now: i64, weightBefore_Q30: i64, weightNow_Q30: i64): i64 {
  return scale(before, weightBefore_Q30) + scale(now, weightNow_Q30);
}

/**
 * Closes the window of a channel, after recallBefore: of the last two samples the given weights go into the next one. The oscillator
 * still stands where the closing window left it; the next one begins at angle zero with the next sample.
 */
export function closeChannelWindow(c: Channel, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  const squares = share(c.before * c.before, c.value * c.value, weightBefore_Q30, weightNow_Q30);
  const sum = share(c.before, c.value, weightBefore_Q30, weightNow_Q30);
  const outputs = share(outputBefore, output, weightBefore_Q30, weightNow_Q30);
  c.closedSquares = c.squares - squares;
  c.closedSum = c.sum - sum;
  c.closedOutputSum = c.outputSum - outputs;
  c.squares = squares;
  c.sum = sum;
  c.outputSum = outputs;
  c.closedReal = c.real - share(c.before * backCosine_Q24(2), c.value * backCosine_Q24(1), weightBefore_Q30, weightNow_Q30);
  c.closedImaginary =
    c.imaginary + share(c.before * backSine_Q24(2), c.value * backSine_Q24(1), weightBefore_Q30, weightNow_Q30);
}

/** Opens the phasor sums of the next window with the samples that were kept for it. */
export function openChannelPhasor(c: Channel, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  c.real = share(c.before * cosineAhead_Q24(2), c.value * cosineAhead_Q24(1), weightBefore_Q30, weightNow_Q30);
  c.imaginary = share(c.before * sineAhead_Q24(2), c.value * sineAhead_Q24(1), weightBefore_Q30, weightNow_Q30);
}

/** Mean of a window sum, Q28; sums are below 2^38. */
function mean_Q28(sum: i64, length_Q16: i64): i64 {
  return ((sum << 22) / length_Q16) << 22;
}

/** Mean of the integral over the closed window, Q28; of a transformer's value only its share shows it. */
function integralMean_Q28(c: Channel, length_Q16: i64): i64 {
  if (c.chain == Chain.INTEGRATED) return mean_Q28(c.closedSum, length_Q16);
  const shown = mean_Q28(c.closedSum - c.closedOutputSum, length_Q16);
  return (((shown >> 20) << 30) / c.leadShare_Q30) << 20;
}

/** Direct component beyond the one taken off, over the closed window, counts: of a shunt all the load's. */
export function directRest(c: Channel, length_Q16: i64): i64 {
  return mean_Q28(c.closedSum, length_Q16) >> TAP_BITS;
}

/** Sum of squares that the direct component makes of the closed window's, counts squared; 2^37 x 2^23 at most. */
export function directSquares(c: Channel, length_Q16: i64): i64 {
  const mean_Q8 = (c.closedSum << 24) / length_Q16;
  return c.closedSum * (mean_Q8 >> 8) + ((c.closedSum * (mean_Q8 & 0xff)) >> 8);
}

/**
 * Follows the direct component by what a whole number of cycles shows of it: such a mean holds nothing of the mains
 * and its harmonics, so their gain stays exactly one and no phase turns. All of it in the first windows, then an eighth (of an
 * integral's a half) a window: time constants of 1.5 s and 0.3 s. It is taken off where the mains has none that reaches
 * the input: voltages, transformers and coils. Of a shunt only the AFE's sealed offset is taken off.
 */
export function removeDirect(c: Channel, length_Q16: i64): void {
  const direct = c.chain == Chain.DIRECT;
  const rest = mean_Q28(direct ? c.closedSum : c.closedOutputSum, length_Q16) + c.direct - c.shown;
  const settled = c.settled >= SETTLING;
  c.shown += settled ? rest >> 3 : rest;
  if (!c.carriesDirect) c.direct = saturated(c.shown, DIRECT_MOST);
  if (!direct) c.integral -= integralMean_Q28(c, length_Q16) >> (settled ? 1 : 0);
  if (!settled) c.settled++;
}
