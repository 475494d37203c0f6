// A reading as it is shown, whatever protocol it came by: a head, rows of values, and one JSON object.
import { CATALOGUE } from '../../shared-protocol/generated/ts/catalogue.ts';
import { NOT_MEASURED } from '../../shared-protocol/generated/ts/protocol.ts';
import type { MeterReading } from '../clients/read-iec62056.ts';
import { objectName, objectsOf, type ObjectValues, type ScopedRecords } from '../meter/objects.ts';
import { flagMeanings } from '../records/flags.ts';
import { markingsOf } from '../records/markings.ts';
import type { Reading645 } from '../records/read-645.ts';
import type { LegalReading } from '../records/read-legal.ts';
import { printable } from './printable.ts';

/** One value: its code as OBIS or as the meter sent it, the name where the catalogue has one. */
export interface Row {
  readonly code: string;
  readonly name: string;
  readonly text: string;
  readonly unit: string;
}

export interface Reading {
  /** Who answered, where and how. */
  readonly head: string;
  readonly rows: readonly Row[];
  /** What is to be said beside the values. */
  readonly notes: readonly string[];
  /** All of it but protocol and port. */
  readonly json: Readonly<Record<string, unknown>>;
}

const marks = (flags: number): string[] =>
  flags === 0 ? [] : [`the meter marks its readings: ${flagMeanings(flags).join('; ')}`];

/** The error register of our own data block, eight hexadecimal digits. */
function marksOf({ manufacturer, objects }: MeterReading): string[] {
  const register = objects.find(({ obis }) => obis === '0-0:97.97.0.255');
  if (manufacturer.toUpperCase() !== 'TWM' || !register) return [];
  return marks(Number.parseInt(register.text || '0', 16));
}

const unreadableNote = (line: string): string => `not readable, left out: ${line}`;

/** A readout of IEC 62056-21 that came through a port. */
export function ofReadout(reading: MeterReading, port: string): Reading {
  const { identification, manufacturer, mode, baud, serial, instant, unreadable } = reading;
  const objects = reading.objects.map(({ obis, value, unit, beside }) => ({
    obis,
    name: objectName(obis),
    value,
    unit,
    ...(beside && { beside }),
  }));
  return {
    head: `${manufacturer} ${identification} on ${port} at ${baud} Bd`,
    rows: [
      ...reading.objects.map(({ obis, text, unit, beside = [] }) => ({
        ...{ code: obis, name: objectName(obis), text },
        unit: [unit, ...beside.map((what) => `(${what})`)].join(' '),
      })),
      ...reading.others.map(({ id, value, unit }) => ({ code: id, name: id, text: value, unit })),
    ],
    notes: [...unreadable.map(unreadableNote), ...marksOf(reading)],
    json: {
      ...{ identification, manufacturer, mode, baud },
      meter: { serial: serial ?? null, manufacturer, identification },
      instant: instant.toISOString(),
      objects,
      others: reading.others,
      unreadable,
    },
  };
}

const digest = (field: unknown): string => Buffer.from((field as number[]) ?? []).toString('hex');

/** The objects of a struct as the data block writes them: unit and decimals of the meter's own, cut and not rounded. */
function rowsOf(struct: 'registers' | 'instantaneous', records: ScopedRecords): Row[] {
  return CATALOGUE.flatMap((object): Row[] => {
    const raw = object.struct === struct ? records.get(object.scope)?.[object.field] : undefined;
    if (raw === undefined || raw === NOT_MEASURED) return [];
    const { unit, divisor, decimals } = object.readout;
    const text = decimalText(
      ruledCount(BigInt(raw as number | bigint), object.rule),
      BigInt(divisor),
      decimals,
    );
    return [{ code: object.obis, name: object.name, text, unit }];
  });
}

function ruledCount(count: bigint, rule: string): bigint {
  if (rule === 'negative') return count < 0n ? -count : 0n;
  return rule === 'positive' && count < 0n ? 0n : count;
}

function decimalText(count: bigint, divisor: bigint, decimals: number): string {
  const scaled = ((count < 0n ? -count : count) * 10n ** BigInt(decimals)) / divisor;
  const digits = String(scaled).padStart(decimals + 1, '0');
  const sign = count < 0n && scaled > 0n ? '-' : '';
  const whole = digits.slice(0, digits.length - decimals);
  return decimals > 0 ? `${sign}${whole}.${digits.slice(-decimals)}` : `${sign}${whole}`;
}

const objectsIn = (values: ObjectValues) =>
  Object.entries(values).map(([obis, value]) => ({ obis, name: objectName(obis), ...value }));

const numbersOf = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, Number(value)]));

/** A legal reading that came through a port. */
export function ofLegal(
  { identification, status, registers, instantaneous, instant }: LegalReading,
  port: string,
): Reading {
  const markings = markingsOf(identification);
  const version = ['major', 'minor', 'patch'].map((part) => identification[`version_${part}`]).join('.');
  const sha256 = digest(identification.module_sha256);
  const values = { ...objectsOf('registers', registers), ...objectsOf('instantaneous', instantaneous) };
  return {
    head: `legal reading of ${markings.serial ?? 'a meter without a serial number'} on ${port}, metering software ${version} ${sha256}`,
    rows: [...rowsOf('registers', registers), ...rowsOf('instantaneous', instantaneous)],
    notes: marks(Number(status.flags)),
    json: {
      meter: { ...markings, version, sha256 },
      instant: instant.toISOString(),
      status: numbersOf(status),
      sample_index: Number(registers.get(0)!.sample_index),
      objects: objectsIn(values),
    },
  };
}

/** A reading of DL/T 645 that came through a port. */
export function of645({ address, baud, items, instant }: Reading645, port: string): Reading {
  const textOf = (di: string) => items.find((item) => item.di === di)?.text ?? null;
  return {
    head: `${address} by DL/T 645 on ${port} at ${baud} Bd, metering software ${textOf('04800001')} ${textOf('04800100')}`,
    rows: items.map(({ di, name, text, unit }) => ({ code: di, name, text, unit })),
    notes: [],
    json: {
      meter: { address_645: address, version: textOf('04800001'), sha256: textOf('04800100') },
      baud,
      instant: instant.toISOString(),
      objects: items.map(({ di, name, value, text, unit }) => ({ di, name, value, text, unit })),
    },
  };
}

/** Rows in columns: code, name, value and unit; without names where only codes are wanted. */
function table(rows: readonly Row[], codesOnly: boolean): string {
  const cells = rows.map(({ code, name, text, unit }) => {
    const first = codesOnly ? [code] : [code, name === code ? '' : name];
    return [...first, text, unit].map(printable);
  });
  const width = (column: number): number => Math.max(0, ...cells.map((row) => row[column].length));
  const columns = codesOnly ? 1 : 2;
  return cells
    .map((row) => {
      const left = row.slice(0, columns).map((cell, column) => cell.padEnd(width(column)));
      return `${[...left, row[columns].padStart(width(columns))].join('  ')} ${row[columns + 1]}`.trimEnd();
    })
    .join('\n');
}

/** The reading for a person: who and when, the values, what is to be said of them. */
export function readingText({ head, rows, notes, json }: Reading, codesOnly: boolean): string {
  const lines = [
    printable(head),
    `values of ${String(json.instant)} by the clock of this computer`,
    table(rows, codesOnly),
  ];
  return [...lines, ...notes.map(printable)].join('\n');
}
