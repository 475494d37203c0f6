// `twinmeter token make` as people and scripts use it: published tokens come out, and what is no test key is refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import vectors from '../clients/vectors/sts.json' with { type: 'json' };
import { twinmeter } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-token-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keyFile(name: string, content: object): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const published = (name: string, more: object = {}) =>
  keyFile(name, {
    ...{ test_keys: true, vending_key: vectors.vending_key, dkga: 4, ea: 11 },
    ...vectors.keys[name as keyof typeof vectors.keys],
    ...more,
  });

interface Told {
  readonly test_keys: boolean;
  readonly meter: { readonly pan: string };
  readonly tokens: readonly { readonly digits: string; readonly kind: string; readonly issued?: string }[];
}

async function told(...words: string[]): Promise<Told> {
  const { code, out, err } = await twinmeter('token', 'make', '--json', ...words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Told;
}

const digits = async (...words: string[]) => (await told(...words)).tokens.map((token) => token.digits);

describe('twinmeter token make', () => {
  it('makes the published credit token, and says that its keys are test keys', async () => {
    const words = ['--amount', '0.1', '--time', '2004-03-01T13:00Z', '--random', '5', '--base', '1993'];
    const { test_keys, meter, tokens } = await told(...words);
    expect(test_keys).toBe(true);
    expect(meter.pan).toBe('600727000000000009');
    expect(tokens).toMatchObject([{ digits: '59386323472137426967', issued: '2004-03-01T13:00:00.000Z' }]);
    const { out } = await twinmeter('token', 'make', ...words);
    expect(out).toMatch(/^TEST KEYS, for no meter in service/);
    expect(out).toContain('5938 6323 4721 3742 6967  credit_electricity: ');
  });

  it('makes limits, tests and clearing tokens that are published', async () => {
    const base = ['--base', '1993', '--random', '5'];
    const limit = ['--class', 'maximum-power', '--amount', '1000', '--time', '2004-03-28T09:01Z'];
    expect(await digits(...base, ...limit)).toEqual(['26521936751055502278']);
    const tamper = ['--class', 'clear-tamper', '--time', '2004-03-28T10:00Z'];
    expect(await digits(...base, ...tamper)).toEqual(['02455019196514047304']);
    const all = ['--class', 'test', '--amount', '0'];
    expect(await digits(...all)).toEqual(['56493153725450313471']);
    expect(await digits(...all, '--manufacturer', '4')).toEqual(['02305843005052951967']);
    expect(await digits('--class', 'test', '--amount', '4')).toEqual(['18446744073843772416']);
  });

  it('makes the published set that moves a meter to another base date', async () => {
    const { from, to, digits: set } = vectors.key_changes[1];
    const words = ['--class', 'key-change', '--keys', published(from), '--new-keys', published(to)];
    expect((await digits(...words)).slice(0, 2)).toEqual(set);
  });

  it('takes the tables of algorithm 07 from the file of keys', async () => {
    const numbers = (size: number) => Array.from({ length: size }, (_, i) => (i * 5 + 3) % size);
    const sta = { first: numbers(16), second: numbers(16).reverse(), permutation: numbers(64) };
    const more = { ea: 7, dkga: 2, vending_key: 'abababababababab' };
    const words = ['--amount', '1', '--tid', '5', '--random', '0', '--keys'];
    expect(await digits(...words, published('krn1', { ...more, sta_tables: sta }))).toHaveLength(1);
    expect((await twinmeter('token', 'make', ...words, published('krn1', more))).err).toContain('sta_tables');
  });

  it.each([
    ['without an amount', [], /--amount is missing/],
    [
      'with identifier and time',
      ['--amount', '1', '--tid', '1', '--time', '2026-01-01T00:00Z'],
      /either --tid or --time/,
    ],
    ['before its base date', ['--amount', '1', '--time', '2013-01-01T00:00Z'], /no identifier/],
    ['of a test that there is none', ['--class', 'test', '--amount', '37'], /tests are 0 to 36/],
    ['of another key without its file', ['--class', 'key-change'], /--new-keys is missing/],
    ['with a register of more than 16 bits', ['--class', 'clear-credit', '--amount', '65536'], /16 bits/],
    [
      'with a file that is not there',
      ['--amount', '1', '--keys', join(folder, 'none')],
      /none: no such file or directory/,
    ],
  ])('makes none %s', async (_, words, complaint) => {
    const { code, err } = await twinmeter('token', 'make', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });

  it('takes no file of keys that does not call them test keys', async () => {
    const file = published('krn1', { test_keys: undefined });
    const { code, err } = await twinmeter('token', 'make', '--amount', '1', '--keys', file);
    expect(code).toBe(2);
    expect(err).toContain('"test_keys": true is missing');
  });
});
