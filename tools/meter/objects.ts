// Turns records of the link into objects by OBIS code, after the one catalogue.
import { CATALOGUE, RANGES } from '../../shared-protocol/generated/ts/catalogue.ts';
import { NOT_MEASURED, NOT_MEASURED_SIGNED } from '../../shared-protocol/generated/ts/protocol.ts';
import type { RecordValue } from '../records/records.ts';

/** A value as reported: in its unit, and for registers the exact integer count behind it. */
export interface ObjectValue {
  value: number;
  unit: string;
  count?: string;
  count_unit?: string;
}

/** Values by six-field OBIS code. */
export type ObjectValues = Record<string, ObjectValue>;

/** Structs of the link that objects take their values from. */
export type ObjectStruct = (typeof CATALOGUE)[number]['struct'];

/** Records of one kind by scope 0..3, or by input 0..6; a record without either is 0. */
export type ScopedRecords = ReadonlyMap<number, Record<string, RecordValue>>;

function ruled(value: number, rule: string): number {
  if (rule === 'positive') return Math.max(0, value);
  return rule === 'negative' ? Math.max(0, -value) : value;
}

/** All objects of a struct that the records hold; register objects with their exact count. */
export function objectsOf(struct: ObjectStruct, records: ScopedRecords): ObjectValues {
  const values: ObjectValues = {};
  for (const object of CATALOGUE) {
    const raw = object.struct === struct ? records.get(object.scope)?.[object.field] : undefined;
    // Only a u32 decodes to the one, and no i32 but an unmeasured one to the other: 64-bit fields are bigint.
    if (raw === undefined || raw === NOT_MEASURED || raw === NOT_MEASURED_SIGNED) continue;
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
export const objectName = (obis: string): string =>
  [...CATALOGUE, ...RANGES].find((o) => o.obis === obis)?.name ?? obis;
