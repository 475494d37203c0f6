// The management module that two buttons operate the load switch with (tools/cores/testing/load-switch-module.wat).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../build/paths.ts';

export function switchModule(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-switch-'));
  try {
    const wasm = join(folder, 'switch.wasm');
    execFileSync('wat2wasm', [join(ROOT, 'tools/cores/testing/load-switch-module.wat'), '-o', wasm]);
    return new Uint8Array(readFileSync(wasm));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
