// Intervals of 150 cycles, two hours and ten seconds of whole meters, against the source they were fed with.
import { describe, expect, it } from 'vitest';
import {
  INTERVAL_CYCLES,
  INTERVAL_TWO_HOURS,
  NOT_MEASURED,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { feed, IN_PROCESS, withMeter } from '../../meter/targets/with-meter.ts';
import { everyEvent } from '../../records/events.ts';
import { ModulatedSource, type Modulation } from '../../signals/waves/index.ts';

const RATE = 4000;
const STILL: Modulation = () => 0;
/** 7 % down after 6 s. */
const STEP: Modulation = (t) => (t < 6 ? 0 : -0.07);
const source = (modulation: readonly [Modulation, Modulation, Modulation]) =>
  new ModulatedSource({ service: '3p4w', volts: 230, amps: 5, modulation });

describe.each(IN_PROCESS)('A meter on %s', (place) => {
  it('tells 150 cycles, the frequency of ten seconds, and a rapid change of the voltage that changed', async () => {
    await withMeter(place, { source: source([STILL, STEP, STILL]) }, async (meter) => {
      await feed(meter, 24 * RATE);
      const of = async (scope: number) => meter.ask('read_interval', { scope, interval: INTERVAL_CYCLES });
      const total = await of(0);
      expect(Number(total.sequence)).toBe(7);
      expect(total.windows).toBe(15);
      expect(total.frequency_mHz).toBe(50_000);
      expect(Number((await of(1)).voltage_mV)).toBeCloseTo(230_000, -1);
      expect(Number((await of(2)).voltage_mV)).toBeCloseTo(213_900, -1);
      expect((await meter.ask('read_interval', { scope: 1, interval: INTERVAL_TWO_HOURS })).sequence).toBe(0);
      const network = await meter.ask('read_network');
      expect(network.ten_second_frequency_mHz).toBe(50_000);
      expect(network.ten_seconds).toBeGreaterThan(1);
      const events = await everyEvent((first) => meter.ask('read_events', { first }));
      const changes = events.filter(({ event }) => event === 'rapid_change');
      expect(changes.map(({ scope }) => scope)).toEqual([2]);
      expect(Math.abs(changes[0]!.limit + 700)).toBeLessThan(8);
    });
  });

  it('refuses a kind of interval that there is none of, and a scope that there is none of', async () => {
    await withMeter(place, { source: source([STILL, STILL, STILL]) }, async (meter) => {
      await feed(meter, RATE);
      await expect(meter.ask('read_interval', { scope: 0, interval: 3 })).rejects.toThrow(/OUT_OF_RANGE/i);
      await expect(meter.ask('read_interval', { scope: 4, interval: 1 })).rejects.toThrow(/OUT_OF_RANGE/i);
      expect((await meter.ask('read_network')).ten_second_frequency_mHz).toBe(NOT_MEASURED);
    });
  });
});
