// The programs of the yardstick: the path in C, the module compiled ahead of time, and the module with its results laid open.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtPath } from '../../build/paths.ts';
import { ChipBuild, HARNESS, once } from './chip-build.ts';

export type Subject = 'c' | 'aot';

const PATH_IN_C = /^(path.*|subject_c)\.c$/;

function objectsOf(subject: Subject, build: ChipBuild): string[] {
  if (subject === 'aot') return [build.translate(builtPath('metering-core.wasm')), ...build.runtime()];
  const sources = readdirSync(HARNESS).filter((name) => PATH_IN_C.test(name));
  return sources.map((name) => build.compile(join(HARNESS, name)));
}

/** The program of a subject as an ELF file. */
export const subjectElf = once((subject: Subject): Uint8Array => {
  const build = new ChipBuild(subject);
  return build.link(objectsOf(subject, build));
});

/** The metering core's own sources with their intermediate results laid open, as a module; what it lays out needs a page more. */
export const openedModule = once((name: 'intermediate'): Uint8Array => {
  const entry = `tools/figures/yardstick/assembly/${name}.ts`;
  const memory = ['--initialMemory', '3', '--maximumMemory', '3'];
  return readFileSync(new ChipBuild(name).module(entry, ...memory));
});
