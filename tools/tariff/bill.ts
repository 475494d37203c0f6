// Holds a bill against the minute records that a meter signed: every register and maximum of each period, and when it ended.
import { CODES, type Bill, type BilledPeriod, type BilledValue, type CodeForm } from './bill-form.ts';
import {
  energyAt,
  maximumAt,
  NOTHING,
  recomputed,
  windowsFrom,
  type BillOptions,
  type Snapshot,
} from './bill-recomputed.ts';
import type { Minute } from './minute.ts';
import { carried } from './registers-carried.ts';
import { OPEN_WINDOW } from './rising.ts';
import type { HeldTariff } from './tariffs-held.ts';

export type { BillOptions } from './bill-recomputed.ts';

export interface BillVerdict {
  /** Ends of the periods of which each field was recomputed. */
  readonly checked: string[];
  /** What the records cannot prove. */
  readonly notVerified: string[];
  /** The first thing that differs. */
  readonly difference?: string;
  /** Why nothing can be said. */
  readonly impossible?: string;
}

/** A period with what was recomputed at its end and at that of the one before it. */
interface Held {
  readonly period: BilledPeriod;
  readonly older?: BilledPeriod;
  readonly at: Snapshot;
  /** Undefined where no record is of the beginning: rates and maxima are not known. */
  readonly before?: Snapshot;
  /** Records have all windows that ended within the period. */
  readonly hasMaxima: boolean;
}

const iso = (at_s: number): string => (at_s === 0 ? 'none' : new Date(at_s * 1000).toISOString());
const of = (code: string, { ended }: BilledPeriod): string => `${code} of the period that ended ${ended}`;

function energyDifference(code: string, form: CodeForm, billed: BilledValue, held: Held): string | undefined {
  const { period, older, at, before } = held;
  if (form.e > 0 && !before) return undefined;
  const hasBefore = form.e > 0 && before !== NOTHING;
  const from = hasBefore ? older?.values.get(code)?.count : 0n;
  if (from === undefined) return undefined;
  const went = billed.count - from;
  const recorded = energyAt(at, form) - (hasBefore ? energyAt(before!, form) : 0n);
  if (went === recorded) return undefined;
  return `${of(code, period)}: billed ${went}, recorded ${recorded} (${form.countUnit})`;
}

function maximumDifference(
  code: string,
  form: CodeForm,
  billed: BilledValue,
  held: Held,
): string | undefined {
  if (!held.hasMaxima) return undefined;
  const { power_mW, time_s } = maximumAt(held.at, form);
  if (billed.count !== BigInt(power_mW))
    return `${of(code, held.period)}: billed ${billed.count}, recorded ${power_mW} (${form.countUnit})`;
  if (billed.time_s === undefined || billed.time_s === time_s) return undefined;
  return `time of ${of(code, held.period)}: billed ${iso(billed.time_s)}, recorded ${iso(time_s)}`;
}

