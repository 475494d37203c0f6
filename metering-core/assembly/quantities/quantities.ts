// What a closed window says: Vrms, Irms, P, Q, S, power factor, angles, of every scope (0 total, 1..3 phase).
// Legally relevant (IR46). Changes alter the software identification.
import { Instantaneous, INSTANTANEOUS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  CURRENT_COUNT_nA, FIRST_CURRENT, NEUTRAL, NOT_MEASURED, NOT_MEASURED_SIGNED, SERVICE_3P3W, VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/assembly/protocol';
import { sampleIndex } from '../clock/sample-clock';
import { divideRounded, saturated, squareRoot } from '../math/arithmetic';
import { Channel, channel, directRest, directSquares } from '../inputs/channel';
import { millidegrees } from '../math/cordic';
import { closedProducts, ELEMENTS } from '../inputs/element';
import { fundamentalAngle, hasFundamental, reactive1_Q13 } from '../windows/fundamental';
import { parameters } from '../parameters/parameters';
import { referenceInput } from '../windows/reference-voltage';
import { elementInUse, elementVoltage_mV, metersNeutral } from '../parameters/wiring';
import { closedLength_Q16, frequency_mHz } from '../windows/window';
import {
  countedElement, countedInput, judgeCurrents, resetCountedCurrent, signedAsPhase, voltageIsAssumed,
} from './counted-current';

/** Scopes: the total, then one for each element. */
export const SCOPES: i32 = ELEMENTS + 1;

/** Squared counts of a milliwatt: 10^15 / (nV of a count x nA of a count) = 500,000. */
export const COUNTS2_PER_mW: i64 = 1_000_000_000_000_000 / (<i64>VOLTAGE_COUNT_nV * <i64>CURRENT_COUNT_nA);

/**
 * Most power of an element, mW: no mains within the range of the inputs, gains of two included, has more than 562 kW. Beyond,
 * as of signals near half the sampling rate which the filter lifts, it stands still; three of it stay below 2^31.
 */
export const POWER_MOST_mW: i64 = 700_000_000;

/** Root of 3/4, ppm: two elements of a balanced three-wire load count this much of their V x I each. */
const ROOT_3_4_ppm: i64 = 866_025;

// @ts-ignore: decorator
@lazy const RECORDS = memory.data(SCOPES * INSTANTANEOUS_BYTES, 8);

/** The quantities of a scope 0..3 over the last closed window. */
export function quantities(scope: i32): Instantaneous {
  return changetype<Instantaneous>(RECORDS + scope * INSTANTANEOUS_BYTES);
}

export function resetQuantities(): void {
  resetCountedCurrent();
  memory.fill(RECORDS, 0, SCOPES * INSTANTANEOUS_BYTES);
  for (let scope: i32 = 0; scope < SCOPES; scope++) {
    const q = quantities(scope);
    q.frequency_mHz = NOT_MEASURED;
    q.voltage_angle_mdeg = scope ? NOT_MEASURED_SIGNED : 0;
    q.current_angle_mdeg = scope ? NOT_MEASURED_SIGNED : 0;
  }
}

/** Most of a mean square, 2^48 counts squared, over 2^16 less one: 1.34 kV and 419 A, a square wave behind a gain of two. */
const MEAN_SQUARE_MOST: u64 = 0xffffffff;

/** Mean of a window's squares, counts squared, Q14: below 2^63. */
export function meanSquare_Q14(sum: i64): u64 {
  const length = <u64>closedLength_Q16;
  const squares = sum < 0 ? <u64>0 : <u64>sum;
  return (min(squares / length, MEAN_SQUARE_MOST) << 30) + (((squares % length) << 30) / length);
}

/** Root of the mean of a window's squares, counts, Q7. */
function root_Q7(sum: i64): i64 {
  return <i64>squareRoot(meanSquare_Q14(sum));
}

/** Root mean square of a voltage's closed window, counts, Q7. */
export function rms_Q7(c: Channel): i64 {
  return root_Q7(c.closedSquares);
}

/**
 * Root mean square of a current's closed window, counts, Q7, with all its components (IEC 61000-4-30, IEEE 1459). A
 * direct component below half the starting current cannot be told from the drift of the AFE's offset and is left out.
 */
function currentRms_Q7(c: Channel): i64 {
  const least = (<i64>parameters().starting_current_uA * 500) / CURRENT_COUNT_nA;
  const drift = abs(directRest(c, closedLength_Q16)) < least;
  return root_Q7(drift ? c.closedSquares - directSquares(c, closedLength_Q16) : c.closedSquares);
}

/** Mean of a sum of products (below 2^63) over the closed window, mW. */
function mean_mW(sum: i64): i32 {
  return <i32>saturated(divideRounded(sum / COUNTS2_PER_mW << 16, closedLength_Q16), POWER_MOST_mW);
}

/** A product of fundamentals, counts squared, Q13, as mW or mvar. */
export function fundamental_mW(power_Q13: i64): i32 {
  return <i32>saturated(divideRounded(power_Q13, COUNTS2_PER_mW << 13), POWER_MOST_mW);
}

/** Angle of an input's fundamental after the reference's, millidegrees; none where one of them is not there. */
function angle_mdeg(input: i32): i32 {
  if (!hasFundamental(referenceInput) || !hasFundamental(input)) {
    return NOT_MEASURED_SIGNED;
  }
  return millidegrees(fundamentalAngle(channel(referenceInput)) - fundamentalAngle(channel(input)));
}

function setPowerFactor(q: Instantaneous): void {
  q.power_factor_ppm =
    q.apparent_power_mVA == 0 ? 0 : <i32>divideRounded(<i64>q.active_power_mW * 1_000_000, <i64>q.apparent_power_mVA);
}

/** Apparent power of two rms values, mVA. Below 2^32 each: their product has 64 bits. */
function apparent_mVA(voltage_Q7: i64, current_Q7: i64): u32 {
  const apparent = <i64>((<u64>voltage_Q7 * <u64>current_Q7) >> 14);
  return <u32>saturated(divideRounded(apparent, COUNTS2_PER_mW), POWER_MOST_mW);
}

/** Powers of an element by the current that counts. Without a voltage they are the nominal one's, at power factor one. */
function measurePowers(element: i32, voltage_Q7: i64): void {
  const q = quantities(element + 1);
  const i = channel(countedInput(element));
  if (voltageIsAssumed) {
    const nominal_Q7 = (elementVoltage_mV(element) * 128_000_000) / VOLTAGE_COUNT_nV;
    q.apparent_power_mVA = apparent_mVA(nominal_Q7, currentRms_Q7(i));
    q.active_power_mW = <i32>q.apparent_power_mVA;
    q.reactive_power_mvar = 0;
    return;
  }
  q.active_power_mW = mean_mW(signedAsPhase(element, closedProducts(countedElement(element))));
  q.reactive_power_mvar = fundamental_mW(signedAsPhase(element, reactive1_Q13(channel(element), i)));
  q.apparent_power_mVA = apparent_mVA(voltage_Q7, currentRms_Q7(i));
}

function measureElement(element: i32): void {
  const q = quantities(element + 1);
  const v = channel(element);
  const i = channel(element + FIRST_CURRENT);
  const voltage_Q7 = rms_Q7(v);
  const current_Q7 = currentRms_Q7(i);
  q.voltage_mV = <u32>divideRounded(voltage_Q7 * VOLTAGE_COUNT_nV, 128_000_000);
  q.current_uA = <u32>divideRounded(current_Q7 * CURRENT_COUNT_nA, 128_000);
  measurePowers(element, voltage_Q7);
  q.voltage_angle_mdeg = angle_mdeg(element);
  q.current_angle_mdeg = angle_mdeg(element + FIRST_CURRENT);
  setPowerFactor(q);
}

/** Apparent power of the total from the sum of the elements' V x I, mVA. */
export function arithmeticTotal_mVA(sum: i64): i64 {
  if (parameters().service != <u8>SERVICE_3P3W) return sum;
  return divideRounded(sum * ROOT_3_4_ppm, 1_000_000);
}

/** Totals: sums over the elements, the apparent power summed arithmetically; the current is the neutral's. */
function measureTotal(): void {
  const total = quantities(0);
  let apparent: i64 = 0;
  total.active_power_mW = 0;
  total.reactive_power_mvar = 0;
  for (let scope: i32 = 1; scope < SCOPES; scope++) {
    const q = quantities(scope);
    total.active_power_mW += q.active_power_mW;
    total.reactive_power_mvar += q.reactive_power_mvar;
    apparent += q.apparent_power_mVA;
  }
  total.apparent_power_mVA = <u32>arithmeticTotal_mVA(apparent);
  total.current_uA = <u32>divideRounded(currentRms_Q7(channel(NEUTRAL)) * CURRENT_COUNT_nA, 128_000);
  setPowerFactor(total);
}

function chooseCurrent(): void {
  const voltage_mV = (rms_Q7(channel(0)) * VOLTAGE_COUNT_nV) / 128_000_000;
  judgeCurrents(voltage_mV, currentRms_Q7(channel(FIRST_CURRENT)), currentRms_Q7(channel(NEUTRAL)));
}

/** Computes all quantities of the window that just closed. */
export function measureWindow(): void {
  if (metersNeutral()) chooseCurrent();
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (elementInUse(element)) measureElement(element);
  }
  measureTotal();
  for (let scope: i32 = 0; scope < SCOPES; scope++) {
    const q = quantities(scope);
    q.sample_index = sampleIndex;
    q.scope = <u8>scope;
    q.window_samples = <u16>((closedLength_Q16 + 0x8000) >> 16);
    q.frequency_mHz = frequency_mHz ? frequency_mHz : NOT_MEASURED;
  }
}
