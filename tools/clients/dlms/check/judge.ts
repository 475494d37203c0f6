// What a conformance check finds wrong with an attribute: its type, its right, its structure; without asking anybody.
import type { Data } from '../axdr.ts';
import { encodeData } from '../axdr.ts';
import { rightsOf, type ListedObject } from '../object-list.ts';
import { scalerUnitOf } from '../units.ts';
import { obisBytes } from '../xdlms.ts';
import { BLUE_BOOK } from './types.ts';

export interface Verdict {
  /** What was tried, in words. */
  readonly check: string;
  readonly object?: string;
  readonly attribute?: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why, where it did not pass. */
  readonly reason?: string;
}

/** Attributes that are a scaler and a unit. */
const SCALERS: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 };

/** Why a value is not what its class wants at this attribute; undefined where it is. */
export function typeFault(of: ListedObject, attribute: number, data: Data): string | undefined {
  if (attribute === 1) {
    const isOwn = data.type === 'octet-string' && Buffer.compare(data.bytes, obisBytes(of.obis)) === 0;
    return isOwn ? undefined : 'is not the logical name that the list tells';
  }
  if (SCALERS[of.class] === attribute && !scalerUnitOf(data)) return 'is no scaler and unit';
  const awaited = BLUE_BOOK[of.class]?.attributes[attribute - 2];
  if (awaited === undefined || awaited === 'any') return undefined;
  return awaited.split('|').includes(data.type)
    ? undefined
    : `is ${data.type}, the standard wants ${awaited}`;
}

/** What is wrong with an entry of the list itself. */
export function listFaults(list: readonly ListedObject[]): Verdict[] {
  const seen = new Set<string>();
  return list.flatMap((each) => {
    const name = `${each.class}/${each.obis}`;
    const faults = [
      ...(seen.has(name) ? ['stands twice'] : []),
      ...(each.attributes.some(({ id }) => id === 1) ? [] : ['has no attribute 1']),
      ...newerFault(each),
    ];
    seen.add(name);
    const check = 'entry of the object list';
    if (faults.length === 0) return [{ check, object: name, outcome: 'passed' as const }];
    return faults.map((reason): Verdict => ({ check, object: name, outcome: 'failed', reason }));
  });
}

function newerFault({ class: of, attributes }: ListedObject): string[] {
  const known = BLUE_BOOK[of];
  const most = known ? known.attributes.length + 1 : Infinity;
  return attributes.flatMap(({ id }) =>
    id > most && known.version === 0 ? [`attribute ${id}: class ${of} (${known.name}) has ${most}`] : [],
  );
}

/** Whether a long value came as it would whole: its bytes, written again, are as many. */
export const lengthOf = (data: Data): number => encodeData(data).length;

export const mayRead = (mode: number, version: number): boolean => rightsOf(mode, version).read;
