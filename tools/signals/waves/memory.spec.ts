// A recording of any length costs bounded memory: what a process that feeds all of it needs at most.
import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect } from 'vitest';
import { itInLongForm } from '../../build/testing/long-form.ts';
import { ROOT } from '../../build/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RATE_Hz = 10_000;
/** More than is held in memory by default. */
const RECORDS = 5_000_000;
const CHANNELS = 2;
const PIECE = 50_000;
const LIMIT_ms = 300_000;
/** Above what a process has anyway. As doubles, stamps and codes of the record alone are 160 MB. */
const BOUND_MB = 160;

/** What a process takes that runs to the end of a file, in MB at its peak, and the current it met last. */
const FEEDING = `
import { waveSource } from './tools/signals/waves/wave-source.ts';
const [path, longFrom] = process.argv.slice(1);
const options = { service: '1p2w', longFrom: longFrom === undefined ? undefined : Number(longFrom) };
const source = path ? waveSource(path, options) : undefined;
const words = new Int32Array(32 * 8);
const sets = source ? Math.floor((${RECORDS} * source.rate_mHz) / 1000 / ${RATE_Hz}) - 8000 : 0;
for (let at = 0; at < sets; at += 4000) source.fill(words, at, 32);
const { elements } = source?.truth(sets, 800) ?? { elements: [{ current_A: 0 }] };
console.log(JSON.stringify({ peak_MB: process.resourceUsage().maxRSS / 1024, current_A: elements[0].current_A }));
`;

async function feeding(...words: readonly string[]): Promise<{ peak_MB: number; current_A: number }> {
  const command = ['--import', 'tsx', '--input-type=module', '-e', FEEDING, ...words];
  const { stdout } = await promisify(execFile)('node', command, { cwd: ROOT });
  return JSON.parse(stdout) as { peak_MB: number; current_A: number };
}

/** A binary record of a voltage and a current, which is twice as large in its latter half. */
function writeRecord(name: string): string {
  const base = join(folder, name);
  const lines = ['1,V1,A,,V,0.01,0,0,-32767,32767,1,1,S', '2,I1,A,,A,0.001,0,0,-32767,32767,1,1,S'];
  const stamp = '01/01/2026,00:00:00.000000';
  const rate = ['50', '1', `${RATE_Hz},${RECORDS}`, stamp, stamp];
  writeFileSync(`${base}.cfg`, ['s,d,1999', '2,2A,0D', ...lines, ...rate, 'BINARY', '1', ''].join('\n'));
  const size = 8 + 2 * CHANNELS;
  const file = openSync(`${base}.dat`, 'w');
  const piece = new DataView(new ArrayBuffer(size * PIECE));
  for (let from = 0; from < RECORDS; from += PIECE) {
    for (let n = 0; n < PIECE; n++) writeSample(piece, n * size, from + n);
    writeSync(file, piece);
  }
  closeSync(file);
  return `${base}.cfg`;
}

function writeSample(view: DataView, at: number, n: number): void {
  const wave = Math.SQRT2 * Math.sin((2 * Math.PI * 50 * n) / RATE_Hz);
  view.setUint32(at, n + 1, true);
  view.setUint32(at + 4, (n * 1e6) / RATE_Hz, true);
  view.setInt16(at + 8, Math.round(230 * wave * 100), true);
  view.setInt16(at + 10, Math.round((n < RECORDS / 2 ? 5 : 10) * wave * 1000), true);
}

describe('A COMTRADE record of five million samples', () => {
  itInLongForm(
    'is fed to its end in memory that it would not fit if it were held',
    { timeout: LIMIT_ms },
    async () => {
      const path = writeRecord('long');
      const nothing = await feeding();
      const streamed = await feeding(path);
      const held = await feeding(path, String(2 * RECORDS));
      expect(streamed.current_A).toBeCloseTo(10, 3);
      expect(streamed.peak_MB - nothing.peak_MB).toBeLessThan(BOUND_MB);
      expect(held.peak_MB - nothing.peak_MB).toBeGreaterThan(2 * BOUND_MB);
    },
  );
});
