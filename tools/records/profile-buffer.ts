// A profile of a meter as its objects tell it (class 7): columns from the capture objects, rows from the buffer, both in A-XDR.
import { decodeData, decodeDateTime, type Data } from '../clients/dlms/index.ts';
import cosem from '../../shared-protocol/spec/cosem.json' with { type: 'json' };
import {
  PROFILE_STATUS_CLOCK_ADJUSTED,
  PROFILE_STATUS_CLOCK_INVALID,
  PROFILE_STATUS_CRITICAL,
  PROFILE_STATUS_DAYLIGHT,
  PROFILE_STATUS_NOT_BILLABLE,
  PROFILE_STATUS_POWER_DOWN,
} from '../../shared-protocol/generated/ts/protocol.ts';

/** What a meter told that is no profile. */
export class ProfileError extends Error {}

const CLOCK = 8;
/** Attribute of scaler and unit by class: register, extended register, demand register. */
const SCALERS: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 };
const NO_UNIT = 255;
const [VALUE, LAST_AVERAGE, DEMAND, EXTENDED, CAPTURE_TIME] = [2, 3, 5, 4, 5];
const STATUS_WORD = '0-0:96.10.';
const MARKS = {
  power_down: PROFILE_STATUS_POWER_DOWN,
  clock_adjusted: PROFILE_STATUS_CLOCK_ADJUSTED,
  daylight: PROFILE_STATUS_DAYLIGHT,
  not_billable: PROFILE_STATUS_NOT_BILLABLE,
  clock_invalid: PROFILE_STATUS_CLOCK_INVALID,
  critical: PROFILE_STATUS_CRITICAL,
} as const;

/** What a profile captures. */
export interface Column {
  readonly obis: string;
  readonly class: number;
  readonly attribute: number;
  /** Attribute of the object that says its scaler and unit. */
  readonly scalerAttribute: number | undefined;
}

/** Power of ten, and the unit. */
export interface Scale {
  readonly scaler: number;
  readonly unit: string;
}

/** A number in its unit with the exact count behind it; without a unit what the meter told; null for what it does not know. */
export type Cell =
  | { value: number; unit: string; count: string; count_unit: string }
  | number
  | string
  | null;

export interface ProfileRow {
  /** UTC; null where the row has no clock. */
  readonly time: string | null;
  /** Words of the status, where the profile has one. */
  readonly marks?: readonly string[];
  readonly values: Readonly<Record<string, Cell>>;
}

const listOf = (data: Data, what: string): readonly Data[] => {
  if (data.type === 'array' || data.type === 'structure') return data.of;
  throw new ProfileError(`the meter tells no ${what}`);
};
const numberIn = (data: Data | undefined, what: string): number => {
  if (data && 'value' in data) return Number(data.value);
  throw new ProfileError(`the meter tells no ${what}`);
};

function columnOf(data: Data): Column {
  const [kind, name, attribute] = listOf(data, 'capture objects');
  if (name.type !== 'octet-string' || name.bytes.length !== 6)
    throw new ProfileError('the meter tells no capture objects');
  const [a, b, c, d, e, f] = name.bytes;
  const classOf = numberIn(kind, 'class');
  const id = numberIn(attribute, 'attribute');
  const isScaled = id === VALUE || (classOf === DEMAND && id === LAST_AVERAGE);
  return {
    ...{ obis: `${a}-${b}:${c}.${d}.${e}.${f}`, class: classOf, attribute: id },
    scalerAttribute: isScaled ? SCALERS[classOf] : undefined,
  };
}

/** Columns from the capture objects, attribute 3. Throws ProfileError, ApduError. */
export const columnsOf = (captureObjects: Uint8Array): Column[] =>
  listOf(decodeData(captureObjects), 'capture objects').map(columnOf);

/** Scaler and unit of an object. */
export function scaleOf(scalerUnit: Uint8Array): Scale {
  const [scaler, unit] = listOf(decodeData(scalerUnit), 'scaler');
  const number = numberIn(unit, 'unit');
  const found = Object.entries(cosem.units).find(([, code]) => code === number && code !== NO_UNIT);
  return { scaler: numberIn(scaler, 'scaler'), unit: found?.[0] ?? '' };
}

const PREFIXES: Readonly<Record<number, string>> = { 0: '', [-3]: 'm', [-6]: 'u', 3: 'k' };
const countUnit = ({ scaler, unit }: Scale): string =>
  scaler in PREFIXES ? `${PREFIXES[scaler]}${unit}` : `${10 ** scaler} ${unit}`;

function cellOf(data: Data, scale: Scale | undefined): Cell {
  if (data.type === 'null') return null;
  if ('bytes' in data) return Buffer.from(data.bytes).toString('hex');
  if (!('value' in data)) throw new ProfileError('the meter tells a list where a value is to stand');
  if (!scale) return Number(data.value);
  const { scaler, unit } = scale;
  const value = Number(`${data.value}e${scaler}`);
  return { value, unit, count: String(data.value), count_unit: countUnit(scale) };
}

/** A date that nobody specified is of no year. */
const isDated = (bytes: Uint8Array): boolean => bytes[0] !== 0xff || bytes[1] !== 0xff;

/** UTC; null for what is no time. */
const timeIn = (data: Data | undefined): string | null =>
  data?.type === 'octet-string' && isDated(data.bytes)
    ? decodeDateTime(data.bytes).instant.toISOString()
    : null;

const marksOf = (status: Cell): string[] =>
  typeof status === 'number'
    ? Object.entries(MARKS).flatMap(([name, bit]) => (status & bit ? [name] : []))
    : [];

/** Code of a column; with its attribute where that is not the value. */
export const columnName = ({ obis, attribute }: Column): string =>
  attribute === 2 ? obis : `${obis}#${attribute}`;

function rowOf(data: Data, columns: readonly Column[], scales: ReadonlyMap<Column, Scale>): ProfileRow {
  const cells = listOf(data, 'row');
  if (cells.length !== columns.length)
    throw new ProfileError(`a row of ${cells.length} values for ${columns.length} capture objects`);
  const at = columns.findIndex((column) => column.class === CLOCK);
  const time = timeIn(cells[at]);
  const cell = (column: Column, i: number): Cell =>
    column.class === EXTENDED && column.attribute === CAPTURE_TIME
      ? timeIn(cells[i])
      : cellOf(cells[i], scales.get(column));
  const entries = columns.flatMap((column, i): [string, Cell][] =>
    i === at ? [] : [[columnName(column), cell(column, i)]],
  );
  const status = entries.find(([name]) => name.startsWith(STATUS_WORD));
  return { time, ...(status && { marks: marksOf(status[1]) }), values: Object.fromEntries(entries) };
}

/** Rows of the buffer, attribute 2, the oldest first. Throws ProfileError, ApduError. */
export const rowsOf = (
  buffer: Uint8Array,
  columns: readonly Column[],
  scales: ReadonlyMap<Column, Scale>,
): ProfileRow[] => listOf(decodeData(buffer), 'buffer').map((row) => rowOf(row, columns, scales));
