// The option --metering: another metering module in place of the built one, for a test of what is tested.
import { readFileSync } from 'node:fs';
import { builtFile } from '../build/paths.ts';
import { BadInputError } from './errors.ts';

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** Name of the module for a report. */
export const meteringName = (path: string | undefined): string => path ?? 'build/metering-core.wasm';

/** Bytes of the metering module: the built one, or a file. Throws BadInputError. */
export function meteringModule(path: string | undefined): Uint8Array {
  if (path === undefined) return builtFile('metering-core.wasm');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new BadInputError(`--metering ${path}: ${(error as Error).message}`);
  }
  if (!MAGIC.every((byte, n) => bytes[n] === byte))
    throw new BadInputError(`--metering ${path}: no WebAssembly module`);
  return bytes;
}
