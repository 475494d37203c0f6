// The option --metering: another metering module in place of the built one, for a test of what is tested.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtFile } from '../build/paths.ts';
import { BadInputError } from './errors.ts';

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** Name of the module for a report. */
export const meteringName = (path: string | undefined): string => path ?? 'build/metering-core.wasm';

/** Bytes of the file that an option names. Throws BadInputError. */
export function fileBytes(option: string, path: string): Uint8Array {
  if (!existsSync(path)) throw new BadInputError(`${option} ${path}: no such file`);
  if (!statSync(path).isFile()) throw new BadInputError(`${option} ${path}: is not a file`);
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new BadInputError(`${option} ${path}: ${(error as Error).message}`);
  }
}

/** Bytes of the metering module: the built one, or a file. Throws BadInputError. */
export function meteringModule(path: string | undefined): Uint8Array {
  if (path === undefined) return builtFile('metering-core.wasm');
  const bytes = fileBytes('--metering', path);
  if (!MAGIC.every((byte, n) => bytes[n] === byte))
    throw new BadInputError(`--metering ${path}: no WebAssembly module`);
  return bytes;
}
