// A meter kept in a folder with five minutes of its records, and both verifiers: what the specs of `twinmeter records` share.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { ExportFileError } from '../records/exports/export-file.ts';
import { publicKeyIn } from '../records/exports/public-key.ts';
import { verifyExport } from '../records/exports/verify.ts';
import { EXIT } from './records-verify.ts';
import { twinmeter } from './testing.ts';

export const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-records-'));
export const path = (name: string): string => join(folder, name);

export const STATE = path('meter');
export const KEY = join(STATE, 'public-key.pem');
export const EXPORT = path('minutes.txt');
const VERIFIER = join(ROOT, 'tools/records/exports/verify_export.py');

export const run = (state: string, ...words: string[]) =>
  twinmeter(...['run', '--target', 'wasm', '--volts', '230', '--amps', '5', '--state', state], ...words);
export const verify = (file: string, key = KEY) => twinmeter('records', 'verify', file, '--key', key);
export const take = (out: string, ...words: string[]) =>
  twinmeter('records', 'export', '--state', STATE, '--out', out, ...words);

/** What our verifier exits with. */
export function codeOf(file: string, key: string): number {
  try {
    return EXIT[verifyExport(file, publicKeyIn(key)).outcome];
  } catch (error) {
    expect(error).toBeInstanceOf(ExportFileError);
    return 2;
  }
}

/** What the other verifier says of files, each by its exit code. */
export function others(files: readonly string[], key: string): number[] {
  const { stdout, stderr } = spawnSync('python3', [VERIFIER, key, ...files], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => Number(line[0]));
}

/** Exit codes of both verifiers for a file. */
export const judged = (file: string, key = KEY): number[] => [codeOf(file, key), ...others([file], key)];

/** Makes meter and export before the specs of a file, and removes all behind them. */
export function withExport(): void {
  beforeAll(async () => {
    const speed = ['--for', '310', '--speed', 'max'];
    const { code, err } = await run(STATE, '--start', '2026-05-31T23:57:00Z', ...speed);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    await take(EXPORT);
  }, LIMIT_ms);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