/** The first code of a period that is not as it was recorded. */
function recordDifference(held: Held): string | undefined {
  for (const [code, billed] of held.period.values) {
    const form = CODES.get(code)!;
    const difference = form.isMaximum ? maximumDifference : energyDifference;
    const found = difference(code, form, billed, held);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What of a bill contradicts itself, whatever was recorded: values, the sums of rates, registers that fell. */
function ownDifference(period: BilledPeriod, older: BilledPeriod | undefined): string | undefined {
  const sums = new Map<number, bigint>();
  for (const [code, { count, value }] of period.values) {
    const { c, e, isMaximum, divisor } = CODES.get(code)!;
    if (value !== Number(count) / divisor)
      return `value of ${of(code, period)}: billed ${value}, its count is ${count}`;
    if (isMaximum) continue;
    const before = older?.values.get(code)?.count ?? 0n;
    if (count < before) return `${of(code, period)}: billed ${count}, before it ${before}`;
    if (e > 0) sums.set(c, (sums.get(c) ?? 0n) + count);
  }
  for (const [c, sum] of sums) {
    const total = period.values.get(`1-0:${c}.8.0`)!.count;
    if (total !== sum) return `${of(`1-0:${c}.8.0`, period)}: billed ${total}, its rates have ${sum}`;
  }
  return undefined;
}

class Verification {
  readonly #minutes: readonly Minute[];
  readonly #bill: Bill;
  readonly #options: BillOptions;
  readonly #snapshots: ReadonlyMap<BilledPeriod, Snapshot>;
  readonly checked: string[] = [];
  readonly notVerified: string[] = [];

  constructor(minutes: readonly Minute[], bill: Bill, tariffs: readonly HeldTariff[], options: BillOptions) {
    this.#minutes = minutes;
    this.#bill = bill;
    this.#options = options;
    this.#snapshots = recomputed(minutes, bill, tariffs, options);
  }

  /** Periods end with records: one within the export that has none is of no meter. */
  #endDifference({ ended, ended_s }: BilledPeriod): string | undefined {
    if (ended_s < this.#minutes[0].time_s && !this.#options.fromFirst) return undefined;
    return `ended of the period that ended ${ended}: no record is of that time`;
  }

  #held(period: BilledPeriod, older: BilledPeriod | undefined, at: Snapshot): Held {
    const { fromFirst } = this.#options;
    const before = fromFirst ? NOTHING : older && this.#snapshots.get(older);
    const hasMaxima = fromFirst || (before !== undefined && this.#hasWindows(older!));
    return { period, older, at, before, hasMaxima };
  }

  #hasWindows({ ended_s }: BilledPeriod): boolean {
    return this.#minutes[0].time_s <= windowsFrom(this.#minutes, ended_s, this.#options);
  }

  #note({ period: { ended }, before, hasMaxima }: Held): void {
    if (before && hasMaxima) this.checked.push(ended);
    else
      this.notVerified.push(
        `${before ? 'maxima' : 'rates and maxima'} of the period that ended ${ended}: no records from its beginning on`,
      );
  }

  /** The first difference, the oldest period first. */
  difference(): string | undefined {
    for (const [i, period] of this.#bill.periods.entries()) {
      const older = this.#bill.periods[i - 1] as BilledPeriod | undefined;
      const at = this.#snapshots.get(period);
      const held = at && this.#held(period, older, at);
      const found =
        (held ? recordDifference(held) : this.#endDifference(period)) ?? ownDifference(period, older);
      if (found !== undefined) return found;
      if (held) this.#note(held);
      else this.notVerified.push(`the period that ended ${period.ended}: it ended before the first record`);
    }
    return undefined;
  }
}

/** Why the bill cannot be held against these records at all. */
function impossibility(
  minutes: readonly Minute[],
  { resets, periods }: Bill,
  fell: ReturnType<typeof carried>['fell'],
  { fromFirst }: BillOptions,
): string | undefined {
  if (fell)
    return `registers of record ${fell.sequence} (${iso(fell.time_s)}) are more than ${OPEN_WINDOW} (0.01 Wh) lower: the meter counted anew`;
  const newest = periods.at(-1);
  const last = minutes.reduce((latest, { time_s }) => Math.max(latest, time_s), 0);
  if (!newest) return 'the bill has no period';
  if (newest.ended_s > last)
    return `the period that ended ${newest.ended} is newer than the last record, ${iso(last)}`;
  if (fromFirst && resets !== undefined && resets !== periods.length)
    return `the bill counts ${resets} resets and has ${periods.length} periods: the first one of the meter is not there`;
  return undefined;
}

/** What no minute record says. */
function unproven({ resets, source }: Bill, { fromFirst }: BillOptions): string[] {
  if (resets === undefined) return [];
  const counted = fromFirst ? [] : [`resets, ${resets}: those before the first record are not known`];
  return [...counted, `source, ${source}: no record says what ended the last period`];
}

/**
 * Recomputes periods from records alone. Each field of a period is compared that has records: totals where one is of its end,
 * rates and maxima where they reach back to its beginning. What they do not is told in notVerified.
 */
export function verifyBill(
  minutes: readonly Minute[],
  bill: Bill,
  tariffs: readonly HeldTariff[],
  options: BillOptions,
): BillVerdict {
  const { minutes: counted, fell } = carried(minutes);
  const impossible = impossibility(minutes, bill, fell, options);
  if (impossible !== undefined) return { checked: [], notVerified: [], impossible };
  const verification = new Verification(counted, bill, tariffs, options);
  const difference = verification.difference();
  const { checked } = verification;
  const notVerified = [...verification.notVerified, ...unproven(bill, options)];
  if (difference !== undefined) return { checked, notVerified, difference };
  if (checked.length > 0) return { checked, notVerified };
  return { checked, notVerified, impossible: 'no period has records at both of its ends' };
}
