// Starts threads of a TypeScript program: compiled once and again when a source has changed, as the command line is.
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { currentProgram } from '../../build/program/current.mjs';
import { ROOT } from '../../build/paths.ts';

/** Starts one more thread; the program finds what it is given as its `workerData`. */
export type StartThread = (given: unknown) => Worker;

/** From the source, each time anew: costs a second of processor time a thread. */
const fromSource =
  (source: string): StartThread =>
  (given) => {
    const url = JSON.stringify(pathToFileURL(source).href);
    const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${url}); })`;
    return new Worker(start, { eval: true, workerData: given });
  };

/** What starts threads of this source. Throws what the compiler says of one that it cannot read. */
export async function workerProgram(source: string): Promise<StartThread> {
  const program = await currentProgram(source, join(ROOT, 'build/workers', basename(source, '.ts')));
  if (program === undefined) return fromSource(source);
  const url = new URL(program);
  return (given) => new Worker(url, { workerData: given });
}
