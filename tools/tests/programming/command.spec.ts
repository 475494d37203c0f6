// `twinmeter program` and `twinmeter read --object` through a pseudo-terminal, against a meter of two processes at real pace.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../../cli/options.ts';
import { program, PROGRAM_OPTIONS, wordsOf } from '../../cli/program.ts';
import { read, READ_OPTIONS } from '../../cli/read.ts';
import { twinmeter } from '../../cli/testing.ts';
import { freshKeys, testKeys } from '../../meter/keys/development-keys.ts';
import { formatKeys } from '../../meter/keys/key-file.ts';
import { meterAtRealPace, PACED, type PacedMeter } from './at-real-pace.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-program-'));
const keys = join(folder, 'development-keys');
const others = join(folder, 'other-keys');
writeFileSync(keys, formatKeys(testKeys()));
writeFileSync(others, formatKeys(freshKeys()));

let paced: PacedMeter;
let port: string;

beforeAll(async () => {
  paced = await meterAtRealPace(PACED.HOST, { coverOpen: true });
  port = paced.meter.ports.optical;
});
afterAll(async () => {
  await paced.close();
  rmSync(folder, { recursive: true, force: true });
});

async function outcome(work: (print: (t: string) => void, complain: (t: string) => void) => Promise<number>) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await work(
    (text) => printed.push(text),
    (text) => complaints.push(text),
  );
  return { code, printed, complaints };
}

const run = (...words: string[]) =>
  outcome((print, complain) =>
    program(parseOptions(PROGRAM_OPTIONS, wordsOf([...words, '--port', port])), { print, complain }),
  );
const readObject = (...words: string[]) =>
  outcome((print, complain) =>
    read(parseOptions(READ_OPTIONS, ['--port', port, ...words]), { print, complain }),
  );

describe('twinmeter program', { timeout: 60_000 }, () => {
  it('writes a setting at level 3, a password, and by that password reads the setting at level 2', async () => {
    const written = await run('cover-policy', 'trip,alarm', '--keys', keys, '--json');
    expect(written).toMatchObject({ code: 0, complaints: [] });
    expect(JSON.parse(written.printed[0])).toEqual({
      ...{ port, name: 'cover-policy', object: '0-0:96.135.0', command: 'W5', outcome: 'written' },
    });
    expect(await run('password-1', '12345678', '--state', folder)).toMatchObject({
      code: 0,
      printed: ['password-1: written'],
    });
    const read = await readObject('--object', '0-0:96.135.0', '--password', '12345678', '--json');
    expect(read.code).toBe(0);
    expect(JSON.parse(read.printed[0])).toMatchObject({
      object: { obis: '0-0:96.135.0.255', attribute: 2, text: '3' },
    });
  });

  it('chooses a companion profile, and none that was not loaded', async () => {
    expect(await run('companion', 'dsmr', '--keys', keys)).toMatchObject({ code: 0, complaints: [] });
    expect((await readObject('--object', '0-0:96.144.0', '--keys', keys)).printed[0]).toMatch(/1$/);
    expect(await run('companion', 'loaded', '--keys', keys)).toMatchObject({ code: 1 });
    await expect(run('companion', 'other', '--keys', keys)).rejects.toThrow(
      'expected one of own dsmr loaded',
    );
    expect(await run('companion', 'own', '--keys', keys)).toMatchObject({ code: 0 });
  });

  it('reads under a cipher at level 2, and says what that wants', async () => {
    const password = ['--object', '0-0:96.135.0', '--password', '12345678'];
    const ciphered = await readObject(...password, '--level', '2', '--ciphered', '--keys', keys);
    expect(ciphered).toMatchObject({ code: 0, complaints: [] });
    expect(ciphered.printed[0]).toMatch(/3$/);
    const other = await readObject(...password, '--level', '2', '--ciphered', '--keys', others);
    expect(other).toMatchObject({ code: 1, printed: [] });
    expect(other.complaints[0]).toContain('a ciphered value that these keys do not open');
    await expect(readObject(...password, '--ciphered')).rejects.toThrow('--ciphered wants --keys');
    await expect(
      readObject('--ciphered', '--keys', keys, '--level', '1', '--object', '1.8.0'),
    ).rejects.toThrow('--ciphered wants level 2 or 3');
    await expect(readObject('--ciphered')).rejects.toThrow('--ciphered goes with --object');
  });

  it('writes the service window by its times, and any object by its code as A-XDR', async () => {
    const window = ['service-window', '2026-12-01T08:00Z/2026-12-01T16:00Z'];
    expect(await run(...window, '--keys', keys, '--level', '3')).toMatchObject({ code: 0 });
    const first = await readObject('--object', '0-0:96.135.1#2', '--keys', keys);
    const seconds = (iso: string) => Date.parse(iso) / 1000;
    const axdr = (iso: string) => `06${seconds(iso).toString(16).toUpperCase().padStart(8, '0')}`;
    expect(first.printed[0]).toContain(` ${seconds('2026-12-01T08:00Z')},${seconds('2026-12-01T16:00Z')}`);
    const [from, to] = ['2026-12-02T08:00Z', '2026-12-02T09:00Z'];
    expect(await run('0-0:96.135.1', `hex:0202${axdr(from)}${axdr(to)}`, '--keys', keys)).toMatchObject({
      code: 0,
    });
    const second = await readObject('--object', '0-0:96.135.1', '--keys', keys);
    expect(second.printed[0]).toContain(` ${seconds(from)},${seconds(to)}`);
  });

  it('writes a setting of several numbers as they are read, by its code and by its name', async () => {
    const rules = (...more: string[]) => readObject('--object', '0-0:96.142.10', '--keys', keys, ...more);
    expect(await run('household-rules', '1,2,1,0,0,0', '--keys', keys)).toMatchObject({ code: 0 });
    expect((await rules()).printed[0]).toMatch(/^0-0:96\.142\.10\.255 {2}1,2,1,0,0,0( |$)/);
    expect(await run('0-0:96.142.10#2', '2, 0, 1, 1, 4, 0', '--keys', keys)).toMatchObject({ code: 0 });
    expect(JSON.parse((await rules('--json')).printed[0])).toMatchObject({
      object: { value: [2, 0, 1, 1, 4, 0], text: '2,0,1,1,4,0' },
    });
    expect(await run('household-rules', '9,0,0,0,0,0', '--keys', keys)).toMatchObject({ code: 1 });
  });

  it('says of an object without a value that it has none', async () => {
    const { printed } = await readObject('--object', '0-0:96.141.3');
    expect(printed[0]).toMatch(/^0-0:96\.141\.3\.255 {2}\(no value\)/);
    const { object } = JSON.parse((await readObject('--object', '0-0:96.141.3', '--json')).printed[0]);
    expect(object).toMatchObject({ value: null, text: '' });
  });

  it('says what the meter refuses, and exits with 1', async () => {
    const level = await run('cover-policy', 'none', '--json');
    expect(level.code).toBe(1);
    expect(JSON.parse(level.printed[0])).toMatchObject({ outcome: 'refused', error: 'ER04' });
    expect(level.complaints[0]).toMatch(/^twinmeter program: the meter answered ER04: The level is too low/);
    expect(await run('cover-policy', 'none', '--keys', others)).toMatchObject({
      code: 1,
      complaints: [expect.stringContaining('ER07')],
    });
    expect(await run('1-0:1.8.0', '0', '--keys', keys)).toMatchObject({
      code: 1,
      complaints: [expect.stringContaining('ER03')],
    });
    expect(await readObject('--object', '1-0:77.77.0')).toMatchObject({
      code: 1,
      complaints: [expect.stringMatching(/^twinmeter read: the meter answered ER02/)],
    });
  });

  it('reads one object by its code', async () => {
    const { code, printed } = await readObject('--object', '1.8.0', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(printed[0])).toMatchObject({
      port,
      object: { obis: '1-0:1.8.0.255', attribute: 2, unit: 'kWh', value: expect.any(Number) },
    });
    const shown = await readObject('--object', '32.7.0');
    expect(shown.printed[0]).toMatch(/^1-0:32\.7\.0\.255 {2}2\d\d\.\d{3} V {2}Voltage, L1$/);
  });
});

