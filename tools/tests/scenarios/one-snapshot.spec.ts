// A reading has values of one moment, however long the line takes for it and whatever the load does meanwhile.
import { describe, expect, it } from 'vitest';
import { withMeter, feed } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { readAtOnce, type Reading } from './reader.ts';

const RATE_Hz = 4000;
const PHASES = [2, 4, 6] as const;
const PHASE_POWER_kW = 2.3;

/** 10 A in each phase, and 20 A from a sample on. */
function doublingAt(sample: number): SampleSource {
  const [before, after] = [10, 20].map((amps) => sineSource({ service: '3p4w', volts: 230, amps, pf: 1 }));
  return {
    ...before,
    fill(destination, firstIndex, sets) {
      const early = Math.max(0, Math.min(sets, sample - firstIndex));
      if (early > 0) before.fill(destination, firstIndex, early);
      if (early < sets) after.fill(destination.subarray(early * 8), firstIndex + early, sets - early);
    },
    truth: (sets, window) => before.truth(sets, window),
  };
}

const number = ({ values }: Reading, obis: string) => Number(values.get(obis));

/** Each sum over the phases beside the total: power in kW, import in kWh; in units of the last digit shown. */
function sums(reading: Reading) {
  const micro = (obis: string) => Math.round(number(reading, obis) * 1e6);
  const phases = (d: string) => PHASES.map((p) => micro(`1-0:${p}${d}`)).reduce((sum, value) => sum + value, 0);
  return {
    power: { total: micro('1-0:16.7.0.255'), phases: [36, 56, 76].reduce((s, c) => s + micro(`1-0:${c}.7.0.255`), 0) },
    energy: { total: micro('1-0:1.8.0.255'), phases: phases('1.8.0.255') },
  };
}

function expectOneMoment(reading: Reading): void {
  const { power, energy } = sums(reading);
  expect(power.total).toBe(power.phases);
  // Each of four registers is cut to a digit.
  expect(Math.abs(energy.total - energy.phases)).toBeLessThanOrEqual(3);
}

describe('A data block at 300 Bd', () => {
  it('has total and phases of one moment when the load doubles in the middle of it', async () => {
    const doubled_s = 60;
    await withMeter('wasm v8', { source: doublingAt(doubled_s * RATE_Hz) }, async (meter) => {
      await feed(meter, 4 * RATE_Hz);
      meter.conductor.stopFeedingAfter(Infinity);
      const [reading] = await readAtOnce(meter, [{ port: meter.optical!, maximumBaud: 300 }]);
      expect(reading.blockBegan_us / 1e6).toBeLessThan(doubled_s);
      expect(meter.conductor.now_us / 1e6).toBeGreaterThan(doubled_s + 20);
      expectOneMoment(reading);
      expect(number(reading, '1-0:16.7.0.255')).toBeCloseTo(3 * PHASE_POWER_kW, 2);
    });
  });
});
