// `twinmeter records export` as people and scripts use it: a kept meter, a file cut off, readings in words, and what is refused.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPORT, judged, KEY, LIMIT_ms, path, STATE, take, verify, withExport } from './testing-records.ts';
import { StartedRun, twinmeter, type Result } from './testing.ts';

interface Ocmf {
  readonly PG: string;
  readonly MS: string;
  readonly RD: readonly { TM: string; RV: number; RI: string; RU: string; ST: string }[];
}

withExport();

describe('twinmeter records', () => {
  it('exports from a folder, and judges the file by the key beside it', async () => {
    const { code, out } = await verify(EXPORT);
    expect(code).toBe(0);
    expect(out).toContain(
      'sound: 5 records of minutes (1 to 5), 2026-05-31T23:58:00Z to 2026-06-01T00:02:00Z',
    );
    const der = spawnSync('openssl', ['pkey', '-pubin', '-in', KEY, '-outform', 'der']).stdout;
    const digest = spawnSync('sha256sum', { input: der }).stdout.toString().slice(0, 64);
    expect(out).toContain(`key ${digest}`);
    expect(judged(EXPORT)).toEqual([0, 0]);
  });

  it(
    'goes on with a file that was cut off, to the same bytes as far as the meter chose them',
    { timeout: LIMIT_ms },
    async () => {
      const cut = path('cut.txt');
      copyFileSync(EXPORT, cut);
      const records = (file: string) =>
        readFileSync(file, 'latin1')
          .split('\n')
          .filter((line) => line.startsWith('record'));
      for (const bytes of [60, 700, readFileSync(EXPORT).length - 300]) {
        truncateSync(cut, bytes);
        expect(judged(cut)).toEqual([2, 2]);
        expect((await take(cut)).code).toBe(0);
        expect(records(cut)).toEqual(records(EXPORT));
        expect(judged(cut)).toEqual([0, 0]);
      }
      expect((await take(cut, '--json')).out).toBe(
        `{"out":"${cut}","ring":"minutes","records":0,"missing":[]}\n`,
      );
    },
  );

  it('takes a range, by sequence or by time, and says what the meter has where that is not it', async () => {
    const some = path('some.txt');
    await take(some, '--first', '2', '--last', '3');
    expect((await verify(some)).out).toContain('2 records of minutes (2 to 3)');
    const since = path('since.txt');
    await take(since, '--since', '2026-06-01T00:01:00Z');
    expect((await verify(since)).out).toContain('2 records of minutes (4 to 5)');
    const beyond = await take(path('beyond.txt'), '--last', '9');
    expect(beyond).toMatchObject({
      code: 2,
      err: 'twinmeter: records 1 to 9 of minutes: the meter has 1 to 5\n',
    });
    const none = await take(path('none.txt'), '--ring', 'instant');
    expect(none).toMatchObject({ code: 2, err: 'twinmeter: the meter has no such records of instant\n' });
  });

  it('leaves a file alone that holds something else than readings', async () => {
    const precious = path('precious.txt');
    writeFileSync(precious, 'a letter\n');
    expect(await take(precious, '--format', 'ocmf')).toMatchObject({
      code: 2,
      err: `twinmeter: ${precious}: exists, and holds no readings\n`,
    });
    expect(readFileSync(precious, 'utf8')).toBe('a letter\n');
  });

  it.each([
    [['records', 'verify', EXPORT, '--key', path('none.pem')], 'none.pem: no such file or directory'],
    [['records', 'verify', EXPORT, '--key', EXPORT], 'holds no public key in PEM'],
    [['records', 'verify', EXPORT, EXPORT, '--key', KEY], '--file: expected one value, given twice'],
    [['records', 'verify', '--key', KEY], '--file FILE is missing'],
    [['records', 'verify', path('none'), '--key', KEY], 'no such file'],
    [
      ['records', 'export', '--state', STATE, '--out', path('x'), '--format', 'ocmf', '--ring', 'minutes'],
      'has no readings',
    ],
    [
      ['records', 'export', '--state', STATE, '--out', path('x'), '--first', '1.5'],
      'expected a whole number',
    ],
    [['records', 'export', '--out', path('x')], 'give either --port PATH or --state DIR'],
    [['records', 'export', '--state', path('nowhere'), '--out', path('x')], 'keeps no meter'],
    [['records', 'export', '--port', path('nowhere'), '--out', path('x')], 'does not exist'],
    [
      ['records', 'export', '--state', STATE, '--out', path('x'), '--since', 'today'],
      'expected a time in UTC',
    ],
    [['records', 'export', '--state', STATE, '--out', KEY], 'is no export of a Twinmeter'],
    [
      ['records', 'export', '--state', STATE, '--out', EXPORT, '--ring', 'days'],
      'is an export of minutes, not of days',
    ],
    [['run', '--start', '2026-02-30T00:00:00Z'], 'expected a time in UTC'],
    [['run', '--start', '1999-12-31T23:59:59Z'], 'the clock holds 2000-01-01 to 2199-12-31'],
  ])('%j is refused in one line', async (words, why) => {
    const { code, err } = await twinmeter(...words);
    expect(code).toBe(2);
    expect(err).toContain(why);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it(
    'writes readings that a plain openssl judges, in local time with what is known of it',
    async () => {
      const { code, out } = await take(path('ocmf.txt'), '--format', 'ocmf', '--ring', 'hours');
      expect([code, out]).toEqual([
        0,
        `${path('ocmf.txt')}: 3 readings, those of hours and one of now, signed by the meter\n`,
      ]);
      const lines = readFileSync(path('ocmf.txt'), 'latin1')
        .trimEnd()
        .split('\n')
        .map((line) => line.split('|'));
      expect(lines).toHaveLength(3);
      for (const [title, text, signed] of lines) {
        expect(title).toBe('OCMF');
        writeFileSync(path('signature'), Buffer.from((JSON.parse(signed) as { SD: string }).SD, 'hex'));
        const judge = (input: string) =>
          spawnSync('openssl', ['dgst', '-sha256', '-verify', KEY, '-signature', path('signature')], {
            input,
          }).stdout.toString();
        expect(judge(text)).toBe('Verified OK\n');
        expect(judge(text.replace('kWh', 'MWh'))).toBe('Verification failure\n');
      }
      const readings = lines.map(([, text]) => JSON.parse(text) as Ocmf);
      expect(readings.map(({ MS, RD }) => [MS, RD[0].TM])).toEqual([
        ['10000001', '2026-05-31T23:58:00,000+0000 I'],
        ['10000001', '2026-06-01T00:00:00,000+0000 I'],
        ['10000001', expect.stringMatching(/^2026-06-01T00:0\d:\d\d,000\+0000 I$/)],
      ]);
      // 3 x 230 V x 5 A for a minute, and for three.
      expect(readings[0].RD[0]).toMatchObject({ RI: '1-0:1.8.0*255', RU: 'kWh', ST: 'G' });
      expect(readings[1].RD[0].RV - readings[0].RD[0].RV).toBeCloseTo((3.45 * 2) / 60, 4);
      expect(readings[1].RD[1]).toMatchObject({ RI: '1-0:2.8.0*255', RV: 0 });
      expect(new Set(readings.map(({ PG }) => PG)).size).toBe(3);
    },
    LIMIT_ms,
  );

  it('exports from a meter that runs, through its own port', { timeout: LIMIT_ms }, async () => {
    const live = path('live');
    const started = new StartedRun([
      ...['--target', 'wasm', '--state', live, '--start', '2026-05-31T23:58:50Z', '--speed', '30', '--json'],
    ]);
    try {
      await started.says('"legal"');
      const { ports } = started.lastObject() as unknown as { ports: { legal: string } };
      let taken: Result;
      do taken = await twinmeter('records', 'export', '--port', ports.legal, '--out', path('live.txt'));
      while (taken.err.includes('no such records'));
      expect(taken).toMatchObject({ code: 0, err: '' });
      const reading = ['read', '--port', ports.legal, '--protocol', 'dlt645', '--baud', '2400', '--json'];
      const { code, out } = await twinmeter(...reading, '--address', 'AAAAAAAAAA01');
      expect(code).toBe(0);
      expect((JSON.parse(out) as { meter: object }).meter).toMatchObject({
        address_645: expect.stringMatching(/^\d{10}01$/),
      });
    } finally {
      process.kill(started.pid, 'SIGINT');
      await started.ended();
    }
    expect(judged(path('live.txt'), join(live, 'public-key.pem'))).toEqual([0, 0]);
  });
});
