// Values that the management core makes of the minute records, read object by object: energy by rate, demand, billing periods.
import { TARIFF_RATES } from '../../shared-protocol/generated/ts/protocol.ts';
import type { ObjectValue, ObjectValues } from '../meter/objects.ts';
import { CODES, SHORT_CODES } from '../tariff/bill-form.ts';

/** Of each: C, and the name its maxima have. */
const DEMANDS = { 1: 'active_import', 2: 'active_export', 9: 'apparent_import' } as const;
const DATE_TIME_BYTES = 12;
/** F of the billing period that ended last, and how many can be read. */
const FIRST_PERIOD = 101;
export const PERIODS_READABLE = 24;

export type Read = (id: string) => Promise<string | undefined>;

/** Decimals of a kWh and of a kW as the core writes them: hundredths of Wh, mW. */
const ENERGY = { decimals: 5, divisor: 100, count_unit: '0.01 Wh' } as const;
const POWER = { decimals: 6, divisor: 1000, count_unit: 'mW' } as const;

/** A number with its unit as the core writes it, without its kilo; nothing for what it does not know. */
async function measured(
  read: Read,
  code: string,
  { decimals, divisor, count_unit }: typeof ENERGY | typeof POWER,
): Promise<ObjectValue | undefined> {
  const found = /^(\d+)\.(\d+)\*k(\w+)$/.exec((await read(code)) ?? '');
  if (!found || found[2].length !== decimals) return undefined;
  const count = BigInt(found[1] + found[2]);
  return { value: Number(count) / divisor, unit: found[3], count: String(count), count_unit };
}

/** A year that is not specified: of something that was not yet (IEC 62056-6-2, 4.1.6.1). */
const NO_YEAR = 0xffff;

/** A date and time, twelve bytes in hexadecimal digits or behind their A-XDR head; null for one that is not specified. */
function timeOf(text: string | undefined): string | null {
  const bytes = Buffer.from(text ?? '', 'hex').subarray(-DATE_TIME_BYTES);
  if (bytes.length < DATE_TIME_BYTES || bytes.readUInt16BE(0) === NO_YEAR) return null;
  const [month, day] = [bytes[2] - 1, bytes[3]];
  const at = Date.UTC(bytes.readUInt16BE(0), month, day, bytes[5], bytes[6], bytes[7]);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

const rates = Array.from({ length: TARIFF_RATES }, (_, i) => i + 1);

/** `quantities`: C of their codes. */
export async function registersByRate(
  read: Read,
  quantities: readonly number[] = [1, 2],
): Promise<ObjectValues> {
  const values: ObjectValues = {};
  for (const c of quantities)
    for (const rate of rates) {
      const found = await measured(read, `1-0:${c}.8.${rate}`, ENERGY);
      if (found) values[`1-0:${c}.8.${rate}.255`] = found;
    }
  return values;
}

/** Demand of a quantity, C of its code. */
export async function demandOf(read: Read, c: string) {
  const power = (d: number) => measured(read, `1-0:${c}.${d}.0`, POWER);
  const [current, last] = [await power(4), await power(5)];
  const [maximum, time] = [await power(6), timeOf(await read(`1-0:${c}.6.0#5`))];
  const highest = maximum && { ...maximum, time };
  return { current, last: last ?? null, maximum: highest ?? null, cumulative: await power(2) };
}

export async function demandIn(read: Read) {
  const entries: [string, unknown][] = [];
  for (const [c, name] of Object.entries(DEMANDS)) entries.push([name, await demandOf(read, c)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Of a whole bill a maximum has the end of its window. */
export type PeriodValue = ObjectValue & { readonly time?: string | null };

/** What a period has of a code at its end. */
async function valueAt(
  read: Read,
  code: string,
  period: string,
  isWhole: boolean,
): Promise<PeriodValue | undefined> {
  const { isMaximum } = CODES.get(code)!;
  const found = await measured(read, `${code}${period}`, isMaximum ? POWER : ENERGY);
  if (!found || !isMaximum || !isWhole) return found;
  return { ...found, time: timeOf(await read(`${code}${period}#5`)) };
}

async function periodAt(read: Read, back: number, isWhole: boolean) {
  const period = `*${FIRST_PERIOD + back}`;
  const values: Record<string, PeriodValue> = {};
  for (const code of isWhole ? CODES.keys() : SHORT_CODES) {
    const found = await valueAt(read, code, period, isWhole);
    if (found) values[code] = found;
  }
  return { ended: timeOf(await read(`1-0:0.1.2${period}`)), ...values };
}

interface Wanted {
  /** The newest so many periods. */
  readonly most: number;
  /** All quantities, rates and maxima of each, not active energy and its maximum alone. */
  readonly isWhole?: boolean;
  /** Told how many are read. */
  readonly done?: (periods: number) => void;
}

/** Resets so far, what the last one came by, and the newest periods, that which ended last first. */
export async function billingIn(read: Read, { most, isWhole = false, done }: Wanted) {
  const resets = Number((await read('1-0:0.1.0')) ?? 0);
  const periods = [];
  for (let back = 0; back < Math.min(resets, most); back++) {
    periods.push(await periodAt(read, back, isWhole));
    done?.(periods.length);
  }
  return { resets, source: Number((await read('0-0:96.140.2')) ?? 0), periods };
}
