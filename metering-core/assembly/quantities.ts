// What a closed window says: Vrms, Irms, P, Q, S, power factor, angles, of every scope (0 total, 1..3 phase).
// Legally relevant (IR46). Changes alter the software identification.
import { Instantaneous, INSTANTANEOUS_BYTES } from '../../shared-protocol/generated/assembly/layouts';
import { CURRENT_COUNT_nA, VOLTAGE_COUNT_nV } from '../../shared-protocol/generated/assembly/protocol';
import { divideRounded, gainProduct, scale, squareRoot } from './arithmetic';
import { Channel, FIRST_CURRENT, NEUTRAL, channel } from './channel';
import { angle, millidegrees } from './cordic';
import { ELEMENTS, products } from './element';
import { gain_Q30 } from './parameters';
import { elementInUse } from './service';
import { frequency_mHz, windowSamples } from './window';

/** Scopes: the total, then one for each element. */
export const SCOPES: i32 = ELEMENTS + 1;

/** Squared counts of a milliwatt: 10^15 / (nV of a count x nA of a count) = 500,000. */
export const COUNTS2_PER_mW: i64 = 1_000_000_000_000_000 / (<i64>VOLTAGE_COUNT_nV * <i64>CURRENT_COUNT_nA);

// @ts-ignore: decorator
@lazy const RECORDS = memory.data(192, 8);

/** The quantities of a scope 0..3 over the last closed window. */
export function quantities(scope: i32): Instantaneous {
  return changetype<Instantaneous>(RECORDS + scope * INSTANTANEOUS_BYTES);
}

export function resetQuantities(): void {
  memory.fill(RECORDS, 0, 192);
}

/** Root mean square of a channel in counts, Q8: mean squares are below 2^46, so 16 more bits fit. */
function rms_Q8(c: Channel, gain: i64): i64 {
  const mean_Q16 = ((<u64>c.squares / windowSamples) << 16) + (((<u64>c.squares % windowSamples) << 16) / windowSamples);
  return scale(<i64>squareRoot(mean_Q16), gain);
}

/** Fundamental peak of one axis in counts, Q6: 2 / N of a Q24 sum. Two products of it stay below 2^62. */
function peak_Q6(sum: i64): i64 {
  return (sum / windowSamples) >> 17;
}

/** Fundamental reactive power, positive when the current lags (IEC 62053-24), mvar. */
function reactive_mvar(v: Channel, i: Channel, gain: i64): i32 {
  const product = peak_Q6(v.imaginary) * peak_Q6(i.real) - peak_Q6(v.real) * peak_Q6(i.imaginary);
  // Half the product of the peaks, 12 fractional bits.
  return <i32>divideRounded(scale(product, gain), COUNTS2_PER_mW << 13);
}

/** Angle of a channel's fundamental after that of the first voltage, millidegrees. */
function angle_mdeg(c: Channel, reference: u32): i32 {
  return millidegrees(reference - angle(c.real, c.imaginary));
}

function setPowerFactor(q: Instantaneous): void {
  q.power_factor_ppm =
    q.apparent_power_mVA == 0 ? 0 : <i32>divideRounded(<i64>q.active_power_mW * 1_000_000, <i64>q.apparent_power_mVA);
}

function measureElement(element: i32, reference: u32): void {
  const q = quantities(element + 1);
  const v = channel(element);
  const i = channel(element + FIRST_CURRENT);
  const power = gainProduct(gain_Q30(element), gain_Q30(element + FIRST_CURRENT));
  const voltage_Q8 = rms_Q8(v, gain_Q30(element));
  const current_Q8 = rms_Q8(i, gain_Q30(element + FIRST_CURRENT));
  q.voltage_mV = <u32>divideRounded(voltage_Q8 * VOLTAGE_COUNT_nV, 256_000_000);
  q.current_uA = <u32>divideRounded(current_Q8 * CURRENT_COUNT_nA, 256_000);
  q.active_power_mW = <i32>divideRounded(scale(products(element), power), COUNTS2_PER_mW * windowSamples);
  q.reactive_power_mvar = reactive_mvar(v, i, power);
  q.apparent_power_mVA = <u32>divideRounded((voltage_Q8 * current_Q8) >> 16, COUNTS2_PER_mW);
  q.voltage_angle_mdeg = angle_mdeg(v, reference);
  q.current_angle_mdeg = angle_mdeg(i, reference);
  setPowerFactor(q);
}

/** Totals: sums over the elements, the apparent power summed arithmetically; the current is the neutral's. */
function measureTotal(): void {
  const total = quantities(0);
  total.active_power_mW = 0;
  total.reactive_power_mvar = 0;
  total.apparent_power_mVA = 0;
  for (let scope: i32 = 1; scope < SCOPES; scope++) {
    const q = quantities(scope);
    total.active_power_mW += q.active_power_mW;
    total.reactive_power_mvar += q.reactive_power_mvar;
    total.apparent_power_mVA += q.apparent_power_mVA;
  }
  const neutral_Q8 = rms_Q8(channel(NEUTRAL), gain_Q30(NEUTRAL));
  total.current_uA = <u32>divideRounded(neutral_Q8 * CURRENT_COUNT_nA, 256_000);
  setPowerFactor(total);
}

/** Computes all quantities of the window that just closed at sampleIndex. */
export function measureWindow(sampleIndex: u64): void {
  const first = channel(0);
  const reference = angle(first.real, first.imaginary);
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    if (elementInUse(element)) measureElement(element, reference);
  }
  measureTotal();
  for (let scope: i32 = 0; scope < SCOPES; scope++) {
    const q = quantities(scope);
    q.sample_index = sampleIndex;
    q.scope = <u8>scope;
    q.window_samples = <u16>windowSamples;
    q.frequency_mHz = frequency_mHz;
  }
}
