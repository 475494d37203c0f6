// A bill held against records: what the management core billed is recomputed, and what was changed in it is named.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, billOf, BillFormError, type CodeForm } from '../../tariff/bill-form.ts';
import { energyAt, maximumAt, type Snapshot } from '../../tariff/bill-recomputed.ts';
import { verifyBill, type BillVerdict } from '../../tariff/bill.ts';
import { minuteOf, type Minute } from '../../tariff/minute.ts';
import type { PeriodRow } from '../../tariff/periods.ts';
import { carried } from '../../tariff/registers-carried.ts';
import { OPEN_WINDOW } from '../../tariff/rising.ts';
import type { HeldTariff } from '../../tariff/tariffs-held.ts';
import { FollowingCore } from './following-core.ts';
import { provision, utc } from './place.ts';
import { random } from '../link-noise/noise.ts';
import { RecordingMeter } from './recording-meter.ts';
import { LATER, SEASONS, SPECIAL } from './tariffs.ts';
import { CENTRAL_EUROPE } from './zones.ts';

const OPTIONS = {
  ...{ zone_min: 60, daylight_min: 60, defaultRate: 1, fromFirst: true },
  window: { minutes: 15, periods: 1 },
};
/** Local time at which the second tariff takes over, in the midst of a minute: half an hour before its rates are those of the first. */
const CHANGE_s = utc('2028-02-29T21:30:30Z');

/** What a bill says of a code, as `bill get` writes it. */
function told(row: Snapshot, form: CodeForm) {
  const { isMaximum, divisor, unit, countUnit } = form;
  const highest = isMaximum ? maximumAt(row, form) : undefined;
  const count = highest ? highest.power_mW : energyAt(row, form);
  return {
    ...{ value: Number(count) / divisor, unit, count: String(count), count_unit: countUnit },
    ...(highest && { time: highest.time_s ? new Date(highest.time_s * 1000).toISOString() : null }),
  };
}

const periodOf = ({ time_s, total, rates, maxima }: PeriodRow) => ({
  ended: new Date(time_s * 1000).toISOString(),
  ...Object.fromEntries(
    [...CODES].map(([code, form]) => [code, told({ energy: total, rates, maxima }, form)]),
  ),
});

/** What a management core billed that followed a meter, the newest period first, and all records. */
function billedBy(meter: RecordingMeter, core: FollowingCore) {
  const { periods } = core.kept()!;
  const rows = Array.from({ length: periods }, (_, i) => core.period('billing', periods - i));
  core.stop();
  const minutes = meter.records.map(minuteOf);
  return { bill: { resets: periods, source: 1, periods: rows.map(periodOf) }, minutes };
}

function started(start: string) {
  const meter = new RecordingMeter(utc(start), CENTRAL_EUROPE, random(11));
  const core = new FollowingCore(meter);
  provision(core, [SEASONS, LATER], CHANGE_s);
  meter.minutes(1);
  core.start();
  core.follow();
  return { meter, core };
}

/** Hours around the end of a month, a change-over in them. */
function ofHours() {
  const { meter, core } = started('2028-02-29T20:00:00Z');
  meter.minutes(200);
  core.follow();
  return billedBy(meter, core);
}

/** Two ends of months, an outage between them. */
function ofMonths() {
  const { meter, core } = started('2028-02-25T12:00:00Z');
  meter.minutes(20 * 1440);
  core.follow(); // a ring holds 35 days
  meter.off(5000);
  meter.minutes(20 * 1440);
  core.follow();
  return billedBy(meter, core);
}

type Json = Record<string, unknown>;

const { bill, minutes } = ofHours();
const MONTHS = ofMonths();
const ENDS = MONTHS.bill.periods.map(({ ended }) => ended);
const [ENDED] = bill.periods.map(({ ended }) => ended);
const held = (change_s: number): HeldTariff[] => [
  { file: { tariff: SEASONS, special: SPECIAL } },
  { file: { tariff: LATER, special: SPECIAL }, from: { at_s: change_s, isUtc: false } },
];
const HELD = held(CHANGE_s);

const verify = (told: unknown, records: readonly Minute[] = minutes, options = OPTIONS): BillVerdict =>
  verifyBill(records, billOf(JSON.stringify(told)), HELD, options);

/** The bill with a field changed, or without it: names from the outermost on. */
function changed(path: readonly (string | number)[], change: (value: unknown) => unknown): unknown {
  const copy = structuredClone(bill) as unknown as Json;
  const at = path.slice(0, -1).reduce((each, name) => each[name] as Json, copy);
  const name = path.at(-1)!;
  const value = change(at[name]);
  if (value === undefined) delete at[name];
  else at[name] = value;
  return copy;
}

