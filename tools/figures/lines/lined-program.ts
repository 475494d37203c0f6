// Programs whose line tables speak of AssemblyScript: the metering module compiled ahead of time, instruction for instruction the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile } from '../../build/paths.ts';
import { ChipBuild, once } from '../yardstick/chip-build.ts';
import { withLines } from './marked-c.ts';
import { codeOf, markedModule } from './marked-module.ts';
import { placesOf } from './source-map.ts';

/** The sources give other code with a source map than the module that was built has: its lines would not be theirs. */
export class OtherCodeError extends Error {
  constructor() {
    super('build/metering-core.wasm is not what its sources give: run make build');
  }
}

export interface LinedProgram {
  readonly build: ChipBuild;
  readonly module: Uint8Array;
  /** The object of the translated module. */
  readonly object: string;
}

/** Compiles an entry with its source map, and translates it with its lines. */
export function linedModule(name: string, entry: string, ...options: string[]): LinedProgram {
  const build = new ChipBuild(name);
  const path = build.module(entry, '--sourceMap', ...options);
  const places = placesOf(readFileSync(`${path}.map`, 'utf8'));
  const module = new Uint8Array(readFileSync(path));
  const marked = join(build.folder, 'marked.wasm');
  writeFileSync(marked, markedModule(module, places));
  return { build, module, object: build.translate(marked, (c) => withLines(c, places), ['-g']) };
}

/** The metering module as a subject of the harness, with lines. Throws OtherCodeError. */
export const linedCore = once((entry: 'metering-core/assembly/index.ts') => {
  const { build, module, object } = linedModule('lined', entry);
  if (Buffer.compare(codeOf(module), codeOf(builtFile('metering-core.wasm'))) !== 0)
    throw new OtherCodeError();
  const elf = build.link([object, ...build.runtime()]);
  return { elf, path: join(build.folder, 'program.elf'), folder: build.folder };
});
