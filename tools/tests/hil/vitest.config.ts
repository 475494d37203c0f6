// The HIL suite is a run of its own: `make test` takes up its specs through `make hil`'s program only.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { ROOT } from '../../build/paths.ts';

const HOUR_ms = 3_600_000;

export default defineConfig({
  root: ROOT,
  test: {
    include: ['tools/tests/hil/**/*.hil.ts'],
    testTimeout: HOUR_ms,
    hookTimeout: HOUR_ms,
    // What a worker has loaded and compiled once, the emulator above all, the next file finds there.
    isolate: false,
    maxWorkers: availableParallelism(),
    // A port has one reader at a time.
    fileParallelism: process.env.TWINMETER_HIL_TARGET !== 'serial',
  },
});
