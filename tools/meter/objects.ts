// Turns records of the link into objects by OBIS code, after the one catalogue.
import { CATALOGUE } from '../../shared-protocol/generated/ts/catalogue.ts';
import type { RecordValue } from '../protocol/records.ts';

/** A value as reported: in its unit, and for registers the exact integer count behind it. */
export interface ObjectValue {
  value: number;
  unit: string;
  count?: string;
  count_unit?: string;
}

/** Values by six-field OBIS code. */
export type ObjectValues = Record<string, ObjectValue>;

/** Records of one kind by scope 0..3. */
export type ScopedRecords = ReadonlyMap<number, Record<string, RecordValue>>;

function ruled(value: number, rule: string): number {
  if (rule === 'positive') return Math.max(0, value);
  return rule === 'negative' ? Math.max(0, -value) : value;
}

/** All objects of a struct that the records hold; register objects with their exact count. */
export function objectsOf(struct: 'registers' | 'instantaneous', records: ScopedRecords): ObjectValues {
  const values: ObjectValues = {};
  for (const object of CATALOGUE) {
    const raw = object.struct === struct ? records.get(object.scope)?.[object.field] : undefined;
    if (raw === undefined) continue;
    const value = ruled(Number(raw), object.rule) / object.divisor;
    values[object.obis] = { value: value === 0 ? 0 : value, unit: object.unit };
    if (struct === 'registers') {
      values[object.obis].count = String(raw);
      values[object.obis].count_unit = object.field.slice(object.field.lastIndexOf('_') + 1);
    }
  }
  return values;
}

/** Name of an object for people, or the code itself. */
export const objectName = (obis: string): string => CATALOGUE.find((o) => o.obis === obis)?.name ?? obis;
