// Holds a bill against the minute records that a meter signed: every rate between the ends of two periods, and the maximum.
import { DemandReference } from './demand.ts';
import type { Minute } from './minute.ts';
import { RateReference } from './rates.ts';
import { Rising } from './rising.ts';
import { rateAt } from './tariff.ts';
import type { TariffFile } from './toml.ts';

/** What a meter says of a period that ended: counts by code, hundredths of Wh and mW. */
export interface BilledPeriod {
  /** ISO 8601. */
  readonly ended: string;
  readonly counts: Readonly<Record<string, bigint>>;
}

export interface BillOptions {
  /** Minutes east of UTC, and what daylight saving adds. */
  readonly zone_min: number;
  readonly daylight_min: number;
  readonly defaultRate: number;
  readonly window: { readonly minutes: number; readonly periods: number };
  /** The first record is the one that the meter began to count rates with. */
  readonly fromFirst: boolean;
}

export interface BillVerdict {
  /** Ends of the periods that were held against records. */
  readonly checked: string[];
  /** The first thing that differs. */
  readonly difference?: string;
}

/** Registers of a C that bills have: active import and export. */
const QUANTITIES = { 1: 0, 2: 1 } as const;
const MAXIMUM = '1-0:1.6.0';

/** Registers as they were recomputed at the end of a period. */
interface Snapshot {
  readonly rates: readonly (readonly bigint[])[];
  readonly maximum_mW: number;
}

const ZERO: Snapshot = { rates: [[], []], maximum_mW: 0 };

/** Local time by what each record says of daylight saving. */
function localTime(minutes: readonly Minute[], { zone_min, daylight_min }: BillOptions) {
  return (utc_s: number): number => {
    let [from, to] = [0, minutes.length - 1];
    while (from < to) {
      const middle = Math.ceil((from + to) / 2);
      if (minutes[middle].time_s <= utc_s) from = middle;
      else to = middle - 1;
    }
    return utc_s + (zone_min + (minutes[from].daylight ? daylight_min : 0)) * 60;
  };
}

/** Snapshots at the ends of periods that have a record. */
function recomputed(
  minutes: readonly Minute[],
  periods: readonly BilledPeriod[],
  { tariff, special }: TariffFile,
  options: BillOptions,
): Map<string, Snapshot> {
  const local = localTime(minutes, options);
  const { defaultRate, window } = options;
  const rates = new RateReference(local, (at_s) => rateAt(tariff, special, at_s) ?? defaultRate, defaultRate);
  const demand = new DemandReference(local, window.minutes, window.periods);
  const ends = new Map(periods.map(({ ended }) => [Date.parse(ended) / 1000, ended]));
  const found = new Map<string, Snapshot>();
  const rising = new Rising();
  for (const recorded of minutes) {
    const minute = rising.take(recorded);
    rates.take(minute);
    demand.take(minute, rates.rate);
    const ended = ends.get(minute.time_s);
    if (ended === undefined || found.has(ended)) continue;
    const copy = rates.rates.map((row) => [...row]);
    found.set(ended, { rates: copy, maximum_mW: demand.maxima[0][0].power_mW });
    demand.reset();
  }
  return found;
}

/** The first rate that differs between two ends. */
function rateDifference(
  older: readonly [BilledPeriod | undefined, Snapshot],
  newer: readonly [BilledPeriod, Snapshot],
): string | undefined {
  for (const [c, quantity] of Object.entries(QUANTITIES)) {
    for (const [i, at] of newer[1].rates[quantity].entries()) {
      const code = `1-0:${c}.8.${i + 1}`;
      const billed = newer[0].counts[code];
      if (billed === undefined) continue;
      const went = billed - (older[0]?.counts[code] ?? 0n);
      const recorded = at - (older[1].rates[quantity][i] ?? 0n);
      if (went !== recorded)
        return `${code} of the period that ended ${newer[0].ended}: billed ${went}, recorded ${recorded} (0.01 Wh)`;
    }
  }
  return undefined;
}

function maximumDifference({ ended, counts }: BilledPeriod, { maximum_mW }: Snapshot): string | undefined {
  const billed = counts[MAXIMUM];
  if (billed === undefined || billed === BigInt(maximum_mW)) return undefined;
  return `${MAXIMUM} of the period that ended ${ended}: billed ${billed}, recorded ${maximum_mW} (mW)`;
}

/** Recomputes periods from records alone. A period is held against them where both its ends have a record. */
export function verifyBill(
  minutes: readonly Minute[],
  billed: readonly BilledPeriod[],
  file: TariffFile,
  options: BillOptions,
): BillVerdict {
  const periods = [...billed].sort((a, b) => Date.parse(a.ended) - Date.parse(b.ended));
  const snapshots = recomputed(minutes, periods, file, options);
  const checked: string[] = [];
  for (const [i, newer] of periods.entries()) {
    const at = snapshots.get(newer.ended);
    const older = periods[i - 1] as BilledPeriod | undefined;
    const before = older ? snapshots.get(older.ended) : options.fromFirst ? ZERO : undefined;
    if (!at || !before) continue;
    const difference = rateDifference([older, before], [newer, at]) ?? maximumDifference(newer, at);
    if (difference) return { checked, difference };
    checked.push(newer.ended);
  }
  return { checked };
}
