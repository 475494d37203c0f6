// A meter at a place with a core that follows it, and all that is recomputed beside them: where they differ it is an error.
import { expect } from 'vitest';
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
import type { StorageWatch } from '../../cores/board-chips.ts';
import { crc32 } from '../../records/framing.ts';
import { encodeRecord } from '../../records/records.ts';
import { DemandReference } from '../../tariff/demand.ts';
import { minuteOf, type Minute } from '../../tariff/minute.ts';
import { PeriodReference } from '../../tariff/periods.ts';
import { ProfileReference, type Column } from '../../tariff/profile.ts';
import { RateReference } from '../../tariff/rates.ts';
import { Rising } from '../../tariff/rising.ts';
import { specialDaysRecord, tableRecord } from '../../tariff/stored.ts';
import { rateAt, type Tariff } from '../../tariff/tariff.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore, type Kept, type KeptDemand } from './following-core.ts';
import { RecordingMeter } from './recording-meter.ts';
import { SPECIAL } from './tariffs.ts';
import type { Zone } from './zones.ts';

export const DAY_min = 1440;
/** What the profiles capture before they are told otherwise. */
const QUARTERS: Column[] = [
  ...[1, 2, 3, 4, 9, 10].map((c): Column => [c, 8, 0]),
  ...[1, 2].map((c): Column => [c, 5, 0]),
];
const HOURS = Array.from({ length: 8 }, (_, i): Column => [1, 8, i + 1]);
export const utc = (text: string) => Date.parse(text) / 1000;

export interface Place {
  meter: RecordingMeter;
  core: FollowingCore;
  rising: Rising;
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
export function provision(core: Pick<FollowingCore, 'fram'>, tariffs: readonly Tariff[], change_s?: number): void {
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

interface Options {
  /** Local time at which the second tariff takes over. */
  change_s?: number;
  minutes?: number;
  periods?: number;
  wear?: StorageWatch;
  /** Hundredths of Wh that each register has at first. */
  energy?: bigint;
}

export function place(
  start: string,
  zone: Zone,
  tariffs: readonly Tariff[],
  { change_s, minutes = 15, periods = 1, wear, energy }: Options = {},
): Place {
  const meter = new RecordingMeter(utc(start), zone, random(20_281), energy);
  const core = new FollowingCore(meter, wear);
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
  return { meter, core, rising: new Rising(), reference, demand, periods: days, profiles, froze: 0, taken: 0 };
}

function take({ rising, reference, demand, periods, profiles }: Place, recorded: Minute): void {
  const minute = rising.take(recorded);
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
export function compare(p: Place): void {
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
  expect(kept.total).toEqual([...p.reference.last!.energy]);
}

/** A start beside a meter that has one record. */
export function begin(p: Place): void {
  p.meter.minutes(1);
  p.core.start();
  compare(p);
}
