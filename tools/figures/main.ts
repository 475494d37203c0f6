// `make bench`: every measured figure of the project, each with how it was taken.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { speedLines } from './speed.ts';

/** Figures that are programs of their own, in the order they are printed. */
const PROGRAMS = [
  'metrology.ts',
  'recorded.ts',
  'accuracy.ts',
  'flicker.ts',
  'cost.ts',
  'leaf.ts',
  'emulator.ts',
];

console.log((await speedLines()).join('\n'));
for (const program of PROGRAMS) {
  const path = join(import.meta.dirname, program);
  if (!existsSync(path)) continue;
  console.log(`\n--- ${program}`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', path], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