/** One unit more: of a count, a value, a time. */
function more(value: unknown): unknown {
  if (typeof value === 'number') return value + 0.01;
  if (value === null) return ENDED;
  if (/^\d+$/.test(value as string)) return String(BigInt(value as string) + 1n);
  const at_ms = Date.parse(value as string);
  return Number.isNaN(at_ms) ? `${value as string}x` : new Date(at_ms + 1000).toISOString();
}

type Path = (string | number)[];
/** All leaves of the period, by their names. */
const LEAVES = Object.entries(bill.periods[0] as Json).flatMap(([code, value]): Path[] =>
  typeof value === 'string'
    ? [['periods', 0, code]]
    : Object.keys(value as Json).map((name) => ['periods', 0, code, name]),
);
const isOfForm = (path: Path) => String(path.at(-1)).includes('unit');
const NAMED = LEAVES.map((path): [string, Path] => [path.slice(2).join(' '), path]);

/** The bill is equal, differs, or is none. */
function outcomeOf(told: unknown): string {
  try {
    const { difference, impossible } = verify(told);
    return difference !== undefined ? 'differs' : impossible !== undefined ? 'impossible' : 'equal';
  } catch (error) {
    if (error instanceof BillFormError) return 'refused';
    throw error;
  }
}

const SOURCE = 'source, 1: no record says what ended the last period';

describe('A bill', () => {
  it('equals what the records say, from the first of them on, over a change-over of tariffs', () => {
    expect(verify(bill)).toEqual({ checked: [ENDED], notVerified: [SOURCE] });
    expect(verify({ periods: bill.periods })).toEqual({ checked: [ENDED], notVerified: [] });
  });

  it.each([CHANGE_s - 31, CHANGE_s + 31, CHANGE_s - 3600])('differs with a change-over at %d', (change_s) => {
    const { difference } = verifyBill(minutes, billOf(JSON.stringify(bill)), held(change_s), OPTIONS);
    expect(difference).toMatch(/^1-0:1\.8\.1 of the period that ended 2028-02-29/);
  });

  it('differs without the tariff that took over', () => {
    const { difference } = verifyBill(minutes, billOf(JSON.stringify(bill)), HELD.slice(0, 1), OPTIONS);
    expect(difference).toMatch(/^1-0:1\.8\.1 of/);
  });

  it('of months is equal, and each of them', () => {
    const verdict = verify(MONTHS.bill, MONTHS.minutes);
    expect(verdict).toEqual({ checked: ENDS.toReversed(), notVerified: [SOURCE] });
  });

  it('is held against records between two periods where they begin later; what they cannot prove is told', () => {
    const verdict = verify(MONTHS.bill, MONTHS.minutes.slice(3 * 1440), { ...OPTIONS, fromFirst: false });
    expect(verdict).toEqual({
      checked: [ENDS[0]],
      notVerified: [
        expect.stringMatching(/^rates and maxima of the period that ended 2028-02-29/),
        expect.stringMatching(/^resets, 2:/),
        SOURCE,
      ],
    });
  });

  it('of a period that ended before the records is held against itself alone', () => {
    const later = MONTHS.minutes.slice(10 * 1440);
    const { checked, notVerified, impossible } = verify(MONTHS.bill, later, { ...OPTIONS, fromFirst: false });
    expect([checked, impossible]).toEqual([[], 'no period has records at both of its ends']);
    expect(notVerified[0]).toMatch(/2028-02-29.*it ended before the first record/);
    expect(notVerified[1]).toMatch(/^rates and maxima of the period that ended 2028-03-31/);
  });
});

describe('A field of a bill', () => {
  it.each(NAMED)('%s: one unit more is found, and named with its period', (_, path) => {
    if (isOfForm(path)) {
      expect(() => verify(changed(path, more))).toThrow(/^periods\[0\]\./);
      return;
    }
    const { difference } = verify(changed(path, more));
    expect(difference).toContain(path[2]);
    expect(difference).toMatch(/of the period that ended 2028-02-29T23:00:0/);
  });

  it.each(NAMED)('%s: without it the bill is none', (_, path) => {
    expect(() => verify(changed(path, () => undefined))).toThrow(/^periods\[0\].*: .* is missing|expected/);
    expect(() => verify(changed(path.slice(0, 3), () => undefined))).toThrow(/is missing/);
  });

  it('changed to anything else never leaves the bill equal', () => {
    const other = fc.oneof(
      fc.anything(),
      fc.nat().map(String),
      fc.integer(),
      fc.constantFrom(ENDED, null, '007', '-5'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...LEAVES), other, (path, value) => {
        const before = path.reduce<unknown>((each, name) => (each as Json)[name], bill);
        const written = JSON.stringify(value) as string | undefined;
        fc.pre(written !== JSON.stringify(before));
        const told = changed(path, () =>
          written === undefined ? undefined : (JSON.parse(written) as unknown),
        );
        expect(outcomeOf(told)).not.toBe('equal');
      }),
      { numRuns: 300 },
    );
  });
});

