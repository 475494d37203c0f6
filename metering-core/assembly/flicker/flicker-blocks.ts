// Squares of the voltages in blocks of 5 ms, and from two of these a weighted mean: the flickermeter's input, 200 a second.
// Legally relevant (IR46). Changes alter the software identification.
import { SERVICE_1P2W, SERVICE_3P3W } from '../../../shared-protocol/generated/assembly/protocol';
import { valuesOf } from '../inputs/sample-loop';

/** Voltages that may flicker. */
export const VOLTAGES: i32 = 3;
/** Blocks a second, times 1000: a sample is this long where a block is as long as the sampling rate in mHz. */
const BLOCKS_mHz: i32 = 200_000;
/** Samples are added in groups before they are squared, so that about 2000 groups a second come, mHz. */
const GROUPS_mHz: i32 = 2_000_000;

/** Bits dropped from sums before they are multiplied by a length in Q12. */
const SUM_BITS: i64 = 16;

/**
 * Of each voltage: i64 sum of squares of the open block, i64 sum of that sum after each of 15 groups (below 2^(52 + 4)
 * and 2^(52 + 7)), i64 what the last block adds to the value of this one, i32 sum of the samples of the open group.
 */
const SUM: usize = 0;
const SUMS: usize = 8;
const RISE: usize = 16;
const GROUP: usize = 24;
const FRONT_BYTES: i32 = <i32>GROUP + 8;
// @ts-ignore: decorator
@lazy const FRONTS = memory.data(VOLTAGES * FRONT_BYTES, 8);

/** Voltages in use are 0, stride, 2 x stride .. */
export let flickerStride: i32 = 1;
/** Groups a second, mHz: 1.5 to 3 kHz. */
let rate_mHz: i32 = 2_000_000;
/** Length of a block in groups, Q12: below 2^16. */
let length_Q12: i64 = 0;
/** Bits dropped from a value so that it stays below 2^36. */
let valueBits: i64 = 0;
/** Bytes of a group; of it still to come; bits dropped from its sum: one less than its samples have, which leaves 26 (27.7). */
let groupBytes: i32 = 8;
let missingBytes: i32 = 8;
let groupBits: i32 = 0;
/** Where the open block ends before the end of its last group, BLOCKS_mHz a group; and the bytes of samples left to it. */
let beyond: i32 = 0;
let leftBytes: i32 = 80;

/** True when the samples taken last completed a value of each voltage. */
export let flickerValueDue: bool = false;

/** The last group of a block is the first that reaches its end; the next block begins that much later in its own first. */
function openBlock(): void {
  const groups = (rate_mHz - beyond + BLOCKS_mHz - 1) / BLOCKS_mHz;
  beyond += groups * BLOCKS_mHz - rate_mHz;
  leftBytes = groups * groupBytes;
}

/**
 * Begins with a sampling rate of 1.99 to 32.1 kHz, in mHz. Groups act on the voltage as a moving mean with a zero at
 * their rate: of an order that would fold onto the fundamental there a 25th is left.
 */
export function resetFlickerBlocks(rate: i32, service: i32): void {
  memory.fill(FRONTS, 0, VOLTAGES * FRONT_BYTES);
  flickerStride = service == SERVICE_1P2W ? 3 : service == SERVICE_3P3W ? 2 : 1;
  const samples = max((rate + (GROUPS_mHz >> 1)) / GROUPS_mHz, 1);
  rate_mHz = rate / samples;
  groupBytes = samples << 2;
  missingBytes = groupBytes;
  groupBits = max(30 - clz(samples), 0);
  length_Q12 = ((<i64>rate_mHz << 12) + (BLOCKS_mHz >> 1)) / BLOCKS_mHz;
  // A value is the square of a group (52 bits, 53.5 of what the filter lifts most) x length^2 x 2^(12 - 16).
  valueBits = 12 + 2 * (52 - clz<i64>(length_Q12));
  beyond = 0;
  openBlock();
}

/** The value that a mean square of samples (below 2^48) makes: 36 + 20 bits. */
export function valueOfSquare(square: i64): i64 {
  const samples = <i64>(groupBytes >> 2);
  const ofGroup = (square * samples * samples) >> (2 * groupBits);
  return ((ofGroup >> SUM_BITS) * ((length_Q12 * length_Q12) >> 12)) >> valueBits;
}

