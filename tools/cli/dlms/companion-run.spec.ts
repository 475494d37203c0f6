// `twinmeter dlms companion` and `dlms check --profile` at a meter that runs: a profile is loaded, chosen, checked, left again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { twinmeter } from '../testing.ts';
import { runningMeter } from './testing.ts';

const LIMIT_ms = 60_000;
const DSMR = join(import.meta.dirname, '../../../shared-protocol/spec/companions/dsmr-4.2.2-p3.json');
const SMALL = `{
  "name": "Small", "clients": {"manager": 1},
  "rights": {"read": {"manager": ["read"]}},
  "kinds": {"register": {"class": 3, "attributes": [{"id": 2, "type": "long64", "rights": "read"}]}},
  "objects": [{"obis": "1-0:1.8.0.255", "kind": "register", "name": "Import"}]
}`;
const meter = runningMeter(['--dlms-tcp', '0'], 'dlms_tcp', LIMIT_ms);
const asManager = (...words: string[]) =>
  twinmeter('dlms', words[0], meter.at, '--state', meter.state, ...words.slice(1));

describe('twinmeter dlms companion', { timeout: LIMIT_ms }, () => {
  it('loads a profile, puts it in force, and goes back to the own list', async () => {
    const file = join(meter.state, 'small.json');
    writeFileSync(file, SMALL);
    expect((await asManager('companion')).out).toBe('in force: own, Twinmeter\n');
    const none = await asManager('companion', '--choose', 'loaded');
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/^twinmeter dlms companion: access refused/u)]);
    expect((await asManager('companion', '--load', file)).out).toBe('in force: own, Twinmeter\n');
    expect((await asManager('companion', '--choose', 'loaded')).out).toBe('in force: loaded, Small\n');
    const checked = await asManager('check', '--profile', file);
    expect([checked.code, checked.out]).toEqual([0, expect.stringMatching(/^8 objects/mu)]);
    const { out } = await asManager('companion', '--choose', 'own', '--json');
    expect(JSON.parse(out)).toEqual({ port: meter.at, profile: 'own', name: 'Twinmeter' });
  });

  it('says in a line what is wrong with a file, or who may not', async () => {
    const file = join(meter.state, 'wrong.json');
    writeFileSync(file, SMALL.replace('"class": 3', '"class": "3"'));
    const wrong = await asManager('companion', '--load', file);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('wrong.json: line 4: kinds/register/class')]);
    const own = join(import.meta.dirname, '../../../shared-protocol/generated/companions/twinmeter.json');
    const long = await asManager('companion', '--load', own);
    expect([long.code, long.err]).toEqual([2, expect.stringContaining('a Twinmeter has room for 4072')]);
    const stranger = await twinmeter('dlms', 'companion', meter.at, '--choose', 'dsmr');
    expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('access refused')]);
    expect((await asManager('companion', '--load', DSMR)).code).toBe(0);
  });
});
