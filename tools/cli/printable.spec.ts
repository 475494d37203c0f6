// What a file or a name says reaches the terminal without its control characters, by the command as it is typed.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-printable-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ESCAPE = '\x1b[2J';

function output(...words: string[]): Promise<string> {
  const program = join(ROOT, 'tools/bin/twinmeter.mjs');
  return new Promise((resolve) => {
    execFile('node', [program, ...words], { cwd: ROOT }, (_, out, err) => resolve(out + err));
  });
}

it('shows an escape sequence in the name of a file that is refused as what it is', async () => {
  const path = join(folder, `${ESCAPE}.csv`);
  writeFileSync(path, 'no\nnumbers\n');
  const text = await output('run', '--target', 'wasm', '--service', '1p2w', '--wave', path, '--for', '1');
  expect(text).toContain('\\x1b[2J.csv');
  expect(text).not.toContain('\x1b');
});

it('shows an escape sequence in the name of a file that is fed as what it is', async () => {
  const path = join(folder, `fed ${ESCAPE}.csv`);
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const angle = (2 * Math.PI * 50 * i) / 4000;
    return `${i / 4000},${325 * Math.sin(angle)},${7 * Math.sin(angle)}`;
  });
  writeFileSync(path, `time,voltage,current\n${rows.join('\n')}\n`);
  const speed = ['--for', '0.2', '--speed', 'max'];
  const text = await output('run', '--target', 'wasm', '--service', '1p2w', '--wave', path, ...speed);
  expect(text).toContain('\\x1b[2J.csv');
  expect(text).not.toContain('\x1b');
});
