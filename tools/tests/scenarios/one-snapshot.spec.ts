// A reading has values of one moment, however long the line takes for it and whatever the load does meanwhile.
import { describe, expect, it } from 'vitest';
import { withMeter, feed } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { readAtOnce, type Reading } from './reader.ts';

const RATE_Hz = 4000;
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

/** A value in units of the sixth decimal: kW or kWh as the readout gives them. */
const micro = ({ values }: Reading, c_d_e: string) =>
  Math.round(Number(values.get(`1-0:${c_d_e}.255`)) * 1e6);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function expectOneMoment(reading: Reading): void {
  const power = sum([36, 56, 76].map((c) => micro(reading, `${c}.7.0`)));
  expect(micro(reading, '16.7.0')).toBe(power);
  const energy = sum([21, 41, 61].map((c) => micro(reading, `${c}.8.0`)));
  // Each of four registers is cut to its last digit.
  expect(Math.abs(micro(reading, '1.8.0') - energy)).toBeLessThanOrEqual(3);
}

const power_kW = (reading: Reading) => micro(reading, '16.7.0') / 1e6;
const age_s = ({ values }: Reading) => Number(values.get('0-0:96.128.0.255'));

describe('A data block at 300 Bd', () => {
  it('has total and phases of one moment when the load doubles in the middle of it', async () => {
    const doubled_s = 40;
    await withMeter('wasm v8', { source: doublingAt(doubled_s * RATE_Hz) }, async (meter) => {
      await feed(meter, 4 * RATE_Hz);
      meter.conductor.stopFeedingAfter(Infinity);
      const [reading] = await readAtOnce(meter, [{ port: meter.optical!, maximumBaud: 300 }]);
      expect(reading.blockBegan_us / 1e6).toBeLessThan(doubled_s);
      expect(meter.conductor.now_us / 1e6).toBeGreaterThan(doubled_s + 20);
      expectOneMoment(reading);
      expect(power_kW(reading)).toBeCloseTo(3 * PHASE_POWER_kW, 2);
      expect(age_s(reading)).toBeLessThan(1.3);
    });
  });
});

/** A reader by IEC 62056-21 on the RS485 pair too. */
const READERS = { rs485: 'iec62056-21' } as const;

describe('Readings on both ports at the same time', () => {
  it.each(['wasm v8', 'wasm wasm3', 'host wasm3'] as const)('are each right: %s', async (place) => {
    await withMeter(place, { source: doublingAt(Infinity), lines: READERS }, async (meter) => {
      await feed(meter, 4 * RATE_Hz);
      meter.conductor.stopFeedingAfter(Infinity);
      const readings = await readAtOnce(meter, [
        { port: meter.optical!, maximumBaud: 9600 },
        { port: meter.rs485!, maximumBaud: 4800 },
      ]);
      for (const reading of readings) {
        expectOneMoment(reading);
        expect(power_kW(reading)).toBeCloseTo(3 * PHASE_POWER_kW, 2);
        expect(age_s(reading)).toBeLessThan(1.3);
      }
      expect([...readings[0].values.keys()]).toEqual([...readings[1].values.keys()]);
    });
  });

  it('are each of the moment at which they began, the slow one of before the load doubled', async () => {
    const doubled_s = 20;
    await withMeter('wasm v8', { source: doublingAt(doubled_s * RATE_Hz), lines: READERS }, async (meter) => {
      await feed(meter, 4 * RATE_Hz);
      meter.conductor.stopFeedingAfter(Infinity);
      const [before, after] = await readAtOnce(meter, [
        { port: meter.rs485!, maximumBaud: 300 },
        { port: meter.optical!, maximumBaud: 9600, from_us: 25e6 },
      ]);
      expectOneMoment(before);
      expectOneMoment(after);
      expect(power_kW(before)).toBeCloseTo(3 * PHASE_POWER_kW, 2);
      expect(power_kW(after)).toBeCloseTo(6 * PHASE_POWER_kW, 2);
    });
  });
});
