// Files of companion profiles: what one says, and each way in which one can be wrong with its line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { companionImage } from './image.ts';
import { FileFault } from './located-json.ts';
import { readCompanion } from './profile-file.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared-protocol/spec/companions');
const DSMR = readFileSync(join(FOLDER, 'dsmr-4.2.2-p3.json'), 'utf8');

const SMALL = `{
  "name": "Small",
  "clients": {"public": 16, "manager": 1},
  "rights": {
    "all": {"public": ["read"], "manager": ["read", "write"]},
    "call": {"manager": ["access"]}
  },
  "kinds": {
    "register": {"class": 3, "version": 0, "attributes": [
      {"id": 1, "type": "octet-string", "rights": "all"},
      {"id": 2, "type": "long64|double-long-unsigned", "rights": "all"}],
      "methods": [{"id": 1, "rights": "call"}]},
    "log": {"class": 7, "attributes": [{"id": 2, "type": "array|compact-array", "rights": "all"}]}
  },
  "objects": [
    {"obis": "1-0:2.8.0.255", "kind": "register", "name": "Export"},
    {"obis": "0-0:99.98.0.255", "kind": "log", "name": "Log"}
  ],
  "events": [
    {"log": "0-0:99.98.0.255", "code": 230, "name": "Own", "own": [170, 171]}
  ]
}
`;

/** Of the text with a change: line and reason. */
function fault(from: string, to: string): [number, string] {
  expect(SMALL).toContain(from);
  try {
    readCompanion(SMALL.replace(from, to));
  } catch (error) {
    if (error instanceof FileFault) return [error.line, error.reason];
    throw error;
  }
  throw new Error('it was read');
}

describe('The file of a companion profile', () => {
  it('says who may do what with which object', () => {
    const { name, clients, objects, events, allowsOthers } = readCompanion(SMALL);
    expect([name, allowsOthers, [...clients.values()]]).toEqual(['Small', true, [16, 1]]);
    expect(objects.map(({ obis, kind }) => [obis, kind.class, kind.version])).toEqual([
      ['1-0:2.8.0.255', 3, 0],
      ['0-0:99.98.0.255', 7, undefined],
    ]);
    expect(events).toEqual([{ log: '0-0:99.98.0.255', code: 230, name: 'Own', own: [170, 171] }]);
  });

  it('is told by line and reason where it is wrong', () => {
    expect(fault('"Small",', '"Small"')).toEqual([3, 'is not JSON']);
    expect(fault(' ]\n}\n', ' ]\n')).toEqual([21, 'is not JSON']);
    expect(fault('"name": "Small"', '"nam": "Small"')).toEqual([2, "unknown name 'nam'"]);
    expect(fault('  "name": "Small",\n', '')).toEqual([1, "the file has no 'name'"]);
    expect(fault('"Small"', '"Grün"')).toEqual([2, 'name: "Grün" is no name of 1 to 32 characters']);
    expect(fault('"manager": 1}', '"manager": 128}')).toEqual([3, 'clients/manager: 128 is not 1 to 127']);
    expect(fault('"manager": 1}', '"manager": 16}')).toEqual([3, "'16' stands twice"]);
    expect(fault('"call": {"manager"', '"call": {"supervisor"')).toEqual([6, "unknown client 'supervisor'"]);
    expect(fault('["access"]', '["execute"]')).toEqual([6, "'execute' is none of read, write, access"]);
    expect(fault('"class": 3', '"class": 0')).toEqual([9, 'kinds/register/class: 0 is not 1 to 65535']);
    expect(fault('"long64|double', '"long64|dubble')).toEqual([
      11,
      "'long64|dubble-long-unsigned' is no type of A-XDR",
    ]);
    expect(fault('"id": 2, "type": "long64', '"id": 1, "type": "long64')).toEqual([11, "'1' stands twice"]);
    expect(fault('[{"id": 1, "rights": "call"}]', '[{"id": 1, "rights": "cal"}]')).toEqual([
      12,
      "unknown rights 'cal'",
    ]);
    expect(fault('1-0:2.8.0.255', '1-0:2.8.0.256')[0]).toBe(16);
    expect(fault('"kind": "register"', '"kind": "registers"')).toEqual([16, 'unknown kind']);
    expect(fault('"1-0:2.8.0.255", "kind": "register"', '"0-0:99.98.0.255", "kind": "log"')).toEqual([
      17,
      "'7/0-0:99.98.0.255' stands twice",
    ]);
    expect(fault('"log": "0-0:99.98.0.255"', '"log": "1-0:2.8.0.255"')).toEqual([
      20,
      "no object of class 7 is '1-0:2.8.0.255'",
    ]);
    expect(fault('[170, 171]', '[170, 170]')).toEqual([20, "'170' stands twice"]);
    expect(fault('[170, 171]', '{}')).toEqual([20, 'events/0/own is no list']);
  });

  it('is looked up by a meter in the order of codes', () => {
    const image = companionImage(readCompanion(SMALL));
    expect(image.toString('hex', 0, 56)).toBe(
      Buffer.from('Small'.padEnd(32, '\0')).toString('hex') + '1001000000000000' + '0200020004000200020' + '0'.repeat(13),
    );
    expect(image.toString('hex', 56)).toBe(
      '00006362' + '00ff0100' + '01000208' + '00ff0000' +
        '0300000003000000' + '0700030001000000' +
        '0103000000000000' + '0001000000000000' +
        '01000200' + '8101' + '0200' +
        'aae6abe6',
    );
  });

  it('of DSMR 4.2.2 P3 is whole', () => {
    const companion = readCompanion(DSMR);
    expect(companion.objects).toHaveLength(146);
    expect(companionImage(companion).length).toBeLessThan(4072);
    const find = (obis: string) => companion.objects.find((each) => each.obis === obis)!;
    const rights = (obis: string, id: number) =>
      companion.rights.get(find(obis).kind.attributes.find((item) => item.id === id)!.rights);
    expect([...rights('0-0:1.0.0.255', 2)!]).toEqual([[16, 1], [1, 3]]);
    expect([...rights('1-0:1.8.1.255', 2)!]).toEqual([[1, 1]]);
    expect(companion.events.filter(({ log }) => log === '0-0:99.98.3.255')).toHaveLength(29);
  });
});
