// OBIS codes: their six fields, the codes a row covers, and which values are a manufacturer's.
import type { RawRow } from './spec.ts';

/** The six fields of a code. */
export const fieldsOf = (obis: string): number[] => obis.split(/[-:.]/).map(Number);

/** The code of six fields. */
export const codeOf = ([a, b, c, d, e, f]: readonly number[]): string => `${a}-${b}:${c}.${d}.${e}.${f}`;

/** True for six fields A-B:C.D.E.F of a byte each. */
export const isCode = (obis: string): boolean =>
  /^\d+-\d+:\d+\.\d+\.\d+\.\d+$/.test(obis) && fieldsOf(obis).every((field) => field < 256);

/** Value groups a manufacturer may give codes of his own (IEC 62056-6-1): B and C 128..199, C 240, D to F 128..254. */
export function isManufacturers(obis: string): boolean {
  const [, b, c, d, e, f] = fieldsOf(obis);
  const own = (value: number, last: number) => value >= 128 && value <= last;
  return own(b, 199) || own(c, 199) || c === 240 || [d, e, f].some((value) => own(value, 254));
}

/** Which of the six fields a group is. */
export const GROUPS = { C: 2, E: 4, F: 5 } as const;

/** Entries of a row. */
export const spanOf = ({ range }: RawRow): number => range?.of?.length ?? range?.count ?? 1;

/** Every code of a row, by entry. */
export function codesOf(row: RawRow): string[] {
  const { range } = row;
  return Array.from({ length: spanOf(row) }, (_, entry) => {
    const fields = fieldsOf(row.obis);
    if (range) fields[GROUPS[range.group]] += entry * range.step;
    return codeOf(fields);
  });
}