describe('What is no bill', () => {
  const twice = (text: string) => text.replace('"ended":', `"ended":"${ENDED}","ended":`);
  it.each([
    ['an end alone', { periods: [{ ended: ENDED }] }, /^periods\[0\]: '1-0:1\.8\.0' is missing/],
    [
      'a period twice',
      { periods: [bill.periods[0], bill.periods[0]] },
      /^periods\[1\]: the period that ended .* stands twice/,
    ],
    [
      'the oldest first',
      { periods: MONTHS.bill.periods.toReversed() },
      /^periods\[1\]: ended .* the newest is the first/,
    ],
    ['an unknown code', changed(['periods', 0, '1-0:99.8.0'], () => 1), /unknown field '1-0:99\.8\.0'/],
    [
      'a number as a count',
      changed(['periods', 0, '1-0:1.8.0', 'count'], Number),
      /^periods\[0\]\.1-0:1\.8\.0\.count/,
    ],
    [
      'a count as a code',
      changed(['periods', 0, '1-0:1.8.0'], () => '5'),
      /^periods\[0\]\.1-0:1\.8\.0: expected an obj/,
    ],
    ['no maximum', changed(['periods', 0, '1-0:1.6.0'], () => null), /^periods\[0\]\.1-0:1\.6\.0/],
    ['fewer resets than periods', changed(['resets'], () => 0), /^resets: expected a whole number from 1/],
    ['an unknown source', changed(['source'], () => 4), /^source: expected/],
    ['resets alone', changed(['source'], () => undefined), /^source: is missing/],
    ['no periods', { billing: {} }, /has no "periods"/],
  ])('is refused for %s', (_, told, complaint) => {
    expect(() => billOf(JSON.stringify(told))).toThrow(complaint);
    expect(() => billOf(JSON.stringify(told))).toThrow(BillFormError);
  });

  it('is refused for a name that stands twice, which JSON itself would take', () => {
    expect(() => billOf(twice(JSON.stringify(bill)))).toThrow(/^periods\[0\]\.ended: stands twice/);
  });

  it('cannot be judged with more resets than periods, without periods, or newer than the records', () => {
    expect(verify(changed(['resets'], () => 2)).impossible).toMatch(/2 resets and has 1 periods/);
    expect(verify({ periods: [] }).impossible).toMatch(/no period/);
    expect(verify(bill, minutes.slice(0, 100)).impossible).toMatch(/newer than the last record/);
  });
});

describe('A register that went back', () => {
  /** Two records more, active import lower by so much in the first of them. */
  const fallen = (by: bigint): Minute[] => {
    const last = minutes.at(-1)!;
    const at = (sequence: number, import_cWh: bigint): Minute => ({
      ...{ ...last, sequence, time_s: last.time_s + 60 * (sequence - last.sequence) },
      energy: [import_cWh, ...last.energy.slice(1)],
    });
    const [sequence, energy] = [last.sequence, last.energy[0]];
    return [...minutes, at(sequence + 1, energy - by), at(sequence + 2, energy - by + 30n)];
  };

  it('by a window at most stands where it was until it is passed', () => {
    const highest = (by: bigint) =>
      carried(fallen(by))
        .minutes.slice(-3)
        .map(({ energy }) => energy[0]);
    const before = minutes.at(-1)!.energy[0];
    expect(highest(20n)).toEqual([before, before, before + 10n]);
    expect(highest(OPEN_WINDOW)).toEqual([before, before, before]);
    expect(verify(bill, fallen(20n)).checked).toEqual([ENDED]);
  });

  it('further is another count, and nothing can be judged', () => {
    const { impossible } = verify(bill, fallen(OPEN_WINDOW + 1n));
    expect(impossible).toMatch(/^registers of record 202 .* the meter counted anew/);
  });
});
