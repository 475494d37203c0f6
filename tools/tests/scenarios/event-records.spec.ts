// Every event of the metering side, one by one: who, from when to when, and how far it went.
import { describe, expect, it } from 'vitest';
import {
  AFE_FULL_SCALE,
  RESET_FAULT,
  RESET_POWER_ON,
  SAMPLE_FLAG_INVALID,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { mutant } from '../mutation/mutant.ts';
import { eventsOf } from '../../records/events.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import { during, type Fault, faulty, I1, I2, I3, IN, scale, V1, V2, V3 } from '../../signals/waves/faulty.ts';
import { eventsWith, load, RATE } from './fault-events.ts';

const all = (...changes: Fault[]): Fault => {
  return (set, t, before) => changes.forEach((change) => change(set, t, before));
};
const exchange =
  (a: number, b: number): Fault =>
  (set) =>
    ([set[a], set[b]] = [set[b], set[a]]);
const slow = sineSource({ service: '3p4w', volts: 230, amps: 5, hz: 48.5 });
const from: Fault = (set, t) => slow.fill(set, Math.round(t * RATE), 1);

/** Event, scope, seconds it waits, what causes it, the extreme it must report and by how much that may be off. */
type Case = [event: string, scope: number, wait_s: number, fault: Fault, extreme: number, off: number];

/** Extremes as in event-table.ts: shares of 1e-4, mHz, or 1. Ib is 5 A, Imax 60 A, Unom 230 V. */
const CASES: Case[] = [
  ['phase_loss', 2, 1, scale([V2, I2], 0), 0, 10],
  ['voltage_loss', 3, 60, scale([V3], 0.5), 5000, 5],
  ['total_voltage_loss', 0, 60, scale([V1, V2, V3], 0), 0, 1],
  ['current_loss', 3, 60, scale([I3], 0), 0, 10],
  ['under_voltage', 1, 60, scale([V1], 0.7), 7000, 5],
  ['over_voltage', 2, 60, scale([V2], 1.25), 12_500, 5],
  ['over_current', 1, 60, scale([I1], 15), 12_500, 5],
  // Negative over positive sequence of (0.2, a², a): 0.8 / 2.2; of (0, a², a): 1 / 2.
  ['voltage_unbalance', 0, 60, scale([V1], 0.2), 3636, 5],
  ['current_unbalance', 0, 60, scale([I1], 0), 5000, 5],
  ['reversed_sequence', 0, 1, all(exchange(V2, V3), exchange(I2, I3)), 1, 0],
  ['reversed_power', 2, 60, scale([I2], -1), -9500, 5],
  ['frequency', 0, 10, from, 1500, 10],
  ['neutral_mismatch', 0, 10, scale([I2], 0), 10_000, 10],
  ['reversed_sensor', 3, 10, scale([I3], -1), 1, 0],
  ['swapped_sensors', 0, 10, exchange(I1, I3), 1, 0],
  ['direct_current', 1, 10, (set) => (set[I1] += 20_000), 1000, 20],
  ['dip', 2, 0, scale([V2], 0.7), 7000, 20],
  ['swell', 3, 0, scale([V3], 1.15), 11_500, 20],
  ['interruption', 0, 0, scale([V1, V2, V3, I1, I2, I3, IN], 0), 0, 5],
  // Samples of a window of 200 ms, and samples without a change.
  ['afe_saturated', I2 + 1, 0, (set) => (set[I2] = AFE_FULL_SCALE), 800, 80],
  ['afe_invalid', 0, 0, (set) => (set[7] |= SAMPLE_FLAG_INVALID), 800, 80],
  ['afe_frozen', 0, 0, (set, _t, before) => set.set(before), 2 * RATE, 2],
];

/**
 * Half cycles date dips, swells and interruptions; windows the others, which settle for two when the mains jumps. The
 * estimate of the direct component follows over seconds.
 */
const TOLERANCE_s: Record<string, number> = {
  dip: 0.045,
  swell: 0.045,
  interruption: 0.045,
  direct_current: 2.5,
};
const tolerance_s = (event: string) => TOLERANCE_s[event] ?? 0.45;
/** Whole cycles of 50 and of 48.5 Hz, so that the phase does not jump; and so is every end. */
const START_s = 2;
/** Shorter than the debounce by this, an event must not be made. */
const SHORT_s = (event: string) => 2 * tolerance_s(event);

describe('The record of', () => {
  it.each(CASES)('%s (scope %i)', async (event, scope, wait_s, fault, extreme, off) => {
    const end_s = START_s + wait_s + 2;
    const events = await eventsWith(during(START_s, end_s, fault), end_s + wait_s + 5, load());
    const found = events.filter((e) => e.event === event);
    expect(found.map((e) => e.scope)).toEqual([scope]);
    const [record] = found;
    expect(Math.abs(record.start / RATE - START_s)).toBeLessThan(tolerance_s(event));
    expect(Math.abs(record.end! / RATE - end_s)).toBeLessThan(tolerance_s(event));
    expect(Math.abs(record.extreme - extreme)).toBeLessThanOrEqual(off);
  });

  it.each(CASES.filter((c) => c[2] > 0))(
    '%s is not made before its debounce',
    async (event, _scope, wait_s, fault) => {
      const events = await eventsWith(
        during(START_s, START_s + wait_s - SHORT_s(event), fault),
        START_s + wait_s + 3,
        load(),
      );
      expect(events.map((e) => e.event)).not.toContain(event);
    },
  );
});

describe('The record of a restart', () => {
  /** Stops for good reason at one sample, as a core does that finds itself in an impossible state. */
  const stopping = () =>
    mutant('metering', {
      file: 'metering-core/assembly/index.ts',
      from: 'export function samples(first_index: i64, count: i32): i32 {',
      to: `import { Panic, stop } from './panic';
export function samples(first_index: i64, count: i32): i32 {
  if (first_index <= ${FAULT_AT} && first_index + count > ${FAULT_AT}) stop(Panic.FILTER_REACH, 1);`,
    });
  const FAULT_AT = 10_000;

  it('says reset and fault, at the life that was saved; what comes after is dated by it', async () => {
    await withMeter('wasm v8', { source: load(), modules: { metering: await stopping() } }, async (meter) => {
      await feed(meter, 20_000);
      meter.surroundings!.set('mainCover', false);
      await feed(meter, 24_000);
      const [first, reset, fault, cover] = eventsOf(await meter.ask('read_events', { first: 1 }));
      expect(first).toMatchObject({ event: 'reset', start: 0, extreme: RESET_POWER_ON });
      // The registers were saved at the last whole second, 8000: the life goes on from there.
      expect(reset).toMatchObject({ event: 'reset', start: 8000, end: 8000, extreme: RESET_FAULT });
      expect(fault).toMatchObject({ event: 'fault', start: 8000, end: 8000 });
      // Metered again from the first block after the stop: 20,000 less 10,048 samples.
      expect(cover).toMatchObject({ event: 'main_cover_open', end: undefined });
      expect(Math.abs(cover.start - (8000 + 20_000 - 10_048))).toBeLessThanOrEqual(64);
    });
  });

  it('ends an event that was under way', async () => {
    const cut = during(1, 100, scale([V1], 0.7));
    const modules = { metering: await stopping() };
    await withMeter('wasm v8', { source: faulty(load(), cut), modules }, async (meter) => {
      await feed(meter, 20_000);
      const dips = eventsOf(await meter.ask('read_events', { first: 1 })).filter((e) => e.event === 'dip');
      expect(dips).toMatchObject([{ end: 8000 }, { end: undefined }]);
    });
  });
});
