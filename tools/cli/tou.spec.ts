// `twinmeter tou`: what is no tariff, no time or no port is refused before anything is written.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { twinmeter } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-tou-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'tariff.toml');
writeFileSync(
  file,
  `name = "FLAT"
season = [ { name = "all", start = "01-01", week = "A" } ]
week = [ { name = "A", days = [ 1, 1, 1, 1, 1, 1, 1 ] } ]
day = [ { id = 1, rates = { "00:00" = 3 } } ]
`,
);
const spoilt = join(folder, 'spoilt.toml');
writeFileSync(spoilt, 'name = "FLAT"\nday = [ { id = 1, rates = { "00:00" = 9 } } ]\n');

describe('twinmeter tou', () => {
  it.each([
    ['without a port', ['put', file], /--port PATH is missing/],
    [
      'of a file that is not there',
      ['put', join(folder, 'none'), '--port', '/dev/null'],
      /none: no such file or directory/,
    ],
    ['of a tariff that is none', ['put', spoilt, '--port', '/dev/null'], /day 1: 00:00: expected .* 1 to 8/],
    ['at a time that is none', ['put', file, '--port', '/dev/null', '--activate', 'soon'], /expected now/],
    [
      'on a day that is none',
      ['put', file, '--port', '/dev/null', '--activate', '2027-02-31T00:00'],
      /expected now/,
    ],
    ['of two files', ['put', file, file, '--port', '/dev/null'], /unexpected/],
    ['at a port that is not there', ['get', '-', '--port', join(folder, 'tty')], /does not exist/],
  ])('refuses one %s', async (_, words, complaint) => {
    const { code, err } = await twinmeter('tou', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});
