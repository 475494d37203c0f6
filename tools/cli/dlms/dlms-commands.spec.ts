// The commands of DLMS against a meter behind a socket on loopback, as they are typed; and their complaints.
import type { Server } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeData, octets, numberOf, structure, array, type Data } from '../../clients/dlms/index.ts';
import { ServerDouble, KEYS, SECRET } from '../../clients/dlms/testing/server-double.ts';
import { served } from '../../clients/dlms/testing/served.ts';
import { obisBytes } from '../../clients/dlms/xdlms.ts';
import { twinmeter } from '../testing.ts';

const nameOf = (of: number, obis: string, id: number) =>
  Buffer.concat([Buffer.from([0, of]), obisBytes(obis), Buffer.from([id])]).toString('hex');
const right = (id: number, mode: number): Data =>
  structure(numberOf('integer', id), numberOf('enum', mode), { type: 'null' });
const listed = (of: number, obis: string, ...ids: number[]): Data =>
  structure(
    numberOf('long-unsigned', of),
    numberOf('unsigned', 0),
    octets(obisBytes(obis)),
    structure(array(...ids.map((id) => right(id, 1))), array()),
  );

function filled(double: ServerDouble): ServerDouble {
  const put = (of: number, obis: string, id: number, data: Data) =>
    double.values.set(nameOf(of, obis, id), encodeData(data));
  put(15, '0-0:40.0.0.255', 2, array(listed(3, '1-0:1.8.0.255', 2, 3), listed(1, '0-0:42.0.0.255', 2)));
  put(3, '1-0:1.8.0.255', 2, numberOf('long64-unsigned', 1_234_567));
  put(3, '1-0:1.8.0.255', 3, structure(numberOf('integer', -1), numberOf('enum', 30)));
  put(1, '0-0:42.0.0.255', 2, octets(Buffer.from('TWM1234567890')));
  put(8, '0-0:1.0.0.255', 2, octets(Buffer.from('07ea0b1c060a1e0000ffc400', 'hex')));
  return double;
}

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-dlms-'));
const gmac = filled(new ServerDouble({ mechanism: 5, isCiphered: true, counter: 300 }));
let servers: Server[] = [];
let plain = '';
let ciphered = '';
let low = '';