describe('bad input ends with exit code 2 and one line', { timeout: 60_000 }, () => {
  it.each([
    ['no name', ['program', '--port', 'x'], /--name NAME is missing/],
    ['no value', ['program', 'cover-policy', '--port', 'x'], /--value TEXT is missing/],
    ['no port', ['program', 'cover-policy', 'trip'], /--port PATH is missing/],
    ['a third word', ['program', 'a', 'b', 'c', '--port', 'x'], /unexpected 'c'/],
    ['an unknown name', ['program', 'coverpolicy', 'trip', '--port', 'x'], /expected a code such as/],
    [
      'an unknown policy',
      ['program', 'cover-policy', 'yes', '--port', 'x'],
      /expected one of none trip alarm/,
    ],
    [
      'a window that ends first',
      ['program', 'service-window', '2026-12-02T00:00Z/2026-12-01T00:00Z', '--port', 'x'],
      /ends before/,
    ],
    ['half a byte', ['program', '0-0:96.135.1', 'hex:020', '--port', 'x'], /whole bytes/],
    ['no digits', ['program', '0-0:96.135.1', 'hex:zz', '--port', 'x'], /hexadecimal digits/],
    ['a short password', ['program', 'password-1', '1234567', '--port', 'x'], /8 to 16 characters/],
    ['a number too few', ['program', 'household-rules', '1,0', '--port', 'x'], /expected 6 numbers/],
    ['a number too large', ['program', 'household-rules', '1,0,256,0,0,0', '--port', 'x'], /0 to 255/],
    ['words for numbers', ['program', 'prepayment-prices', 'cheap', '--port', 'x'], /expected numbers/],
    ['a bracket', ['program', '0-0:96.135.0', '(1)', '--port', 'x'], /no \( \) \/ and !/],
    [
      'a level without its proof',
      ['program', 'cover-policy', 'trip', '--level', '2', '--port', 'x'],
      /wants --password/,
    ],
    [
      'keys that are not there',
      ['program', 'cover-policy', 'trip', '--keys', '/gone', '--port', 'x'],
      /\/gone: no such file or directory/,
    ],
    [
      'a port that is not there',
      ['program', 'cover-policy', 'trip', '--port', '/gone'],
      /port \/gone does not exist/,
    ],
    ['a code that is none', ['read', '--object', 'x', '--port', 'x'], /expected a code such as 1-0:1\.8\.0/],
    [
      'a password without an object',
      ['read', '--password', 'x', '--port', 'x'],
      /--password goes with --object/,
    ],
    [
      'an object by another protocol',
      ['read', '--object', '1.8.0', '--protocol', 'legal', '--port', 'x'],
      /goes with --protocol/,
    ],
  ])('%s', async (_, words, says) => {
    const { code, err } = await twinmeter(...words);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(says);
  });
});
