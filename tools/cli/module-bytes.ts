// The module of a core that a command starts: the built one, or a file the user names, checked as its host does.
import { builtFile } from '../build/paths.ts';
import type { Role } from '../cores/core-runner.ts';
import { checkAsHost } from '../cores/wasm3-library.ts';
import { fileBytes } from './metering-option.ts';

/** Throws BadInputError, ModuleError. */
export function moduleBytes(role: Role, path: string | undefined): Uint8Array {
  const bytes = path === undefined ? builtFile(`${role}-core.wasm`) : fileBytes(`--${role}`, path);
  checkAsHost(role, bytes);
  return bytes;
}
