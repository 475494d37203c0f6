import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './tools/build/testing/long-first.ts';

export default defineConfig({
  test: {
    include: [
      'tools/**/*.spec.ts',
      'shared-protocol/**/*.spec.ts',
      'boards/**/*.spec.ts',
      '{metering,management}-core/design/**/*.spec.ts',
    ],
    exclude: ['**/node_modules/**', '**/assembly/**', 'build/**'],
    setupFiles: ['tools/build/testing/fuzz-runs.ts', 'tools/tests/recordings/leave.ts'],
    // Against what hangs, not what is slow: some compile a core, and a machine may be busy.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongFirst },
  },
});
