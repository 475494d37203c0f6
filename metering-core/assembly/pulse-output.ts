// The kWh pulse output: hands out due instants spread evenly over the window that follows the energy.
// Legally relevant (IR46). Changes alter the software identification.
import { PULSE_ACTIVE, SAMPLES_MAX } from '../../shared-protocol/generated/assembly/protocol';
import { activeDivisor, windowEnergy } from './energy';
import { pulse } from './host';
import { parameters } from './parameters';

/** Milliwatt seconds of a kilowatt hour. */
const mWs_PER_kWh: i64 = 3_600_000_000;

/** A due instant must lie beyond the block being metered, so pulses come this many samples after their window. */
const DELAY_samples: i64 = 2 * SAMPLES_MAX;

/** Energy since the last pulse, counts squared x samples. */
let pending: i64 = 0;

export function resetPulses(): void {
  pending = 0;
}

/** Energy of one pulse: at 32 kHz and 1 imp/kWh 5.8 x 10^19 would not fit, so it is kept below 2^62. */
function pulseEnergy(): i64 {
  const perUnit = mWs_PER_kWh / <i64>parameters().meter_constant_imp_per_kWh;
  const divisor = activeDivisor();
  const most = (<i64>1 << 62) / divisor;
  return (perUnit > most ? most : perUnit) * divisor;
}

/** Fires the pulses of the window that ended at sampleIndex, import and export alike. */
export function firePulses(sampleIndex: u64, samples: i32): void {
  const energy = windowEnergy < 0 ? -windowEnergy : windowEnergy;
  const each = pulseEnergy();
  let missing = each - pending;
  pending += energy;
  while (pending >= each) {
    // Position inside the window in 1/65536 of a sample: energy is cut to 30 bits first, so the product fits.
    const position_Q16 = ((missing >> 26) * ((<i64>samples) << 16)) / ((energy >> 26) + 1);
    const at = <i64>sampleIndex + DELAY_samples + (position_Q16 >> 16);
    pulse(PULSE_ACTIVE, at, <i32>(position_Q16 & 0xffff));
    pending -= each;
    missing += each;
  }
}