beforeAll(async () => {
  process.env.XDG_STATE_HOME = folder;
  const all = [
    filled(new ServerDouble({ mechanism: 0, isCiphered: false })),
    gmac,
    filled(new ServerDouble({ mechanism: 1, isCiphered: false })),
  ];
  const meters = await Promise.all(all.map(served));
  servers = meters.map(({ server }) => server);
  [plain, ciphered, low] = meters.map(({ port }) => `127.0.0.1:${port}`);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const PROFILE = `{
  "name": "Registers", "others": "refused",
  "clients": {"public": 16},
  "rights": {"set": {"public": ["read", "write"]}, "read": {"public": ["read"]}},
  "kinds": {"register": {"class": 3, "attributes": [
    {"id": 2, "type": "double-long-unsigned", "rights": "set"},
    {"id": 3, "type": "structure", "rights": "read"}]}},
  "objects": [
    {"obis": "1-0:1.8.0.255", "kind": "register", "name": "Import"},
    {"obis": "1-0:2.8.0.255", "kind": "register", "name": "Export"}]
}
`;

const keys = () => [
  ...['--encryption-key', Buffer.from(KEYS.encryption).toString('hex')],
  ...['--authentication-key', Buffer.from(KEYS.authentication).toString('hex')],
  ...['--system-title', '4d4d4d0000000001'],
];

describe('Over DLMS', () => {
  it('everything is read that the list has', async () => {
    const { code, out } = await twinmeter('read', '--protocol', 'dlms', '--host', plain);
    expect(code).toBe(0);
    expect(out).toMatch(/1-0:1\.8\.0\.255 .* 123456\.7 Wh/);
    expect(out).toContain('TWM1234567890');
  });

  it('one object is read, as JSON too', async () => {
    const { code, out } = await twinmeter(
      'read',
      '--protocol',
      'dlms',
      '--host',
      plain,
      '--object',
      '1.8.0',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).object).toMatchObject({
      obis: '1-0:1.8.0.255',
      class: 3,
      text: '123456.7',
      unit: 'Wh',
    });
  });

  it('a client proves himself, finds the counter that is awaited, and keeps it for the next time', async () => {
    for (let i = 0; i < 2; i++) {
      const { code, out, err } = await twinmeter(
        'set',
        '1/0-0:42.0.0#2',
        'octet-string:0102',
        '--host',
        ciphered,
        ...keys(),
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('written');
    }
    expect(gmac.written).toHaveLength(2);
  });

  it('a password is taken, a wrong one told', async () => {
    const ask = (password: string) => twinmeter('clock', '--host', low, '--password', password);
    expect((await ask(SECRET.toString())).out).toContain('2026-11-28T10:30:00+01:00');
    const { code, err } = await ask('wrong');
    expect(code).toBe(1);
    expect(err).toMatch(/^twinmeter clock: association refused: authentication failed/);
  });

  it('what the meter does not have is told, with exit code 1', async () => {
    const { code, err } = await twinmeter(
      'read',
      '--protocol',
      'dlms',
      '--host',
      plain,
      '--object',
      '3/9.9.9',
    );
    expect({ code, err }).toEqual({ code: 1, err: 'twinmeter read: access refused: object undefined\n' });
  });

  it.each([
    ['no place', ['clock'], /--port PATH or --host HOST:PORT is missing/],
    ['two places', ['clock', '--port', 'a', '--host', 'b:1'], /either --port or --host/],
    ['a host without a port', ['clock', '--host', 'meter'], /--host meter: expected HOST:PORT/],
    ['nobody there', ['clock', '--host', '127.0.0.1:1'], /127\.0\.0\.1:1 cannot be reached/],
    ['a level without keys', ['clock', '--host', 'a:1', '--auth', 'high-gmac'], /--auth high-gmac wants/],
    [
      'a level without a password',
      ['clock', '--host', 'a:1', '--auth', 'low'],
      /--auth low wants --password/,
    ],
    [
      'half a key',
      ['clock', '--host', 'a:1', '--encryption-key', '00'],
      /--encryption-key: expected 16 bytes/,
    ],
    [
      'one key of two',
      ['clock', '--host', 'a:1', '--encryption-key', '00'.repeat(16)],
      /--authentication-key is missing/,
    ],
    ['a value without a type', ['set', '8/1.0.0', '5', '--host', 'a:1'], /value 5: expected TYPE:VALUE/],
    ['a value without room', ['set', '8/1.0.0', 'unsigned:256', '--host', 'a:1'], /unsigned has no room/],
    ['no object', ['set', '--host', 'a:1'], /--object OBJECT is missing/],
    [
      'an order to a switch that is none',
      ['relay', 'open', '--host', 'a:1'],
      /--do open: expected show, disc/,
    ],
    ['an object that is none', ['action', '1-0:x', '--host', 'a:1'], /OBJECT 1-0:x: expected a code/],
    [
      'two ways to choose rows',
      ['profile', '99.1.0', '--protocol', 'dlms', '--host', 'a:1', '--last', '2', '--first', '1'],
      /give one of/,
    ],
    [
      'a time that is none',
      ['profile', '99.1.0', '--protocol', 'dlms', '--host', 'a:1', '--from', 'noon'],
      /--from noon: expected a time/,
    ],
    ['a host with another protocol', ['read', '--host', 'a:1'], /--host goes with --protocol dlms/],
    [
      "another protocol's option",
      ['read', '--protocol', 'dlms', '--host', 'a:1', '--every', '5'],
      /--every does not go with/,
    ],
  ])('%s is told in one line, with exit code 2', async (_, words, complaint) => {
    const { code, err } = await twinmeter(...words);
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toMatch(complaint);
  });

  it('a meter is held against a companion profile, each difference is named, with exit code 1', async () => {
    const file = join(folder, 'profile.json');
    writeFileSync(file, PROFILE);
    const { code, out } = await twinmeter('dlms', 'check', plain, '--profile', file);
    expect(code).toBe(1);
    expect(out).toContain(
      'failed  3/1-0:1.8.0.255#2: is long64-unsigned, the profile wants double-long-unsigned',
    );
    expect(out).toContain('failed  3/1-0:1.8.0.255#2: allows read, the profile read and write');
    expect(out).toContain('failed  3/1-0:2.8.0.255: is not in the list (Export)');
    expect(out).toContain('failed  1/0-0:42.0.0.255: is not in the profile');
  });

  it('a file that is no companion profile is told by line and reason, with exit code 2', async () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, PROFILE.replace('"set"},', '"sets"},'));
    const { code, err } = await twinmeter('dlms', 'check', plain, '--profile', file);
    expect([code, err]).toEqual([2, expect.stringContaining(`${file}: line 6: unknown rights 'sets'`)]);
    const none = await twinmeter('dlms', 'check', plain, '--profile', join(folder, 'none.json'));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('none.json')]);
  });
});
