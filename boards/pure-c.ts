// Compiles C without a chip for the desk, so that specs call it directly.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import koffi from 'koffi';
import { ROOT } from '../tools/build/paths.ts';

const FOLDER = join(ROOT, 'build/test');

/** A library of these sources or objects (paths below boards/, or absolute), warnings as errors unless the flags say otherwise. */
export function pureC(
  name: string,
  sources: readonly string[],
  flags: readonly string[] = ['-Wall', '-Wextra', '-Werror'],
  libraries: readonly string[] = [],
): ReturnType<typeof koffi.load> {
  mkdirSync(FOLDER, { recursive: true });
  const library = join(FOLDER, `${name}.so`);
  const paths = sources.map((source) => resolve(ROOT, 'boards', source));
  execFileSync('gcc', [
    '-std=c11',
    ...flags,
    '-shared',
    '-fPIC',
    '-o',
    library,
    ...paths,
    ...libraries,
    '-lm',
  ]);
  return koffi.load(library);
}
