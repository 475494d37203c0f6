// An image in the chip's memories: where an ELF file goes, and where the boot ROM starts it.
import { FLASH_BASE, type Memory } from '../processor/memory.ts';
import type { Watchdog } from '../peripherals/watchdog.ts';
import { ElfError, parseElf } from './elf.ts';

/** Boot magic in watchdog scratch 4: the ROM then goes where scratch 5 to 7 say (datasheet 5.2.4). */
const VECTOR_MAGIC = 0xb007c0d3;

function place(memory: Memory, address: number, bytes: Uint8Array): void {
  const isFlash = address >= FLASH_BASE && address + bytes.length <= FLASH_BASE + memory.flash.length;
  const target = isFlash
    ? memory.flash.subarray(address - FLASH_BASE)
    : memory.view(address, bytes.length, true);
  if (!target)
    throw new ElfError(`${bytes.length} bytes for 0x${address.toString(16)}, where this board has no memory`);
  target.set(bytes);
}

/** Puts an ELF file into flash (and SRAM); returns the address of its vector table. Throws ElfError. */
export function placeImage(memory: Memory, elf: Uint8Array): number {
  const { segments } = parseElf(elf);
  for (const { address, bytes } of segments) place(memory, address, bytes);
  return Math.min(...segments.map((segment) => segment.address));
}

/** Stack pointer and reset handler, from the vector table or as the watchdog's scratch registers say. Throws ElfError. */
export function startOf(
  memory: Memory,
  watchdog: Watchdog,
  vectors: number,
): { stackPointer: number; entry: number } {
  let stackPointer = memory.word(vectors) ?? 0;
  let entry = memory.word(vectors + 4) ?? 0;
  if (
    watchdog.scratch(4) === VECTOR_MAGIC &&
    (watchdog.scratch(5) ^ watchdog.scratch(7)) >>> 0 === -VECTOR_MAGIC >>> 0
  ) {
    stackPointer = watchdog.scratch(6);
    entry = watchdog.scratch(7);
  }
  if (memory.view(stackPointer - 4, 4, true) === undefined || !(entry & 1))
    throw new ElfError(`no vector table at 0x${vectors.toString(16)}`);
  return { stackPointer, entry };
}
