// The firmware image a run asks for: the built ELF of a role and engine, with the run's module in its place.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';
import type { Role } from '../cores/core-runner.ts';
import { boardFor, common, imageName } from './boards.ts';
import { moduleOf, replaceModule } from './elf-image.ts';
import { FirmwareMissingError, ImageError } from './errors.ts';
import { hotFunctions } from './hot-functions.ts';
import { packModule } from './module-image.ts';

/** Where `make firmware` puts its images. */
export const FIRMWARE_FOLDER = join(ROOT, 'build/firmware');

/** Where the image of a role is, built or not. */
export const imageFile = (role: Role, engine: string, folder = FIRMWARE_FOLDER): string =>
  join(folder, `${imageName(role, engine)}.elf`);

/** The same, of an image that is there. Throws FirmwareMissingError. */
export function imagePath(role: Role, engine: string, folder = FIRMWARE_FOLDER): string {
  const path = imageFile(role, engine, folder);
  if (!existsSync(path)) throw new FirmwareMissingError(path, boardFor(role, engine).engine);
  return path;
}

/**
 * The image, unmodified when it holds this very module for this OSR of the front end already. An image compiled ahead of time takes another
 * module too, and refuses it when it boots. Throws FirmwareMissingError, ElfError, ImageError.
 */
export function firmwareImage(
  role: Role,
  engine: string,
  module: Uint8Array,
  { folder = FIRMWARE_FOLDER, afeOsr = common().afe_osr }: { folder?: string; afeOsr?: number } = {},
): Uint8Array {
  const path = imagePath(role, engine, folder);
  const elf = new Uint8Array(readFileSync(path));
  const { module_offset, module_max, afe_osr } = common();
  const held = moduleOf(elf, module_offset);
  if (held.role !== role) throw new ImageError(`${path}: an image for ${held.role}, not for ${role}`);
  const isForOsr = role === 'management' || (held.afeOsr ?? afe_osr) === afeOsr;
  if (isForOsr && Buffer.compare(held.module, module) === 0) return elf;
  const hot = hotFunctions(role, module)?.functions;
  const osr = afeOsr === afe_osr ? undefined : afeOsr;
  return replaceModule(elf, packModule(role, module, module_max, hot, osr), module_offset);
}
