// Compiles the metering core with a load beside its work, as the core itself is compiled.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../build/paths.ts';

const OUT = join(ROOT, 'build/test/metering-workload.wasm');

/** Bytes of the module. */
export function workloadModule(): Uint8Array {
  mkdirSync(join(ROOT, 'build/test'), { recursive: true });
  const source = join(import.meta.dirname, 'assembly/metering.ts');
  const options = ['--config', 'asconfig.json', '--target', 'metering', '-o', OUT];
  execFileSync(join(ROOT, 'node_modules/.bin/asc'), [source, ...options], { cwd: ROOT, stdio: 'pipe' });
  return new Uint8Array(readFileSync(OUT));
}

/** What every signature it has made is made of. */
export const SIGNED = Uint8Array.from({ length: 16 }, (_, at) => at * 37 + 11);
