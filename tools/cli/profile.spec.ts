// `twinmeter profile` at a meter that runs: the rows that it recorded, with their units, and what is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProfileRow } from '../records/profile-buffer.ts';
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const METER = ['--target', 'wasm', '--state', join(folder, 'meter')];

async function whileRunning(work: (port: string) => Promise<void>): Promise<void> {
  const run = new StartedRun([...METER, '--json']);
  try {
    await run.says('"optical"');
    await work((run.lastObject() as unknown as { ports: { optical: string } }).ports.optical);
  } finally {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
  }
}

async function rowsOf(...words: string[]): Promise<ProfileRow[]> {
  const { code, out, err } = await twinmeter('profile', ...words, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return (JSON.parse(out) as { rows: ProfileRow[] }).rows;
}

describe('twinmeter profile', () => {
  it('reads the rows of a profile, all, the last, and those of a time', { timeout: LIMIT_ms }, async () => {
    const recorded = ['--start', '2026-03-01T23:14:00Z', '--for', '2880', '--speed', 'max'];
    expect((await twinmeter('run', ...METER, ...recorded)).code).toBe(0);
    await whileRunning(async (port) => {
      const rows = await rowsOf('1-0:99.1.0.255', '--port', port);
      const times = rows.map(({ time }) => time);
      expect(times.slice(0, 3)).toEqual(
        ['01T23:30', '01T23:45', '02T00:00'].map((time) => `2026-03-${time}:00.000Z`),
      );
      const energyAt = ({ values }: ProfileRow) =>
        values['1-0:1.8.0.255'] as { value: number; unit: string; count: string };
      const energy = rows.map(energyAt);
      expect(energy[1].unit).toBe('Wh');
      expect(energy[1].value * 1000).toBeCloseTo(Number(energy[1].count), 6);
      expect(energy[1].value).toBeGreaterThan(energy[0].value);
      expect(await rowsOf('99.1.0', '--port', port, '--last', '1')).toEqual(rows.slice(-1));
      const of = ['--from', '2026-03-01T23:31:00Z', '--to', '2026-03-01T23:45:00Z'];
      expect(await rowsOf('1-0:99.1.0', '--port', port, ...of)).toEqual([rows[1]]);
      const days = await rowsOf('0-0:98.2.0.255', '--port', port);
      expect(days.map(({ time }) => time)).toEqual(['2026-03-02T00:00:00.000Z']);
      expect(days[0].values['1-0:1.8.0.255']).toEqual(energyAt(rows[2]));
      expect(days[0].values['1-0:1.6.0.255#5']).toMatch(/^2026-03-0[12]T\d\d:\d\d:00.000Z$/);
      expect(await rowsOf('0-0:98.1.0.255', '--port', port)).toEqual([]);
      const failures = await twinmeter('profile', '1-0:99.97.0.255', '--port', port, '--json');
      expect(JSON.parse(failures.out)).toMatchObject({ columns: [{}, { unit: 's' }], rows: [] });
      const none = await twinmeter('profile', '1-0:1.8.0', '--port', port);
      expect(none).toMatchObject({ code: 1, out: '' });
      expect(none.err).toMatch(/tells no capture objects/);
    });
  });

  it.each([
    ['without a port', ['1-0:99.1.0'], /--port PATH is missing/],
    ['without a code', ['--port', '/dev/null'], /--object CODE is missing/],
    ['of no code', ['99', '--port', '/dev/null'], /expected a code/],
    [
      'from a time that is none',
      ['1-0:99.1.0', '--port', '/dev/null', '--from', 'noon'],
      /expected a time in UTC/,
    ],
    [
      'both ways',
      ['1-0:99.1.0', '--port', '/dev/null', '--last', '1', '--from', '2026-03-01T10:00:00Z'],
      /either/,
    ],
    ['at a port that is not there', ['1-0:99.1.0', '--port', join(folder, 'tty')], /does not exist/],
  ])('refuses one %s', async (_, words, complaint) => {
    const { code, err } = await twinmeter('profile', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});
