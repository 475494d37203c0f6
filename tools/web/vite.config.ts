// The page of a run, built into files that the run itself serves.
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { ROOT } from '../build/paths.ts';

export default defineConfig({
  root: join(import.meta.dirname, 'page'),
  base: './',
  build: {
    outDir: join(ROOT, 'build/web'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  logLevel: 'warn',
});
