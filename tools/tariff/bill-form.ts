// The form of a bill, as `bill get` writes it: what is not of it is refused with its place, before anything is compared.
import { RESET_BY_BUTTON, TARIFF_RATES } from '../../shared-protocol/generated/ts/protocol.ts';
import { doubledIn } from './json-doubled.ts';

/** A number that is billed: energy in hundredths of Wh, varh or VAh; power in mW, mvar or mVA. */
export interface BilledValue {
  readonly count: bigint;
  /** The same in Wh or W, as it is shown. */
  readonly value: number;
  /** End of the window of a maximum, seconds since 1970; 0 where there was none, undefined where the bill does not say. */
  readonly time_s?: number;
}

/** What a meter says of a period that ended. */
export interface BilledPeriod {
  /** ISO 8601, UTC. */
  readonly ended: string;
  readonly ended_s: number;
  readonly values: ReadonlyMap<string, BilledValue>;
}

export interface Bill {
  /** Resets of the meter so far, and what the last one came by (RESET_BY_*); of a bill that has them. */
  readonly resets?: number;
  readonly source?: number;
  /** Oldest first. */
  readonly periods: readonly BilledPeriod[];
}

/** What a count of a code is of. */
export interface CodeForm {
  readonly c: number;
  /** Rate; 0 for all. */
  readonly e: number;
  readonly isMaximum: boolean;
  readonly unit: string;
  readonly countUnit: string;
  readonly divisor: number;
}

/** A text that is no bill; says where. */
export class BillFormError extends Error {}

type Fields = Record<string, unknown>;

/** Units by C: active, reactive with its quadrants, apparent. */
const UNITS: Readonly<Record<number, string>> = {
  ...{ 1: 'W', 2: 'W', 3: 'var', 4: 'var', 5: 'var', 6: 'var', 7: 'var', 8: 'var', 9: 'VA', 10: 'VA' },
};
const MAXIMA_OF = [1, 2, 3, 4, 9, 10];
const E = Array.from({ length: TARIFF_RATES + 1 }, (_, i) => i);

const energy = (c: number, e: number): [string, CodeForm] => [
  `1-0:${c}.8.${e}`,
  { c, e, isMaximum: false, unit: `${UNITS[c]}h`, countUnit: '0.01 Wh', divisor: 100 },
];
const maximum = (c: number, e: number): [string, CodeForm] => [
  `1-0:${c}.6.${e}`,
  { c, e, isMaximum: true, unit: UNITS[c], countUnit: 'mW', divisor: 1000 },
];

/** All codes that a period can have, in the order in which they are compared. */
export const CODES: ReadonlyMap<string, CodeForm> = new Map([
  ...Object.keys(UNITS).flatMap((c) => E.map((e) => energy(Number(c), e))),
  ...MAXIMA_OF.flatMap((c) => E.map((e) => maximum(c, e))),
]);
/** Codes of a short bill: active energy by rate, its maximum. A bill that has any other of them has all. */
export const SHORT_CODES: readonly string[] = [...CODES].flatMap(([code, { c, e, isMaximum }]) =>
  (isMaximum ? c === 1 && e === 0 : c <= 2) ? [code] : [],
);

function refuse(place: string, what: string): never {
  throw new BillFormError(`${place}: ${what}`);
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(place, 'expected an object');
  return value as Fields;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.000)?Z$/;

/** Seconds since 1970. */
function timeIn(value: unknown, place: string): number {
  const at_ms = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(at_ms) || new Date(at_ms).toISOString().slice(0, 19) !== (value as string).slice(0, 19))
    refuse(place, 'expected a time such as 2026-06-01T00:00:00.000Z');
  return at_ms / 1000;
}

function expectWord(fields: Fields, name: string, word: string, place: string): void {
  if (fields[name] !== word) refuse(`${place}.${name}`, `expected '${word}'`);
}

function known(fields: Fields, place: string, names: readonly string[]): void {
  const other = Object.keys(fields).find((name) => !names.includes(name));
  if (other !== undefined) refuse(place, `unknown field '${other}'`);
}

