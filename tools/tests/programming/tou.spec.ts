// `twinmeter tou` through a pseudo-terminal at a meter of two processes: a tariff goes there and comes back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twinmeter } from '../../cli/testing.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { formatKeys } from '../../meter/keys/key-file.ts';
import type { Meter } from '../../meter/meter.ts';
import { tariffOf } from '../../tariff/toml.ts';
import { meterAtRealPace, PACED, type PacedMeter } from './at-real-pace.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-tou-'));
const keys = join(folder, 'development-keys');
writeFileSync(keys, formatKeys(testKeys()));

const two = (value: number) => String(value).padStart(2, '0');
const quarters = Array.from(
  { length: 96 },
  (_, i) => `"${two(i >> 2)}:${two((i % 4) * 15)}" = ${(i % 8) + 1}`,
);
const TARIFF = `name = "PRICES"
season = [ { name = "all", start = "01-01", week = "A" } ]
week = [ { name = "A", days = [ 1, 1, 1, 1, 1, 2, 2 ] } ]
day = [ { id = 1, rates = { ${quarters.join(', ')} } }, { id = 2, rates = { "00:00" = 3 } } ]
special = [ { date = "*-12-25", day = 2 } ]
`;
const file = join(folder, 'tariff.toml');
writeFileSync(file, TARIFF);

let paced: PacedMeter;
let meter: Meter;

beforeAll(async () => {
  paced = await meterAtRealPace(PACED.HOST, { coverOpen: true });
  meter = paced.meter;
});
afterAll(async () => {
  await paced.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('twinmeter tou', { timeout: 180_000 }, () => {
  it('puts a table of quarter-hour prices at level 3, and anybody gets it back', async () => {
    const port = meter.ports.optical;
    const put = await twinmeter(
      ...['tou', 'put', file, '--port', port, '--keys', keys, '--activate', '2035-01-01T00:00', '--json'],
    );
    expect(put).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(put.out)).toMatchObject({ name: 'PRICES', days: 2, activate: '2035-01-01T00:00' });
    const got = join(folder, 'got.toml');
    expect(await twinmeter('tou', 'get', got, '--passive', '--port', port)).toMatchObject({
      code: 0,
      err: '',
    });
    expect(tariffOf(readFileSync(got, 'utf8'))).toEqual(tariffOf(TARIFF));
  });

  it('is refused without the keys, and leaves the tariff that is there', async () => {
    const port = meter.ports.optical;
    const refused = await twinmeter('tou', 'put', file, '--port', port);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/ER04/);
  });
});
