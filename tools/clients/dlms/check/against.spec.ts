// A meter's list, types and events against a companion profile: what is the same passes, each difference is named.
import { describe, expect, it } from 'vitest';
import { array, numberOf, octets, structure } from '../axdr.ts';
import { readCompanion } from '../companion/profile-file.ts';
import type { ListedObject } from '../object-list.ts';
import { obisBytes } from '../xdlms.ts';
import { CompanionJudge } from './against.ts';

const LOG = '0-0:99.98.0.255';
const companion = (others = 'refused') =>
  readCompanion(
    JSON.stringify({
      ...{ name: 'Small', others, clients: { public: 16, manager: 1 } },
      rights: { set: { public: ['read'], manager: ['read', 'write'] }, call: { manager: ['access'] } },
      kinds: {
        register: {
          ...{ class: 3, version: 0, methods: [{ id: 1, rights: 'call' }] },
          attributes: [{ id: 2, type: 'long64', rights: 'set' }],
        },
        log: { class: 7, attributes: [{ id: 2, type: 'array', rights: 'call' }] },
      },
      objects: [
        { obis: '1-0:1.8.0.255', kind: 'register', name: 'Import' },
        { obis: LOG, kind: 'log', name: 'Log' },
      ],
      events: [{ log: LOG, code: 1, name: 'One' }],
    }),
  );

const register = (mode: number, method: number, version = 0): ListedObject => ({
  ...{ class: 3, version, obis: '1-0:1.8.0.255' },
  attributes: [{ id: 2, mode, selectors: [] }],
  methods: [{ id: 1, mode: method }],
});
const log: ListedObject = {
  ...{ class: 7, version: 1, obis: LOG, methods: [] },
  attributes: [{ id: 2, mode: 1, selectors: [] }],
};

describe('A meter held against a companion profile', () => {
  const judge = (client: number, others?: string) => new CompanionJudge(companion(others), client, 3);
  const reasons = (client: number, ...list: ListedObject[]) =>
    judge(client)
      .list(list)
      .flatMap(({ object, attribute, reason }) => (reason ? [`${object}#${attribute ?? ''} ${reason}`] : []));

  it('passes where list and profile are the same, of each client', () => {
    expect(reasons(1, register(3, 1), log)).toEqual([]);
    expect(reasons(16, register(1, 0))).toEqual([]);
    const plain = new CompanionJudge(companion(), 1, 2).list([register(6, 4), { ...log, attributes: log.attributes }]);
    expect(plain.every(({ outcome }) => outcome === 'passed')).toBe(true);
  });

  it('is told what it lacks, and what it has too much', () => {
    expect(reasons(1, log)).toEqual(['3/1-0:1.8.0.255# is not in the list (Import)']);
    expect(reasons(1, register(1, 0), log)).toEqual([
      '3/1-0:1.8.0.255#2 allows read, the profile read and write',
      '3/1-0:1.8.0.255# method 1 may not be called, the profile wants it',
    ]);
    expect(reasons(16, register(3, 1), log)).toEqual([
      '3/1-0:1.8.0.255#2 allows read and write, the profile read',
      '3/1-0:1.8.0.255# method 1 may be called, in the profile it may not',
    ]);
    expect(reasons(16, register(1, 0, 1))).toEqual(['3/1-0:1.8.0.255# has version 1, the profile wants 0']);
  });

  it('may have objects of its manufacturer, others only where the profile allows them', () => {
    const other = (obis: string) => ({ ...register(1, 0), class: 1, obis, methods: [] });
    expect(reasons(16, register(1, 0), other('0-0:96.144.0.255'), other('1-0:2.8.0.255'))).toEqual([
      '1/1-0:2.8.0.255# is not in the profile',
    ]);
    const allowed = judge(16, 'allowed').list([register(1, 0), other('1-0:2.8.0.255')]);
    expect(allowed.map(({ outcome }) => outcome)).toEqual(['passed']);
  });

  it('is not judged as a client that the profile does not know', () => {
    expect(judge(2).list([log])).toMatchObject([
      { outcome: 'skipped', reason: 'Small says nothing of client 2' },
    ]);
  });

  it('has values and events of the profile', () => {
    expect(judge(1).type(register(3, 1), 2, numberOf('long64', 1))).toBeUndefined();
    expect(judge(1).type(register(3, 1), 2, { type: 'null' })).toBeUndefined();
    expect(judge(1).type(register(3, 1), 2, numberOf('long', 1))?.reason).toBe(
      'is long, the profile wants long64',
    );
    const column = (obis: string) => structure(numberOf('long-unsigned', 1), octets(obisBytes(obis)));
    const columns = array(column('0-0:1.0.0.255'), column('0-0:96.11.0.255'));
    const row = (code: number) => structure({ type: 'null' }, numberOf('unsigned', code));
    expect(judge(1).events(log, columns, array(row(1)))).toMatchObject([{ outcome: 'passed' }]);
    expect(judge(1).events(log, columns, array(row(1), row(170), row(170)))).toMatchObject([
      { outcome: 'failed', reason: 'code 170 is not in the profile' },
    ]);
    expect(judge(1).events(log, array(), array(row(170)))).toMatchObject([{ outcome: 'passed' }]);
  });
});