/** `isWhole`: its maxima say when they were. */
function valueIn(told: unknown, form: CodeForm, place: string, isWhole: boolean): BilledValue {
  const fields = fieldsOf(told, place);
  const isTimed = form.isMaximum && isWhole;
  known(fields, place, ['value', 'unit', 'count', 'count_unit', ...(isTimed ? ['time'] : [])]);
  const { value, count, time } = fields;
  if (typeof value !== 'number') refuse(`${place}.value`, 'expected a number');
  if (typeof count !== 'string' || !/^(0|[1-9]\d{0,19})$/.test(count))
    refuse(`${place}.count`, 'expected a whole number as a text');
  expectWord(fields, 'unit', form.unit, place);
  expectWord(fields, 'count_unit', form.countUnit, place);
  const found = { count: BigInt(count), value };
  if (!isTimed) return found;
  if (time === undefined) refuse(place, "'time' is missing");
  return { ...found, time_s: time === null ? 0 : timeIn(time, `${place}.time`) };
}

function periodIn(told: unknown, place: string): BilledPeriod {
  const { ended, ...codes } = fieldsOf(told, place);
  if (ended === undefined) refuse(place, "'ended' is missing");
  if (ended === null) refuse(place, 'a period without the time that it ended');
  const ended_s = timeIn(ended, `${place}.ended`);
  known(codes, place, [...CODES.keys()]);
  const isWhole = Object.keys(codes).some((code) => !SHORT_CODES.includes(code));
  const expected = isWhole ? [...CODES.keys()] : SHORT_CODES;
  const values = expected.map((code): [string, BilledValue] => {
    if (codes[code] === undefined) refuse(place, `'${code}' is missing`);
    return [code, valueIn(codes[code], CODES.get(code)!, `${place}.${code}`, isWhole)];
  });
  return { ended: ended as string, ended_s, values: new Map(values) };
}

/** Periods as a bill has them: that which ended last first, each once. */
function periodsIn(told: unknown, place: string): BilledPeriod[] {
  if (!Array.isArray(told)) refuse(place, 'expected a list');
  const periods = told.map((period, i) => periodIn(period, `${place}[${i}]`));
  periods.forEach(({ ended, ended_s }, i) => {
    const later = periods[i - 1]?.ended_s ?? Infinity;
    if (ended_s === later) refuse(`${place}[${i}]`, `the period that ended ${ended} stands twice`);
    if (ended_s > later)
      refuse(`${place}[${i}]`, `ended ${ended}, later than the one before it: the newest is the first`);
  });
  return periods.reverse();
}

function wholeIn(told: unknown, place: string, least: number, most: number): number {
  if (typeof told !== 'number' || !Number.isInteger(told) || told < least || told > most)
    refuse(place, `expected a whole number from ${least} to ${most}`);
  return told;
}

/** The text is one object of JSON, or its last line is. */
function parsed(text: string): unknown {
  const texts = [text, text.trimEnd().split('\n').at(-1)!];
  for (const [i, each] of texts.entries())
    try {
      const found: unknown = JSON.parse(each);
      const doubled = doubledIn(each);
      return doubled === undefined ? found : refuse(doubled, 'stands twice');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (i > 0) throw new BillFormError(`is no JSON: ${error.message}`);
    }
  return undefined;
}

/**
 * A bill out of what `bill get` writes, the last line of `run --json`, or an object with `periods` as there.
 * Throws BillFormError with the place of what is missing, unknown, doubled, of another type or out of its order.
 */
export function billOf(text: string): Bill {
  const root = fieldsOf(parsed(text), 'the file');
  const isRun = root.periods === undefined && root.billing !== undefined;
  const [fields, place] = isRun ? [fieldsOf(root.billing, 'billing'), 'billing.'] : [root, ''];
  known(fields, isRun ? 'billing' : 'the file', ['port', 'resets', 'source', 'periods']);
  if (fields.periods === undefined) throw new BillFormError('has no "periods"');
  const periods = periodsIn(fields.periods, `${place}periods`);
  const { resets, source } = fields;
  if (resets === undefined && source === undefined) return { periods };
  if (resets === undefined || source === undefined)
    refuse(`${place}${resets === undefined ? 'resets' : 'source'}`, 'is missing');
  return {
    periods,
    resets: wholeIn(resets, `${place}resets`, periods.length, 2 ** 32 - 1),
    source: wholeIn(source, `${place}source`, Math.min(periods.length, 1), RESET_BY_BUTTON),
  };
}
