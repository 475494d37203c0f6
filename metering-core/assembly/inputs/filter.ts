// The correction filter of each input: droop of the AFE, delay and gain in one set of taps, made at start.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_voltage_delay_ns, PARAMETERS_voltage_offset } from '../../../shared-protocol/generated/assembly/layouts';
import { AFE_SINC3, FIRST_CURRENT, INPUTS, NEUTRAL } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, scale } from '../math/arithmetic';
import { Channel, channel, tapSum } from './channel';
import { IDEAL, IDEAL_INTEGRATED, POWERS, SINC3, SINC3_INTEGRATED, TAPS } from './filter-tables';
import { limitHistory, SET_BYTES } from '../memory';
import { delayByCurrent_ns, gainByCurrent_Q30, longestByCurrent_ns } from '../parameters/current-table';
import { gain_Q30, parameters } from '../parameters/parameters';
import { elementInUse } from '../parameters/wiring';
import { carriesDirect, Chain, chainOf, leadShare_Q30, nominalStep_Q30 } from './sensor';

const SIDE: i32 = (TAPS - 1) >> 1;
const ONE_SAMPLE: i64 = 1 << 30;

/** Most that an integral makes of a value, counts: of a coil all, 420 A; of a transformer's lead of 10 degrees 209 A x sin 10. */
const INTEGRATED_MOST: i64 = 1 << 24;
const LEAD_MOST: i64 = 1 << 21;

/** Samples by which every corrected value stands behind the sample it was made at. */
export let latency_samples: i32 = 0;

/** Table of the filter an input needs. */
function tableOf(chain: i32): usize {
  const sinc3 = parameters().afe_response == <u8>AFE_SINC3;
  if (chain == Chain.INTEGRATED) return sinc3 ? SINC3_INTEGRATED : IDEAL_INTEGRATED;
  return sinc3 ? SINC3 : IDEAL;
}

/**
 * Time the filter has to advance an input by, samples, Q30. A rectangular integrator advances by half a sample of its
 * own, which is taken back here; a trapezoidal one falls short by (w T)^2 / 12, and the share g of it that undoes a
 * transformer's lead so lacks -j g w T / 12: a delay of g / 12.
 */
export function advance_Q30(input: i32): i64 {
  const sealed_ns = <i64>load<i32>(changetype<usize>(parameters()) + PARAMETERS_voltage_delay_ns + (input << 2));
  const delay_ns = sealed_ns + delayByCurrent_ns(input);
  // 233,000 ns x 32 x 10^6 mHz is below 2^43, and 2^20 more fit; the quotient gets its last bits from them.
  const samples = (delay_ns * <i64>parameters().sampling_rate_mHz << 18) / 1_000_000_000_000 << 12;
  const chain = chainOf(input);
  if (chain == Chain.INTEGRATED) return samples - (ONE_SAMPLE >> 1);
  return chain == Chain.LEAD_CORRECTED ? samples - leadShare_Q30(input) / 12 : samples;
}

function wholeSamples(advance_Q30: i64): i32 {
  return <i32>((advance_Q30 + (ONE_SAMPLE >> 1)) >> 30);
}

/** Value of a tap's polynomial at twice the delay (Q30, -1..1), Q28; tap n of the other side is mirrored. */
function tapValue(table: usize, n: i32, twice_Q30: i64): i64 {
  const row = table + (abs(n) * POWERS << 2);
  const at = n < 0 ? -twice_Q30 : twice_Q30;
  let value: i64 = 0;
  for (let p = POWERS - 1; p >= 0; p--) value = ((value * at) >> 30) + <i64>load<i32>(row + (p << 2));
  return value;
}

/**
 * Gain that goes into the taps, Q30: the sealed gain; an integrator's scale; and for a transformer the half
 * sample by which a rectangular integral exceeds the trapezoidal one.
 */
