// Where the build puts what the tools load, where recordings lie, and the error for what is not built.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's root folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Folder of the recordings that tests and benches meter; they are not part of the project. */
export const RECORDINGS = resolve(process.env.TWINMETER_WAVES ?? join(ROOT, '../shared/waves'));

/** Folder of files that people had and a reader once got wrong; it is not part of the project either. */
export const CASES = resolve(process.env.TWINMETER_CASES ?? join(ROOT, '../shared/cases'));

/** Folder of the modules of the WebAssembly specification's test suite, with what is expected of each; no part of the project. */
export const WASM_VALIDATION = resolve(
  process.env.TWINMETER_WASM_VALIDATION ?? join(ROOT, '../shared/wasm-validation'),
);

/** A file the build makes is missing. */
export class NotBuiltError extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path}: not built yet; run 'make build'`);
    this.path = path;
  }
}

/** Full path of a file under build/. Throws NotBuiltError when it is not there. */
export function builtPath(...parts: string[]): string {
  const path = join(ROOT, 'build', ...parts);
  if (!existsSync(path)) throw new NotBuiltError(path);
  return path;
}

/** The bytes of a file under build/. */
export const builtFile = (...parts: string[]): Uint8Array =>
  new Uint8Array(readFileSync(builtPath(...parts)));