/** Adds samples (below 2^25.7, see gainMost_Q30) to the open group, and groups to the block; `stop` is where the open group ends. */
function addSamples(f: usize, value: usize, end: usize, stop: usize): void {
  let group = load<i32>(f, GROUP);
  let sum = load<i64>(f, SUM);
  let sums = load<i64>(f, SUMS);
  while (stop <= end) {
    for (; value < stop; value += 4) group += load<i32>(value);
    const v = <i64>(group >> groupBits);
    sum = v * v + sum;
    sums = sum + sums;
    group = 0;
    stop += groupBytes;
  }
  for (; value < end; value += 4) group += load<i32>(value);
  store<i32>(f, group, GROUP);
  store<i64>(f, sum, SUM);
  store<i64>(f, sums, SUMS);
}

/** Square of the sum of two samples: below 2^53.5; the running sums of a block, 105 of them at most, below 2^61. */
// @ts-ignore: decorator
@inline
function pairSquare(value: usize, offset: usize): i64 {
  const v = <i64>load<i32>(value + offset) + <i64>load<i32>(value + offset + 4);
  return v * v;
}

/**
 * The same for groups of two, of which one sample may have come before: an interpreter feels each step of a loop and
 * each call, and 4 kHz is the rate it has to do.
 */
// @ts-ignore: decorator
@inline
function addPairs(f: usize, value: usize, end: usize, begun: bool): void {
  let sum = load<i64>(f, SUM);
  let sums = load<i64>(f, SUMS);
  if (begun) {
    const v = <i64>(load<i32>(f, GROUP) + load<i32>(value));
    sum = v * v + sum;
    sums = sum + sums;
    value += 4;
  }
  while (value + 16 <= end) {
    sum = pairSquare(value, 0) + sum;
    sums = sum + sums;
    sum = pairSquare(value, 8) + sum;
    sums = sum + sums;
    value += 16;
  }
  if (value + 8 <= end) {
    sum = pairSquare(value, 0) + sum;
    sums = sum + sums;
    value += 8;
  }
  if (value < end) store<i32>(f, load<i32>(value), GROUP);
  store<i64>(f, sum, SUM);
  store<i64>(f, sums, SUMS);
}

function takeSamples(from: usize, to: usize): void {
  const begun = missingBytes == 4;
  const step = <usize>(flickerStride * FRONT_BYTES);
  const valuesStep = valuesOf(flickerStride) - valuesOf(0);
  let values = valuesOf(0);
  for (let f = FRONTS; f < FRONTS + <usize>(VOLTAGES * FRONT_BYTES); f += step) {
    if (groupBytes == 8) addPairs(f, values + from, values + to, begun);
    else addSamples(f, values + from, values + to, values + from + missingBytes);
    values += valuesStep;
  }
}

/** Bytes missing of the open group after some more have come. */
function missingAfter(bytes: i32): i32 {
  const rest = (missingBytes - bytes) % groupBytes;
  return rest > 0 ? rest : rest + groupBytes;
}

/**
 * Takes samples from index `from` of the stretch metered last up to the end of a block, `count` at most. Returns the
 * index behind the last one taken; `flickerValueDue` then tells whether values are there.
 */
export function fillFlickerBlocks(from: i32, count: i32): i32 {
  const bytes = min(leftBytes, (count - from) << 2);
  takeSamples(<usize>from << 2, <usize>((from << 2) + bytes));
  missingBytes = missingAfter(bytes);
  leftBytes -= bytes;
  flickerValueDue = leftBytes == 0;
  if (flickerValueDue) {
    endedBeyond_Q12 = <i64>((<u32>beyond << 12) / <u32>BLOCKS_mHz);
    openBlock();
  }
  return from + (bytes >> 2);
}

/** Where the block that ended last ends before the end of its last group, Q12. */
let endedBeyond_Q12: i64 = 0;

/**
 * The value of a voltage over the last two blocks, weights rising over the first and falling over the second: a
 * triangle, whose double zeros at 200, 400 .. Hz leave below 10^-3 of what would fold onto flicker from there. A group
 * that is k-th of n weighs n - k in the sum of sums; the block ends `beyond` before the n-th: so much it weighs less.
 * Lengths have 16 bits, sums 56 - 16; the sum of sums 59 - 4: all stay below 2^57.
 */
// @ts-ignore: decorator
@inline
export function takeFlickerValue(input: i32): i64 {
  const f = FRONTS + <usize>(input * FRONT_BYTES);
  const sum = load<i64>(f, SUM) >> SUM_BITS;
  const fall = (load<i64>(f, SUMS) >> (SUM_BITS - 12)) - sum * endedBeyond_Q12;
  const value = load<i64>(f, RISE) + fall;
  store<i64>(f, sum * length_Q12 - fall, RISE);
  store<i64>(f, 0, SUM);
  store<i64>(f, 0, SUMS);
  return value >> valueBits;
}
