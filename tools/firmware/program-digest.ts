// The digest of the program itself in an image that checks it: the place the linker left for it, filled in.
import { createHash } from 'node:crypto';
import { ElfError } from '../rp2350/chip/elf.ts';
import { FLASH_BASE, flashRuns } from './elf-image.ts';

/** Where it lies below the copy of the module: the linker's script says the same. */
export const PROGRAM_PLACE_BELOW = 0x2000;
/** Magic, length of the program, padding, SHA-256 (boards/rp2350/board/module_image.h). */
export const PROGRAM_PLACE_BYTES = 64;
const MAGIC = 0x50505754; // 'TWPP'
const DIGEST_AT = 32;
const ERASED = 0xff;

/** Flash from its start to an end, as it is written: gaps are erased. */
function programBytes(elf: Uint8Array, end: number): Uint8Array {
  const program = new Uint8Array(end - FLASH_BASE).fill(ERASED);
  for (const { address, bytes } of flashRuns(elf))
    if (address < end) program.set(bytes, address - FLASH_BASE);
  return program;
}

/** Fills the place in, in the file itself; false where the image has none. */
export function sealProgram(elf: Uint8Array, moduleOffset: number, moduleMax: number): boolean {
  const at = FLASH_BASE + moduleOffset + moduleMax - PROGRAM_PLACE_BELOW;
  const runs = flashRuns(elf);
  const place = runs.find(({ address }) => address === at)?.bytes;
  if (!place) return false;
  if (place.length !== PROGRAM_PLACE_BYTES) throw new ElfError('its place for a digest is of another size');
  const end = Math.max(
    ...runs
      .filter(({ address }) => address < FLASH_BASE + moduleOffset)
      .map(({ address, bytes }) => address + bytes.length),
  );
  const view = new DataView(place.buffer, place.byteOffset, place.length);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, end - FLASH_BASE, true);
  place.set(createHash('sha256').update(programBytes(elf, end)).digest(), DIGEST_AT);
  return true;
}
