// What a meter had at the end of each billing period, recomputed from its minute records alone.
import type { Bill, BilledPeriod, CodeForm } from './bill-form.ts';
import { DemandReference, type Highest } from './demand.ts';
import type { Minute } from './minute.ts';
import { RateReference, type LocalTime } from './rates.ts';
import { TariffsHeld, type HeldTariff } from './tariffs-held.ts';

export interface BillOptions {
  /** Minutes east of UTC, and what daylight saving adds. */
  readonly zone_min: number;
  readonly daylight_min: number;
  readonly defaultRate: number;
  readonly window: { readonly minutes: number; readonly periods: number };
  /** The first record is the one that the meter began to count rates with. */
  readonly fromFirst: boolean;
}

/** Registers as they were recomputed at the end of a period, by quantity and rate, hundredths of Wh; maxima by demand. */
export interface Snapshot {
  readonly energy: readonly bigint[];
  readonly rates: readonly (readonly bigint[])[];
  readonly maxima: readonly (readonly Highest[])[];
}

/** What is made of nothing: before the first record of a meter. */
export const NOTHING: Snapshot = { energy: [], rates: [], maxima: [] };

/** Registers of a C: reactive import is of the quadrants I and II, export of III and IV. */
const REGISTERS_OF: Readonly<Record<number, readonly number[]>> = {
  ...{ 1: [0], 2: [1], 3: [2, 3], 4: [4, 5], 5: [2], 6: [3], 7: [4], 8: [5], 9: [6], 10: [7] },
};
const DEMAND_OF: Readonly<Record<number, number>> = { 1: 0, 2: 1, 3: 2, 4: 3, 9: 4, 10: 5 };

/** Energy of a code at an end, hundredths of Wh: its total with E 0, or what a rate has. */
export function energyAt({ energy, rates }: Snapshot, { c, e }: CodeForm): bigint {
  const registers = REGISTERS_OF[c].map((q) => (e === 0 ? energy[q] : rates[q]?.[e - 1]) ?? 0n);
  return registers.reduce((sum, each) => sum + each, 0n);
}

/** Maximum of a code at an end. */
export const maximumAt = ({ maxima }: Snapshot, { c, e }: CodeForm): Highest => maxima[DEMAND_OF[c]][e];

/** Local time by what each record says of daylight saving. */
export function localTime(
  minutes: readonly Minute[],
  { zone_min, daylight_min }: Pick<BillOptions, 'zone_min' | 'daylight_min'>,
): LocalTime {
  return (utc_s) => {
    let [from, to] = [0, minutes.length - 1];
    while (from < to) {
      const middle = Math.ceil((from + to) / 2);
      if (minutes[middle].time_s <= utc_s) from = middle;
      else to = middle - 1;
    }
    return utc_s + (zone_min + (minutes[from].daylight ? daylight_min : 0)) * 60;
  };
}

const TOTALS = [1, 2, 9, 10];

/** True where the record has the totals that are billed. */
const hasTotals = ({ energy }: Minute, { values }: BilledPeriod): boolean =>
  TOTALS.every(
    (c) => (values.get(`1-0:${c}.8.0`)?.count ?? energy[REGISTERS_OF[c][0]]) === energy[REGISTERS_OF[c][0]],
  );

/** The record that each period ended with. A clock that was put back shows a time twice: the one with these totals, or the first. */
function endsOf(minutes: readonly Minute[], { periods }: Bill): Map<Minute, BilledPeriod> {
  const at = new Map<number, Minute[]>(periods.map(({ ended_s }) => [ended_s, []]));
  for (const minute of minutes) at.get(minute.time_s)?.push(minute);
  const ends = new Map<Minute, BilledPeriod>();
  for (const period of periods) {
    const found = at.get(period.ended_s)!;
    const end = found.find((minute) => hasTotals(minute, period)) ?? found.at(0);
    if (end) ends.set(end, period);
  }
  return ends;
}

/** Snapshots at the ends of the periods that have a record. */
export function recomputed(
  minutes: readonly Minute[],
  bill: Bill,
  tariffs: readonly HeldTariff[],
  options: BillOptions,
): Map<BilledPeriod, Snapshot> {
  const local = localTime(minutes, options);
  const { defaultRate, window } = options;
  const held = new TariffsHeld(tariffs);
  const rates = new RateReference(local, (...at) => held.rateAt(...at) ?? defaultRate, defaultRate);
  const demand = new DemandReference(local, window.minutes, window.periods);
  const ends = endsOf(minutes, bill);
  const found = new Map<BilledPeriod, Snapshot>();
  for (const minute of minutes) {
    rates.take(minute);
    demand.take(minute, rates.rate);
    const period = ends.get(minute);
    if (!period) continue;
    found.set(period, {
      energy: minute.energy,
      rates: rates.rates.map((row) => [...row]),
      maxima: demand.maxima.map((places) => places.map((place) => ({ ...place }))),
    });
    demand.reset();
  }
  return found;
}

/** The first record that windows are made of which end behind a time, seconds since 1970. */
export function windowsFrom(minutes: readonly Minute[], after_s: number, options: BillOptions): number {
  const sub_s = options.window.minutes * 60;
  const next_s = after_s + sub_s - (localTime(minutes, options)(after_s) % sub_s);
  return next_s - sub_s * options.window.periods;
}
