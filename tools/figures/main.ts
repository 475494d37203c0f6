// `make bench`: every measured figure of the project, each with how it was taken.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { speedLines } from './speed.ts';

/** Figures that are programs of their own, in the order they are printed. */
const PROGRAMS = [
  'programme.ts',
  'metrology.ts',
  'recorded.ts',
  'accuracy.ts',
  'flicker.ts',
  'cost.ts',
  'leaf.ts',
  'jobs/jobs.ts',
  'workload/main.ts',
  'power.ts',
  'boot.ts',
  '../tests/call-times/main.ts',
  'emulator.ts',
];

const seconds = (since_ms: number): string => `${((performance.now() - since_ms) / 1000).toFixed(0)} s`;

/** One part with its place among all, and what it took. */
async function part(number: number, name: string, run: () => Promise<void> | void): Promise<void> {
  const began_ms = performance.now();
  console.log(`\n--- ${number} of ${PROGRAMS.length + 1}: ${name}`);
  await run();
  console.log(`(${seconds(began_ms)}, ${seconds(0)} of about half an hour)`);
}

function runProgram(program: string): void {
  const path = join(import.meta.dirname, program);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', path], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

await part(1, 'speed.ts', async () => console.log((await speedLines()).join('\n')));
for (const [n, program] of PROGRAMS.entries()) await part(n + 2, program, () => runProgram(program));