function tapGain_Q30(input: i32, chain: i32): i64 {
  const gain = gainByCurrent_Q30(input, gain_Q30(input));
  if (chain == Chain.INTEGRATED) return scale(gain, nominalStep_Q30());
  if (chain == Chain.LEAD_CORRECTED) return gain - scale(gain, leadShare_Q30(input) >> 1);
  return gain;
}

/** The AFE's sealed offset behind the filter, Q28: what a shunt's channel takes off, and where removeDirect begins. */
function directOf(c: Channel, input: i32): i64 {
  return tapSum(c) * <i64>load<i32>(changetype<usize>(parameters()) + PARAMETERS_voltage_offset + (input << 2));
}

/** Whether the service has an input: both of each element in use, and the neutral's current. */
function isUsed(input: i32): bool {
  return input == NEUTRAL || elementInUse(input < FIRST_CURRENT ? input : input - FIRST_CURRENT);
}

function makeTaps(c: Channel, input: i32): void {
  const advance = advance_Q30(input);
  const whole = wholeSamples(advance);
  const twice = (advance - (<i64>whole << 30)) << 1;
  const gain = c.used ? tapGain_Q30(input, c.chain) : 0;
  // The oldest sample comes first in memory and takes the highest tap.
  for (let j: i32 = 0; j < TAPS; j++) c.setTap(j, <i32>scale(tapValue(tableOf(c.chain), SIDE - j, twice), gain));
  c.direct = directOf(c, input);
  c.reach = (latency_samples - whole + SIDE) * SET_BYTES - (input << 2);
}

function makeLeadShare(c: Channel, input: i32): void {
  const share = leadShare_Q30(input);
  c.leadShare_Q30 = (share << 30) / (ONE_SAMPLE - (share >> 1));
  if (c.leadShare_Q30 > 0) c.integralMost = (LEAD_MOST << 30) / c.leadShare_Q30 << 28;
}

/** Direct component of an input as the AFE gives it, counts, after what removeDirect has followed. */
export function directAtInput(input: i32): i32 {
  const c = channel(input);
  const sum = tapSum(c);
  return sum > 0 ? <i32>divideRounded(c.shown, sum) : 0;
}

/** Makes the taps of an input anew for another current; history, integrals and direct components go on. */
export function retuneFilter(input: i32): void {
  const c = channel(input);
  const direct = c.direct;
  makeTaps(c, input);
  if (!c.carriesDirect) c.direct = direct;
  if (c.chain == Chain.LEAD_CORRECTED) makeLeadShare(c, input);
}

/** The same of all inputs for another temperature. */
export function retuneFilters(): void {
  for (let i: i32 = 0; i < INPUTS; i++) retuneFilter(i);
}

/** Samples by which the table over current may move an input either way. */
function tableReach_samples(): i32 {
  return <i32>((longestByCurrent_ns() * <i64>parameters().sampling_rate_mHz + 999_999_999_999) / 1_000_000_000_000);
}

/** Sets before a block that the filters reach back to, and one more for the sample before the first. */
function historyNeeded(): i32 {
  let furthest: i32 = 0;
  for (let i: i32 = 0; i < INPUTS; i++) furthest = max(furthest, channel(i).reach);
  return furthest / SET_BYTES + 2 + tableReach_samples();
}

/** Makes the taps of all inputs from the parameters. */
export function makeFilters(): void {
  latency_samples = SIDE;
  for (let i: i32 = 0; i < INPUTS; i++) {
    const needed = SIDE + wholeSamples(advance_Q30(i));
    if (needed > latency_samples) latency_samples = needed;
  }
  latency_samples += tableReach_samples();
  for (let i: i32 = 0; i < INPUTS; i++) {
    const c = channel(i);
    c.used = i32(isUsed(i));
    c.chain = chainOf(i);
    c.integralMost = INTEGRATED_MOST << 28;
    c.carriesDirect = i32(carriesDirect(i));
    makeTaps(c, i);
    c.shown = c.direct;
    if (c.chain == Chain.LEAD_CORRECTED) makeLeadShare(c, i);
  }
  limitHistory(historyNeeded());
}
