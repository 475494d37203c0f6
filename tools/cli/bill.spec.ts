// `twinmeter bill verify`: a bill of a meter that ran over the end of its month, held against what it signed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../tariff/bill-form.ts';
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-bill-'));
const path = (name: string) => join(folder, name);
const [STATE, EXPORT, BILL, TOU] = [path('meter'), path('minutes.txt'), path('bill.json'), path('tou.toml')];
const KEY = join(STATE, 'public-key.pem');

beforeAll(async () => {
  const load = ['--volts', '230', '--amps', '5', '--speed', 'max', '--state', STATE];
  const time = ['--start', '2026-05-31T23:57:00Z', '--for', '310'];
  const { out } = await twinmeter('run', '--target', 'wasm', '--json', ...load, ...time);
  writeFileSync(BILL, out);
  await twinmeter('records', 'export', '--state', STATE, '--out', EXPORT);
  writeFileSync(
    TOU,
    `name = "ONE"
season = [ { name = "all", start = "01-01", week = "A" } ]
week = [ { name = "A", days = [ 1, 1, 1, 1, 1, 1, 1 ] } ]
day = [ { id = 1, rates = { "00:00" = 1 } } ]
`,
  );
}, LIMIT_ms);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verify = (bill: string, exported = EXPORT, tou = TOU) =>
  twinmeter('bill', 'verify', exported, bill, tou, '--key', KEY, '--from-first');

function changed(name: string, from: string, text: RegExp, to: string): string {
  const whole = readFileSync(from, 'utf8');
  const spoilt = whole.replace(text, to);
  expect(spoilt).not.toBe(whole);
  writeFileSync(path(name), spoilt);
  return path(name);
}

interface Told {
  billing: { periods: unknown[] };
}
const lastLine = () => JSON.parse(readFileSync(BILL, 'utf8').trimEnd().split('\n').at(-1)!) as Told;

describe('twinmeter bill verify', { timeout: LIMIT_ms }, () => {
  it('finds a bill that says what the meter recorded', async () => {
    const { code, out, err } = await verify(BILL);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'equal: 1 periods, the last ended 2026-06-01T00:00:00.000Z',
      'not verified: source, 1: no record says what ended the last period',
      '',
    ]);
  });

  it('takes the bill that a meter tells at its port', async () => {
    const run = new StartedRun(['--target', 'wasm', '--state', STATE, '--json']);
    try {
      await run.says('"optical"');
      const { optical } = (run.lastObject() as unknown as { ports: { optical: string } }).ports;
      const got = await twinmeter('bill', 'get', path('got.json'), '--port', optical);
      expect(got).toMatchObject({ code: 0, err: '', out: `1 periods: written to ${path('got.json')}\n` });
      await twinmeter('bill', 'get', path('all.json'), '--all', '--port', optical);
    } finally {
      process.kill(run.pid, 'SIGINT');
      await run.ended();
    }
    expect(await verify(path('got.json'))).toMatchObject({ code: 0, err: '' });
    expect(await verify(path('all.json'))).toMatchObject({ code: 0, err: '' });
    const { periods } = JSON.parse(readFileSync(path('all.json'), 'utf8')) as { periods: object[] };
    expect(Object.keys(periods[0])).toEqual(['ended', ...CODES.keys()]);
    const none = await twinmeter('bill', 'get', '--port', path('tty'));
    expect(none.code).toBe(2);
    expect(none.err).toMatch(/does not exist/);
  });

  it('names what was changed in a bill, and exits with 1', async () => {
    writeFileSync(path('last.json'), JSON.stringify(lastLine()));
    const spoilt = changed(
      'spoilt.json',
      path('last.json'),
      /("1-0:1\.8\.1":\{"value":[\d.]+,"unit":"Wh","count":")(\d+)/,
      '$11',
    );
    const { code, out } = await verify(spoilt);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^differs: 1-0:1\.8\.1 of the period that ended 2026-06-01T00:00:00\.000Z: billed \d+, recorded \d+/,
    );
  });

  it('judges nothing by records that are forged', async () => {
    const forged = changed('forged.txt', EXPORT, /^record (..)/m, 'record 00');
    const { code, out } = await verify(BILL, forged);
    expect(code).toBe(1);
    expect(out).toMatch(/^forged: /);
  });

  it('cannot judge a bill of another time, and says so with 2', async () => {
    const other = path('other.json');
    const ended = '2028-01-01T00:00:00.000Z';
    writeFileSync(
      other,
      JSON.stringify({ periods: [{ ...(lastLine().billing.periods[0] as object), ended }] }),
    );
    const { code, out } = await verify(other);
    expect(code).toBe(2);
    expect(out).toMatch(
      /^cannot be judged: the period that ended 2028-01-01.* is newer than the last record/,
    );
  });

  it('takes a tariff from a time on, and those that took over later', async () => {
    const two = changed('two.toml', TOU, /"00:00" = 1/, '"00:00" = 2');
    const by = (...tariffs: string[]) =>
      twinmeter('bill', 'verify', EXPORT, BILL, ...tariffs, '--key', KEY, '--from-first');
    expect(await by(two)).toMatchObject({ code: 1 });
    expect(await by(`${two}@2026-06-01T00:00Z`)).toMatchObject({ code: 0 });
    expect(await by(`${two}@2026-05-31T23:58`)).toMatchObject({ code: 1 });
    expect(await by(TOU, '--tou', `${two}@2026-06-01T00:00`)).toMatchObject({ code: 0 });
    expect(await by(TOU, '--tou', two)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/FILE@TIME/) as string,
    });
    const [late, early] = ['2026-06-01T00:00', '2026-05-31T00:00'].map((time) => `${two}@${time}`);
    expect(await by(late, '--tou', early)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no later than/) as string,
    });
    expect(await by(`${two}@2026-02-30T00:00`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/expected a time/) as string,
    });
  });

  it.each([
    [
      'a bill that has the end of a period alone',
      () => {
        writeFileSync(path('end.json'), '{"periods":[{"ended":"2026-06-01T00:00:00.000Z"}]}');
        return verify(path('end.json'));
      },
      /end\.json: periods\[0\]: '1-0:1\.8\.0' is missing/,
    ],
    ['a bill that is no JSON', () => verify(TOU), /is no JSON/],
    ['a tariff that is none', () => verify(BILL, EXPORT, BILL), /line 1/],
    ['a file that is not there', () => verify(path('none')), /none: no such file or directory/],
    [
      'four words',
      () => twinmeter('bill', 'verify', EXPORT, BILL, TOU, 'more', '--key', KEY),
      /unexpected 'more'/,
    ],
  ])('refuses %s', async (_, work, complaint) => {
    const { code, err } = await work();
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});
