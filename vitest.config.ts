import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tools/**/*.spec.ts', 'shared-protocol/**/*.spec.ts', 'boards/**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/assembly/**', 'build/**'],
    setupFiles: ['tools/testing/fuzz-runs.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
