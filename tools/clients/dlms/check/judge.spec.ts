// What the conformance check says of values and lists: types of the Blue Book, logical names, entries that cannot be.
import { describe, expect, it } from 'vitest';
import { numberOf, octets, structure } from '../axdr.ts';
import type { ListedObject } from '../object-list.ts';
import { obisBytes } from '../xdlms.ts';
import { listFaults, typeFault } from './judge.ts';

const right = (id: number) => ({ id, mode: 1, selectors: [] });
const object = (of: number, obis: string, ...ids: number[]): ListedObject => ({
  ...{ class: of, version: 0, obis, methods: [] },
  attributes: ids.map(right),
});
const register = object(3, '1-0:1.8.0.255', 1, 2, 3);
const clock = object(8, '0-0:1.0.0.255', 1, 2);

describe('The conformance check', () => {
  it('takes what the standard wants', () => {
    expect(typeFault(register, 1, octets(obisBytes(register.obis)))).toBeUndefined();
    expect(typeFault(register, 3, structure(numberOf('integer', -3), numberOf('enum', 30)))).toBeUndefined();
    expect(typeFault(clock, 3, numberOf('long', 60))).toBeUndefined();
  });

  it('names what the standard does not know', () => {
    expect(typeFault(register, 1, octets(obisBytes(clock.obis)))).toMatch(/logical name/);
    expect(typeFault(register, 3, structure(numberOf('enum', 30)))).toMatch(/scaler/);
    expect(typeFault(clock, 3, numberOf('integer', 60))).toBe('is integer, the standard wants long');
  });

  it('finds entries of a list that cannot be', () => {
    const reasons = (...list: ListedObject[]) => listFaults(list).flatMap(({ reason }) => reason ?? []);
    expect(reasons(register, clock)).toEqual([]);
    expect(reasons(register, register)).toEqual(['stands twice']);
    expect(reasons(object(3, '1-0:2.8.0.255', 2))).toEqual(['has no attribute 1']);
    expect(reasons(object(3, '1-0:2.8.0.255', 1, 9))).toEqual(['attribute 9: class 3 (Register) has 3']);
  });
});
