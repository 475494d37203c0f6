// The sampling rates of the emulated metering board: each by the OSR that its firmware writes, all at one crystal.
import { expect, it } from 'vitest';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { goOn, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 120_000;
/** The CLOCK register, and the OSR field in it. */
const CLOCK = 3;
const osrField = (clock: number) => (clock >>> 2) & 7;

const sourceAt = (rate_Hz: number) =>
  sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1, rate_mHz: rate_Hz * 1000 });

/** Runs for so many sets after the first second; how many came in a second of the boards' time, and what is measured of it. */
async function metered(rate_Hz: number, afeOsr?: number) {
  const source = sourceAt(rate_Hz);
  return withMeter('emulated aot', { source, afeOsr }, async (meter) => {
    const { registers, conversions } = (meter as EmulatedMeter).pair.metering.afe;
    const from = await goOn(meter, rate_Hz);
    // Results before the core enables the front end are nobody's.
    const unread = conversions.lost;
    const from_us = meter.conductor.now_us;
    const sets = (await goOn(meter, 2 * rate_Hz)) - from;
    const seconds = (meter.conductor.now_us - from_us) / 1e6;
    const osr = osrField(registers[CLOCK]);
    const quantities = await meter.ask('read_instantaneous', { scope: 0 });
    const { missed_samples } = await meter.ask('read_status');
    return { osr, perSecond: sets / seconds, lost: conversions.lost - unread, quantities, missed_samples };
  });
}

describeEmulated('The emulated metering board', () => {
  it.each([
    [4000, 3],
    [8000, 2],
    [16_000, 1],
    [32_000, 0],
  ])(
    'meters %i samples a second with %i in the OSR field, and misses none',
    async (rate_Hz, field) => {
      const { osr, perSecond, lost, quantities, missed_samples } = await metered(rate_Hz);
      expect(osr).toBe(field);
      expect(Math.abs(perSecond / rate_Hz - 1)).toBeLessThan(0.01);
      expect([lost, Number(missed_samples)]).toEqual([0, 0]);
      expect(Number(quantities.frequency_mHz)).toBe(50_000);
      expect(Number(quantities.active_power_mW) / 1000).toBeCloseTo(3450, -1);
    },
    LIMIT_ms,
  );

  it(
    'with another OSR than its parameters were sealed for counts time at another rate than its clock does',
    async () => {
      const { osr, perSecond } = await metered(4000, 512);
      expect(osr).toBe(2);
      expect(perSecond / 8000).toBeCloseTo(1, 1);
    },
    LIMIT_ms,
  );
});
