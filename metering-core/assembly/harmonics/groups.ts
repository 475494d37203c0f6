// Harmonic groups, subgroups and interharmonic subgroups (IEC 61000-4-7), one input after the other, from one window each.
// Legally relevant (IR46). Changes alter the software identification.
import {
  CURRENT_COUNT_nA, FIRST_CURRENT, GROUP_ORDERS, VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { step_Q32 } from '../math/oscillator';
import { sincPower_Q30 } from '../math/sinc';
import { channel } from '../inputs/channel';
import { filterResponse, responseGain_Q30 } from '../inputs/filter-response';
import { valuesOf } from '../inputs/sample-loop';
import { elementInUse } from '../parameters/wiring';
import { cosinesAddress, harmonicsAreFolding, ordersOfRate } from './harmonics';
import {
  closeLineBins, closePass, foldPoint, LINE_CYCLES, LINE_POINTS, LINE_UNITS, lineAbove, lineBelow, lineBinsOverrun,
  openLineBins, openPass, spreadSamples, takeLines,
} from './line-bins';

/** Voltages and currents of the phases. */
export const GROUP_INPUTS: i32 = 6;
/** Root of 1/2, Q16. */
const RMS_OF_PEAK_Q16: i64 = 46341;
/** Points folded in one step. */
const POINTS_A_STEP: i32 = 8;

/** Sums of squares of an order while its passes run, and its rms afterwards (u32 each, in order). */
@unmanaged
class Sums {
  group: i64;
  subgroup: i64;
  interharmonic: i64;
}
const SUMS_BYTES: i32 = (GROUP_ORDERS + 1) * offsetof<Sums>();
const GROUP_BYTES: i32 = 12;
const GROUPS_BYTES: i32 = GROUP_INPUTS * GROUP_ORDERS * GROUP_BYTES;
const COUNTS_BYTES: i32 = GROUP_INPUTS * 8;
// @ts-ignore: decorator
@lazy const SUMS = memory.data(SUMS_BYTES, 8);
/** Per input and order: group, subgroup, interharmonic subgroup above it, u32, uV or uA rms. */
// @ts-ignore: decorator
@lazy const GROUPS = memory.data(GROUPS_BYTES, 8);
/** Per input: u32 times measured, u32 highest order. */
// @ts-ignore: decorator
@lazy const COUNTS = memory.data(COUNTS_BYTES, 8);

namespace Phase {
  export const IDLE: i32 = 0;
  export const SPREADING: i32 = 1;
  export const FOLDING: i32 = 2;
  export const TRANSFORMING: i32 = 3;
  export const FINISHING: i32 = 4;
}

let phase: i32 = 0;
let input: i32 = 0;
let cycles: i32 = 0;
let samples_Q4: i64 = 1;
let step: u32 = 0;
let highest: i32 = 0;
/** Distance of the lines from their harmonic in this pass, and where it stands. */
let pass: i32 = 0;
let at: i32 = 0;
/** Samples from one step to the next: some 1 % of a board at 4 kHz. */
let pace: i32 = 0;
let wait: i32 = 0;

export function resetGroups(rate_mHz: u64): void {
  memory.fill(GROUPS, 0, GROUPS_BYTES);
  memory.fill(COUNTS, 0, COUNTS_BYTES);
  pace = <i32>(rate_mHz / 16_000);
  phase = Phase.IDLE;
  input = 0;
}

function sumsOf(order: i32): Sums {
  return changetype<Sums>(SUMS + <usize>order * offsetof<Sums>());
}

/** Takes the stretch of samples just metered of the input in turn, or does its share of what follows. */
export function groupsStep(count: i32): void {
  if (phase == Phase.SPREADING) spreadSamples(valuesOf(input), count);
  if (phase < Phase.FOLDING) return;
  wait -= count;
  if (wait > 0) return;
  wait += pace;
  if (phase == Phase.FOLDING) foldNext();
  else if (phase == Phase.TRANSFORMING) transformNext();
  else finishNext();
}

/** Begins a window in which the harmonics fold none, so that no window carries both. */
export function openGroups(frequencyKnown: bool, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  if (phase != Phase.IDLE || !frequencyKnown || harmonicsAreFolding()) return;
  const c = channel(input);
  step = step_Q32;
  // Never above 0.45 of the sampling rate.
  highest = min(min(<i32>(1_932_735_283 / step), ordersOfRate), GROUP_ORDERS);
  openLineBins(step, c.before, c.value, weightBefore_Q30, weightNow_Q30);
  phase = Phase.SPREADING;
}

/** Ends the window: of a whole number of cycles the passes follow, another one is dropped. */
export function closeGroups(wholeCycles: i32, length_Q16: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  if (phase != Phase.SPREADING) return;
  phase = Phase.IDLE;
  if (wholeCycles == 0 || wholeCycles > LINE_CYCLES || lineBinsOverrun) return;
  const c = channel(input);
  closeLineBins(wholeCycles, c.before, c.value, weightBefore_Q30, weightNow_Q30);
  memory.fill(SUMS, 0, SUMS_BYTES);
  cycles = wholeCycles;
  samples_Q4 = length_Q16 >> 12;
  wait = pace;
  beginPass(0);
}

function beginPass(r: i32): void {
  pass = r;
  openPass(r, cycles);
  at = 0;
  phase = Phase.FOLDING;
}

function foldNext(): void {
  for (let k: i32 = 0; k < POINTS_A_STEP; k++) foldPoint(at++, pass, cycles);
  if (at < LINE_POINTS) return;
  closePass();
  at = 1;
  phase = Phase.TRANSFORMING;
}

/** Adds both lines of a pass to what they belong to (IEC 61000-4-7, 5.5 and annex A); half way between two orders, by halves. */
function addLines(): void {
  const s = sumsOf(at);
  const both = lineAbove + lineBelow;
  if (pass == 0) s.group += lineAbove;
  else s.group += pass * 2 == cycles ? both >> 1 : both;
  if (pass == 0) s.subgroup += lineAbove;
  if (pass == 1) s.subgroup += both;
  if (pass < 2) return;
  s.interharmonic += lineAbove;
  if (pass * 2 != cycles) sumsOf(at - 1).interharmonic += lineBelow;
}

function transformNext(): void {
  takeLines(at, cosinesAddress(), samples_Q4);
  addLines();
  if (++at <= highest) return;
  if (pass * 2 + 1 < cycles) return beginPass(pass + 1);
  at = 1;
  phase = Phase.FINISHING;
}

/** Rms in uV or uA of a sum of squares, freed of kernel and filter at a frequency of so many half orders. */
function rms_u(sum: i64, halfOrders: u32): u32 {
  filterResponse(input, halfOrders * (step >> 1));
  const response = (sincPower_Q30(halfOrders << 24, 6) * responseGain_Q30) >> 30;
  const peak = (<i64>squareRoot(<u64>sum) << 30) / response;
  const count_nU = <i64>(input < FIRST_CURRENT ? VOLTAGE_COUNT_nV : CURRENT_COUNT_nA);
  return <u32>divideRounded(((peak * RMS_OF_PEAK_Q16) >> 16) * count_nU, LINE_UNITS * 1000);
}

function groupsAt(input: i32, order: i32): usize {
  return GROUPS + <usize>((input * GROUP_ORDERS + order - 1) * GROUP_BYTES);
}

/** Lines stand up to half an order from where their group is corrected: that leaves 1 % of one at the highest order. */
function finishNext(): void {
  const s = sumsOf(at);
  const to = groupsAt(input, at);
  store<u32>(to, rms_u(s.group, 2 * at));
  store<u32>(to, rms_u(s.subgroup, 2 * at), 4);
  // Of the lines above the highest order half are missing.
  store<u32>(to, at < highest ? rms_u(s.interharmonic, 2 * at + 1) : 0, 8);
  if (++at <= highest) return;
  for (; at <= GROUP_ORDERS; at++) memory.fill(groupsAt(input, at), 0, GROUP_BYTES);
  const count = COUNTS + (<usize>input << 3);
  store<u32>(count, load<u32>(count) + 1);
  store<u32>(count, highest, 4);
  do input = input + 1 == GROUP_INPUTS ? 0 : input + 1;
  while (!elementInUse(input % FIRST_CURRENT));
  phase = Phase.IDLE;
}

/** One of the three of an order 1..GROUP_ORDERS of an input 0..5, uV or uA rms: 0 group, 1 subgroup, 2 interharmonic. */
export function group_u(input: i32, order: i32, which: i32): u32 {
  return load<u32>(groupsAt(input, order) + (<usize>which << 2));
}

/** Times an input was measured, and the highest order. */
export function groupsCount(input: i32): u32 {
  return load<u32>(COUNTS + (<usize>input << 3));
}
export function groupsHighest(input: i32): u32 {
  return load<u32>(COUNTS + (<usize>input << 3), 4);
}
