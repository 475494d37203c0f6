// The faults of the emulated boards that mean something without a board's wires, on processes and in this process: what the meter does
// under each of them. Torn FRAM is in torn-writes.spec, torn NOR in the contract of the porting layer.
import { describe, expect, it } from 'vitest';
import { METERING_FLAG_AFE, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Meter } from '../../meter/meter.ts';
import { SLOT_NAMES } from '../../meter/conductor/surroundings.ts';
import { EVERYWHERE, feed, goOn, idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { eventsOf } from '../../records/events.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const RATE = 4000;
const SETS = 20_000;
const WATTS = 3 * 230 * 5;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
/** A second of a module that speaks without a pause. */
const BABBLE_bytes = 11_520;

const babble = (meter: Meter): void => {
  for (const slot of SLOT_NAMES) {
    meter.surroundings!.plug(slot);
    const bytes = Uint8Array.from({ length: BABBLE_bytes }, (_, i) => (i * 167 + (i >> 8)) & 0xff);
    meter.slots![slot].line.fromOutside(bytes);
  }
};

/** What is done at 1.5 s of a run of five. */
const HARMLESS: readonly (readonly [string, (meter: Meter) => void | Promise<void>])[] = [
  [
    'a clock that stands',
    ({ surroundings, conductor }) => surroundings!.clock.stand(conductor.samplesFed, RATE),
  ],
  ['a clock that nobody finds', ({ surroundings }) => void (surroundings!.clock.fault = Status.TIMEOUT)],
  [
    'a clock whose registers hold garbage',
    ({ surroundings }) => void (surroundings!.clock.fault = Status.NOT_FOUND),
  ],
  ['modules that babble in both slots of the other board', babble],
  [
    'an other board without supply',
    (meter) => meter.cutPower!({ comparator: false, boards: ['management'], off_ms: 1500 }),
  ],
];

const statusOf = async (meter: Meter) => {
  const { flags, missed_samples, invalid_samples } = await meter.ask('read_status');
  return { flags: Number(flags), missed: Number(missed_samples), invalid: Number(invalid_samples) };
};
const invalidEvents = async (meter: Meter) =>
  eventsOf(await meter.ask('read_events', { first: 1 })).filter(({ event }) => event === 'afe_invalid');

describe.each(EVERYWHERE)('The metering core, on %s', (place) => {
  let expected: Promise<unknown> | undefined;
  const undisturbed = () =>
    (expected ??= withMeter(place, { source: load() }, async (meter) => {
      await feed(meter, SETS);
      return registersNow(meter);
    }));

  it.each(HARMLESS)('moves no register under %s, and is shown by the other one after it', async (_, act) => {
    await withMeter(place, { source: load() }, async (meter) => {
      await goOn(meter, 1.5 * RATE);
      await act(meter);
      await feed(meter, SETS);
      expect(await statusOf(meter)).toEqual({ flags: 0, missed: 0, invalid: 0 });
      expect(await registersNow(meter)).toEqual(await undisturbed());
      await idle(meter, 2500);
      expect(meter.management.lcd[0]).toMatch(/relayed [01]s/);
    });
  });

  it('that is dead is told by the age of what the other one shows, which goes on by itself', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await idle(meter, 1200);
      await meter.cutPower!({ comparator: false, boards: ['metering'], off_ms: 4000 });
      expect(meter.management.lcd[0]).toMatch(/relayed [3-5]s/);
      await idle(meter, 2500);
      expect([meter.metering.restarts, meter.management.restarts]).toEqual([1, 0]);
      expect(meter.management.lcd[0]).toMatch(/relayed [01]s/);
    });
  });

  it('tells a lost DRDY while it lasts, counts no energy meanwhile, and counts what was missed', async () => {
    await withMeter(place, { source: load() }, async (meter) => {
      await goOn(meter, 1.5 * RATE);
      meter.surroundings!.drdyLost = true;
      const from = meter.conductor.samplesFed;
      await idle(meter, 2000);
      expect((await statusOf(meter)).flags & METERING_FLAG_AFE).toBeTruthy();
      const [lasting] = await invalidEvents(meter);
      expect(lasting.end).toBeUndefined();
      meter.surroundings!.drdyLost = false;
      const lost = meter.conductor.samplesFed - from;
      await feed(meter, 6 * RATE);
      const { missed, invalid } = await statusOf(meter);
      expect(invalid).toBe(0);
      expect(missed).toBe(lost);
      const [ended] = await invalidEvents(meter);
      expect(ended).toMatchObject({ sequence: lasting.sequence, start: lasting.start, extreme: missed });
      expect(ended.end).toBeGreaterThan(ended.start);
      const { active_import_mWs } = await meter.ask('read_registers', { scope: 0, moment: 1 });
      const metered_s = 6 - missed / RATE;
      expect(Math.abs(Number(active_import_mWs) / 1000 / (WATTS * metered_s) - 1)).toBeLessThan(0.002);
    });
  });
});
