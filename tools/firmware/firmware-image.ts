// The firmware image a run asks for: the built ELF of a role and engine, with the run's module in its place.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import type { Role } from '../cores/core-runner.ts';
import { moduleOf, replaceModule } from './elf-image.ts';
import { FirmwareMissingError, ImageError } from './errors.ts';
import { boardLayout } from './layout.ts';
import { packModule } from './module-image.ts';

/** Where `make firmware` puts its images. */
export const FIRMWARE_FOLDER = join(ROOT, 'build/firmware');

/** Only the metering core can be compiled ahead of time: management modules are upgraded in the field. */
const isCompiledIn = (role: Role, engine: string) => role === 'metering' && engine === 'aot';

/** Where the image of a role is, built or not. */
export const imageFile = (role: Role, engine: string, folder = FIRMWARE_FOLDER): string =>
  join(folder, `twinmeter-${role}${isCompiledIn(role, engine) ? '-aot' : ''}.elf`);

/** The same, of an image that is there. Throws FirmwareMissingError. */
export function imagePath(role: Role, engine: string, folder = FIRMWARE_FOLDER): string {
  const path = imageFile(role, engine, folder);
  if (!existsSync(path)) throw new FirmwareMissingError(path, isCompiledIn(role, engine) ? 'aot' : 'wasm3');
  return path;
}

/**
 * The image, unmodified when it holds this very module already. An image compiled ahead of time takes another
 * module too, and refuses it when it boots. Throws FirmwareMissingError, ElfError, ImageError.
 */
export function firmwareImage(
  role: Role,
  engine: string,
  module: Uint8Array,
  folder = FIRMWARE_FOLDER,
): Uint8Array {
  const path = imagePath(role, engine, folder);
  const elf = new Uint8Array(readFileSync(path));
  const { moduleOffset, moduleMax } = boardLayout();
  const held = moduleOf(elf, moduleOffset);
  if (held.role !== role) throw new ImageError(`${path}: an image for ${held.role}, not for ${role}`);
  if (Buffer.compare(held.module, module) === 0) return elf;
  return replaceModule(elf, packModule(role, module, moduleMax), moduleOffset);
}
