// `twinmeter token provision` at a meter that runs: behind it tokens under that key are taken, with either algorithm.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-token-provision-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numbers = (size: number) => Array.from({ length: size }, (_, i) => (i * 5 + 3) % size);
const STA = { first: numbers(16), second: numbers(16).reverse(), permutation: numbers(64) };
const KEYS = {
  ...{ test_keys: true, iin: '600727', drn: '00000000000', sgc: 123457, ti: 1, krn: 1, kt: 2, base: 2014 },
};

function fileOf(name: string, more: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...KEYS, ...more }));
  return path;
}

const MISTY1 = fileOf('ea11.json', { ea: 11, vending_key: 'abababababababab949494949494949401234567' });
const STA_FILE = fileOf('ea07.json', { ea: 7, dkga: 2, vending_key: 'abababababababab', sta_tables: STA });
/** Energy; thresholds in mWs, the most of them; no friendly hours. */
const TERMS =
  '{"structure":[{"unsigned":1},{"long64":0},{"long64":0},{"long64":0},{"long64":3600000000000},{"unsigned":0},{"long-unsigned":0},{"long-unsigned":0},{"long-unsigned":0}]}';

interface Ports {
  readonly optical: string;
  readonly rs485: string;
}

describe('twinmeter token provision', () => {
  it(
    'has a meter take tokens of the file it came from, and none of another',
    { timeout: LIMIT_ms },
    async () => {
      const state = join(folder, 'meter');
      const run = new StartedRun(['--target', 'wasm', '--state', state, '--json']);
      try {
        await run.says('"optical"');
        const { optical, rs485 } = (run.lastObject() as unknown as { ports: Ports }).ports;
        const asManagement = ['--port', rs485, '--client', '1', '--state', state] as const;
        const terms = await twinmeter('set', '0-0:96.141.8#2', TERMS, ...asManagement);
        expect(terms).toMatchObject({ code: 0, err: '' });
        const enter = async (keys: string, tid: string) => {
          const made = await twinmeter(
            'token',
            'make',
            '--amount',
            '1',
            '--tid',
            tid,
            '--keys',
            keys,
            '--json',
          );
          const [{ digits }] = (JSON.parse(made.out) as { tokens: { digits: string }[] }).tokens;
          const entered = await twinmeter('token', 'enter', digits, '--port', optical, '--json');
          return (JSON.parse(entered.out) as { words: { result: string } }).words.result;
        };
        const provision = async (file: string) => {
          const given = await twinmeter('token', 'provision', file, ...asManagement, '--json');
          expect(given).toMatchObject({ code: 0, err: '' });
          expect(JSON.parse(given.out)).toMatchObject({ sgc: 123457, tables: file === STA_FILE });
        };
        await provision(MISTY1);
        const object = ['--protocol', 'dlms', '--object', '0-0:19.60.0#2', '--json'];
        const number = await twinmeter('read', ...object, ...asManagement);
        expect(number.out).toMatch(/600727\D+0\D+9\D/);
        expect(await enter(MISTY1, '5000')).toBe('Accept');
        await provision(STA_FILE);
        expect(await enter(MISTY1, '5001')).toBe('CRCError');
        // Whoever may not, may not: nothing is replaced.
        const reader = await twinmeter('token', 'provision', MISTY1, '--port', rs485, '--client', '16');
        expect(reader.code).toBe(1);
        expect(await enter(STA_FILE, '5002')).toBe('Accept');
      } finally {
        process.kill(run.pid, 'SIGINT');
        await run.ended();
      }
    },
  );

  it.each([
    ['is not there', [join(folder, 'none.json')], /none\.json/],
    [
      'has no test keys',
      [fileOf('real.json', { ...KEYS, test_keys: false })],
      /"test_keys": true is missing/,
    ],
    [
      'has a table with a number twice',
      [
        fileOf('twice.json', {
          ea: 7,
          dkga: 2,
          vending_key: 'abababababababab',
          sta_tables: { ...STA, first: numbers(15).concat(3) },
        }),
      ],
      /twice\.json: a substitution table has each of 0 to 15 once/,
    ],
  ])('refuses a file that %s', async (_, words, complaint) => {
    const { code, err } = await twinmeter('token', 'provision', ...words, '--host', '127.0.0.1:1');
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});
