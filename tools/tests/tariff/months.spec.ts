// Months of minutes through the management core: each rate equals what is recomputed beside it, and their sum the total.
import { describe, expect, it } from 'vitest';
import {
  ACTIVATION_LOCAL,
  ACTIVATION_NONE,
  FRAM_SPECIAL_DAYS_A,
  FRAM_TARIFF_HEAD_A,
  FRAM_TARIFF_TABLES,
  TARIFF_HEAD_MAGIC,
  TARIFF_TABLE_STRIDE,
  TARIFF_TABLES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from '../../records/framing.ts';
import { encodeRecord } from '../../records/records.ts';
import { DemandReference } from '../../tariff/demand.ts';
import { minuteOf, type Minute } from '../../tariff/minute.ts';
import { PeriodReference } from '../../tariff/periods.ts';
import { ProfileReference, type Column } from '../../tariff/profile.ts';
import { RateReference } from '../../tariff/rates.ts';
import { specialDaysRecord, tableRecord } from '../../tariff/stored.ts';
import { rateAt, type Tariff } from '../../tariff/tariff.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore, type Kept, type KeptDemand } from './following-core.ts';
import { RecordingMeter } from './recording-meter.ts';
import { FLAT, SEASONS, SPECIAL } from './tariffs.ts';
import { CENTRAL_EUROPE, MARQUESAS, type Zone } from './zones.ts';

const DAY_min = 1440;
/** Days of the long scenario: in the long form a year and more. */
const DAYS = Number(process.env.TWINMETER_TARIFF_DAYS ?? 45);
/** What the profiles capture before they are told otherwise. */
const QUARTERS: Column[] = [
  ...[1, 2, 3, 4, 9, 10].map((c): Column => [c, 8, 0]),
  ...[1, 2].map((c): Column => [c, 5, 0]),
];
const HOURS = Array.from({ length: 8 }, (_, i): Column => [1, 8, i + 1]);
const utc = (text: string) => Date.parse(text) / 1000;

interface Place {
  meter: RecordingMeter;
  core: FollowingCore;
  reference: RateReference;
  demand: DemandReference;
  periods: PeriodReference;
  profiles: [ProfileReference, ProfileReference];
  /** Freezes that the reference knows. */
  froze: number;
  /** Records up to it are in the reference. */
  taken: number;
}

/** Puts the tables into the memory of a board; `change_s`: local time at which the second takes over from the first. */
function provision(core: FollowingCore, tariffs: readonly Tariff[], change_s?: number): void {
  tariffs.forEach((tariff, place) =>
    core.fram.set(tableRecord(tariff), FRAM_TARIFF_TABLES + place * TARIFF_TABLE_STRIDE),
  );
  core.fram.set(specialDaysRecord(SPECIAL), FRAM_SPECIAL_DAYS_A);
  const head = encodeRecord('tariff_head', {
    magic: TARIFF_HEAD_MAGIC,
    ...{ sequence: 1, active: 0, passive: tariffs.length > 1 ? 1 : TARIFF_TABLES, default_rate: 1 },
    activation: change_s === undefined ? ACTIVATION_NONE : ACTIVATION_LOCAL,
    activate_s: BigInt(change_s ?? 0),
  });
  new DataView(head.buffer).setUint32(head.length - 4, crc32(head.subarray(0, -4)), true);
  core.fram.set(head, FRAM_TARIFF_HEAD_A);
}

function place(
  start: string,
  zone: Zone,
  tariffs: readonly Tariff[],
  { change_s, minutes = 15, periods = 1 }: { change_s?: number; minutes?: number; periods?: number } = {},
): Place {
  const meter = new RecordingMeter(utc(start), zone, random(20_281));
  const core = new FollowingCore(meter);
  provision(core, tariffs, change_s);
  core.setWindow(minutes, periods);
  const local = (at_s: number) => at_s + zone.offset_min(at_s) * 60;
  const holds = (local_s: number) =>
    change_s !== undefined && local_s >= change_s ? tariffs[1] : tariffs[0];
  const reference = new RateReference(local, (local_s) => rateAt(holds(local_s), SPECIAL, local_s) ?? 1);
  const demand = new DemandReference(local, minutes, periods);
  const days = new PeriodReference(local, reference, demand);
  const profile = (every: number, columns: readonly Column[]) =>
    new ProfileReference(local, reference, demand, every, columns);
  const profiles: Place['profiles'] = [profile(15, QUARTERS), profile(60, HOURS)];
  return { meter, core, reference, demand, periods: days, profiles, froze: 0, taken: 0 };
}

function take({ reference, demand, periods, profiles }: Place, minute: Minute): void {
  reference.take(minute);
  demand.take(minute, reference.rate);
  profiles.forEach((profile) => profile.take(minute));
  periods.take(minute);
}

/** Every entry that was added to the load profiles since. */
function compareProfiles({ core, profiles }: Place, before: readonly number[], kept: Kept): void {
  profiles.forEach(({ rows }, which) => {
    expect(kept.profiles[which]).toBe(rows.length);
    rows.slice(before[which]).forEach((row) => {
      const found = core.profile(which as 0 | 1, row.sequence);
      const values = row.values.map((value, i) => value ?? found.values[i]);
      expect(found).toEqual({ ...row, values });
    });
  });
}

/** Every row that was added since, days and billing periods. */
function comparePeriods({ core, periods }: Place, before: readonly [number, number], kept: Kept): void {
  expect([kept.days, kept.periods]).toEqual([periods.days.length, periods.periods.length]);
  periods.days.slice(before[0]).forEach((row) => expect(core.period('days', row.sequence)).toEqual(row));
  periods.periods
    .slice(before[1])
    .forEach((row) => expect(core.period('billing', row.sequence)).toEqual(row));
  expect(kept.demand.cumulative).toEqual(periods.cumulative);
}

/** Maxima of each rate and of months; of the last window too where it had all of its minutes. */
function compareDemand({ demand }: Place, kept: KeptDemand): void {
  expect(kept.maxima).toEqual(demand.maxima);
  expect(kept.peaks).toEqual([...demand.peaks].sort(([a], [b]) => b - a));
  if (demand.last?.whole) expect(kept.last).toEqual(demand.last);
  else expect(kept.last.whole).toBe(false);
}

/** Follows all that is there and holds it against the reference. */
function compare(p: Place): void {
  p.core.follow();
  const entries = p.profiles.map((profile) => profile.rows.length);
  const rows = [p.periods.days.length, p.periods.periods.length] as const;
  for (; p.froze < p.meter.freezes.length; p.froze++) p.periods.froze(p.meter.freezes[p.froze]);
  // The first record that is followed is the newest one at the first start.
  const first = p.taken === 0 ? 0 : p.taken;
  for (let i = first; i < p.meter.newest; i++)
    if (!p.meter.damaged.has(i + 1)) take(p, minuteOf(p.meter.records[i]));
  p.taken = p.meter.newest;
  const kept = p.core.kept()!;
  expect(kept.rates).toEqual(p.reference.rates);
  expect(kept.unsplit).toEqual(p.reference.unsplit);
  expect(kept.unrecorded).toBe(p.reference.unrecorded);
  expect(kept.rates.map((rates) => rates.reduce((sum, rate) => sum + rate, 0n))).toEqual(kept.total);
  compareDemand(p, kept.demand);
  comparePeriods(p, rows, kept);
  compareProfiles(p, entries, kept);
  expect(kept.total).toEqual([...minuteOf(p.meter.records.at(-1)!).energy]);
}

/** A start beside a meter that has one record. */
function begin(p: Place): void {
  p.meter.minutes(1);
  p.core.start();
  compare(p);
}

describe('Months of minutes by rate', () => {
  it('equal the reference over a leap day, new seasons, special days and the begin of daylight saving', () => {
    const p = place('2028-02-26T22:00:00Z', CENTRAL_EUROPE, [SEASONS]);
    begin(p);
    for (let day = 0; day < DAYS; day++) {
      p.meter.minutes(DAY_min);
      if (day % 5 === 0) compare(p);
    }
    compare(p);
    expect(p.reference.unrecorded).toBe(0);
    expect(p.periods.periods).toHaveLength(Math.floor((DAYS + 15) / 30.5) + 1);
    expect(p.periods.days.length).toBeGreaterThanOrEqual(DAYS);
  }, 900_000);

  it('equal it over the end of daylight saving, cuts, steps of the clock and three days without management', () => {
    const p = place('2028-10-20T00:00:00Z', CENTRAL_EUROPE, [SEASONS], { minutes: 5, periods: 3 });
    begin(p);
    const next = random(7);
    for (let day = 0; day < 20; day++) {
      for (let hours = 0; hours < 24; hours++) {
        p.meter.minutes(58);
        const what = next() % 40;
        if (what === 0) p.meter.off(next() % 9000);
        if (what === 1) p.meter.step((next() % 4000) - 2000);
        if (what === 2) p.meter.unrecorded((next() % 30) + 1);
        if (what === 3) p.meter.damaged.add(p.meter.newest);
        p.meter.minutes(2);
      }
      if (day === 6) p.core.stop();
      if (day >= 6 && day < 9) continue;
      if (day === 9 || next() % 3 === 0) p.core.start();
      compare(p);
    }
    expect(p.reference.unrecorded).toBeGreaterThan(10);
    expect(p.reference.rates[0].filter((rate) => rate > 0n)).toHaveLength(8);
  });

  it('equal it where the table of another tariff takes over at midnight, in a zone of half an hour', () => {
    const change_s = utc('2028-06-10T00:00:00Z');
    const p = place('2028-06-08T12:00:00Z', MARQUESAS, [SEASONS, FLAT], { change_s, minutes: 60 });
    begin(p);
    p.meter.minutes(3 * DAY_min);
    compare(p);
    p.core.stop();
    p.meter.minutes(DAY_min);
    p.core.start();
    compare(p);
    expect(p.reference.rates[0][7]).toBeGreaterThan(0n);
  });

  it('are booked to the default rate and marked for what left the ring while management was away', () => {
    const p = place('2028-06-08T12:00:00Z', CENTRAL_EUROPE, [SEASONS]);
    begin(p);
    p.core.stop();
    p.meter.minutes(51_000);
    p.core.start();
    for (let i = 1; i < p.meter.oldest - 1; i++) p.meter.damaged.add(i + 1);
    compare(p);
    expect(p.core.kept()!.lost).toBe(p.meter.oldest - 2);
    expect(p.reference.unrecorded).toBe(1);
  }, 120_000);
});
