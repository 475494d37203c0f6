// Compiles C without a chip for the desk, so that specs call it directly.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';
import { ROOT } from '../tools/build/paths.ts';

const FOLDER = join(ROOT, 'build/test');

/** A library of these sources (paths below boards/), warnings as errors. */
export function pureC(name: string, sources: readonly string[]): ReturnType<typeof koffi.load> {
  mkdirSync(FOLDER, { recursive: true });
  const library = join(FOLDER, `${name}.so`);
  const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', library];
  execFileSync('gcc', [...flags, ...sources.map((source) => join(ROOT, 'boards', source))]);
  return koffi.load(library);
}
