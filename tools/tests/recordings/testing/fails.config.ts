// The one file that fails on purpose, with what every test has around it.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tools/tests/recordings/testing/fails.ts'],
    setupFiles: ['tools/tests/recordings/leave.ts'],
  },
});
