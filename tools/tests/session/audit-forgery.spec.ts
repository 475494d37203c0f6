// The audit trail as an export: signed by the meter, and every change of file or NOR is found, by both verifiers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIT_STRIDE, NOR_AUDIT } from '../../../shared-protocol/generated/ts/protocol.ts';
import { numberOf as made } from '../../clients/dlms/index.ts';
import { ROOT } from '../../build/paths.ts';
import { ExportFileError } from '../../records/exports/export-file.ts';
import { ExportWriter } from '../../records/exports/export-writer.ts';
import { verifyingKey } from '../../records/exports/public-key.ts';
import { ringNamed } from '../../records/exports/rings.ts';
import { rangeOf, takeExport } from '../../records/exports/take-export.ts';
import type { Asked } from '../../records/exports/until-signed.ts';
import { verifyExport } from '../../records/exports/verify.ts';
import { SessionBench } from './session-bench.ts';

const SETTINGS = 3;
const ENTRIES = 5;
const ZONE = { class: 8, obis: '0-0:1.0.0.255', id: 3 };
const VERIFIER = join(ROOT, 'tools/records/exports/verify_export.py');
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

const asked = (bench: SessionBench): Asked => ({
  ask: (message, values = {}) => Promise.resolve(bench.message('link', { message, values })),
  pause: (ms) => Promise.resolve(bench.seconds(ms / 1000)),
});

/** A meter whose zone was set some times. */
function meter(first_min: number): SessionBench {
  const bench = new SessionBench();
  bench.seconds(2);
  const client = bench.associated(SETTINGS);
  for (let n = 0; n < ENTRIES; n++) bench.run(SETTINGS, client.set(ZONE, made('long', first_min + n)));
  bench.seconds(1);
  return bench;
}

async function exported(bench: SessionBench, name: string): Promise<string> {
  const ring = ringNamed('audit')!;
  const range = (await rangeOf(asked(bench), ring))!;
  const file = await ExportWriter.open(path(name), ring, asked(bench), range.first);
  await takeExport(asked(bench), ring, range, { write: (text) => file.write(text), progress: () => {} });
  file.end();
  file.close();
  return path(name);
}

let bench: SessionBench;
let lines: string[] = [];
beforeAll(async () => {
  bench = meter(-60);
  lines = readFileSync(await exported(bench, 'whole'), 'utf8').split('\n');
}, 60_000);

function key() {
  const { public_key } = bench.message('link', { message: 'read_identity', values: {} });
  return verifyingKey(Buffer.from(public_key as number[]));
}

/** 0 sound, 1 forged, 2 cannot be judged: what both verifiers say. */
function judged(file: string): number {
  writeFileSync(path('key.pem'), key().export({ type: 'spki', format: 'pem' }));
  const other = spawnSync('python3', [VERIFIER, path('key.pem'), file], { encoding: 'utf8' }).status;
  let own = 2;
  try {
    own = { sound: 0, forged: 1, 'another-key': 2 }[verifyExport(file, key()).outcome];
  } catch (error) {
    expect(error).toBeInstanceOf(ExportFileError);
  }
  expect(other).toBe(own);
  return own;
}

function forged(change: (text: string[]) => string[]): number {
  writeFileSync(path('forged'), change([...lines]).join('\n'));
  return judged(path('forged'));
}

const isEntry = (line: string) => line.startsWith('record ');
const flipped = (line: string, at: number) =>
  line.slice(0, at) + (parseInt(line[at], 16) ^ 1).toString(16) + line.slice(at + 1);

describe('An export of the audit trail', () => {
  it('is sound as the meter gave it', () => {
    expect(lines.filter(isEntry)).toHaveLength(ENTRIES);
    expect(judged(path('whole'))).toBe(0);
  });

  it.each([
    ['with a bit turned', (text: string[]) => text.map((line, n) => (n === 5 ? flipped(line, 60) : line))],
    ['without its first entry', (text: string[]) => text.filter((_, n) => n !== 4)],
    ['without its last entry', (text: string[]) => text.filter((_, n) => n !== 4 + ENTRIES - 1)],
    ['without one in between', (text: string[]) => text.filter((_, n) => n !== 6)],
    ['in another order', ([a, b, c, d, e, f, ...rest]: string[]) => [a, b, c, d, f, e, ...rest]],
    [
      'of another ring',
      (text: string[]) => text.map((line) => (line === 'ring audit' ? 'ring minutes' : line)),
    ],
  ])('%s is not', (_, change) => {
    expect(forged(change)).not.toBe(0);
  });

  it('spliced with entries of another meter of the same key is not', async () => {
    const other = readFileSync(await exported(meter(-120), 'other'), 'utf8').split('\n');
    expect(forged((text) => text.map((line, n) => (n === 6 ? other[6] : line)))).toBe(1);
  });

  it('of an entry that was changed in the NOR tells so', async () => {
    const changed = meter(-60);
    const address = NOR_AUDIT + 2 * AUDIT_STRIDE + 16;
    changed.nor.begin({ kind: 'program', address, length: 1, data: Uint8Array.of(0) });
    changed.nor.complete();
    const file = await exported(changed, 'changed');
    expect(readFileSync(file, 'utf8')).toMatch(/^damaged /m);
    expect(judged(file)).toBe(1);
  });
});
