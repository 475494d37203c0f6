// A firmware ELF as flash contents, and the same ELF with another module in its fixed place.
import { ElfError, parseElf } from '../rp2350/chip/elf.ts';
import { ImageError } from './errors.ts';
import { unpackModule } from './module-image.ts';
import type { FlashRun } from './uf2.ts';

export const FLASH_BASE = 0x10000000;
const PT_LOAD = 1;
const PROGRAM_HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 40;

/** The bytes an ELF puts into flash, as runs in the order of the file. Throws ElfError for what is no image. */
export const flashRuns = (elf: Uint8Array): FlashRun[] =>
  parseElf(elf).segments.filter(({ address }) => address >= FLASH_BASE && address < FLASH_BASE + 0x1000000);

/** One flat image from the start of the flash; gaps are 0xFF, as erased. */
export function flatImage(elf: Uint8Array): Uint8Array {
  const runs = flashRuns(elf);
  if (runs.length === 0) throw new ElfError('it holds nothing for the flash');
  const end = Math.max(...runs.map(({ address, bytes }) => address + bytes.length));
  const image = new Uint8Array(end - FLASH_BASE).fill(0xff);
  for (const { address, bytes } of runs) image.set(bytes, address - FLASH_BASE);
  return image;
}

function moduleRun(elf: Uint8Array, moduleOffset: number): FlashRun {
  const run = flashRuns(elf).find(({ address }) => address === FLASH_BASE + moduleOffset);
  if (!run) throw new ImageError(`the image has no module at flash offset 0x${moduleOffset.toString(16)}`);
  return run;
}

/** Where the image has its module: at its place, and wherever else the same bytes stand. */
function copiesOf(elf: Uint8Array, moduleOffset: number): number[] {
  const { bytes } = moduleRun(elf, moduleOffset);
  return flashRuns(elf).flatMap((run) => (Buffer.compare(run.bytes, bytes) === 0 ? [run.address] : []));
}

/** The module inside an image, verified. */
export const moduleOf = (elf: Uint8Array, moduleOffset: number) =>
  unpackModule(moduleRun(elf, moduleOffset).bytes);

function patchProgramHeader(view: DataView, address: number, at: number, length: number): void {
  const table = view.getUint32(28, true);
  for (let i = 0; i < view.getUint16(44, true); i++) {
    const header = table + i * PROGRAM_HEADER_BYTES;
    if (view.getUint32(header, true) !== PT_LOAD || view.getUint32(header + 12, true) !== address) continue;
    view.setUint32(header + 4, at, true);
    view.setUint32(header + 16, length, true);
    view.setUint32(header + 20, length, true);
  }
}

function patchSectionHeader(view: DataView, address: number, at: number, length: number): void {
  const table = view.getUint32(32, true);
  for (let i = 0; i < view.getUint16(48, true); i++) {
    const header = table + i * SECTION_HEADER_BYTES;
    if (view.getUint32(header + 12, true) !== address) continue;
    view.setUint32(header + 16, at, true);
    view.setUint32(header + 20, length, true);
  }
}

/**
 * The same firmware with another packed module: its bytes go behind the file, the headers of all copies point there.
 * Throws ImageError when the image has no place for a module, or the module is for the other role.
 */
export function replaceModule(elf: Uint8Array, packed: Uint8Array, moduleOffset: number): Uint8Array {
  const { role } = moduleOf(elf, moduleOffset);
  const { role: given } = unpackModule(packed);
  if (given !== role) throw new ImageError(`a ${given} module does not belong into the ${role} image`);
  const at = (elf.length + 3) & ~3;
  const file = new Uint8Array(at + packed.length);
  file.set(elf);
  file.set(packed, at);
  const view = new DataView(file.buffer);
  for (const address of copiesOf(elf, moduleOffset)) {
    patchProgramHeader(view, address, at, packed.length);
    patchSectionHeader(view, address, at, packed.length);
  }
  return file;
}
