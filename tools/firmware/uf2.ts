// Writes and reads UF2 files for the RP2350 (UF2 specification; RP2350 datasheet 5.5).
import { Uf2Error } from './errors.ts';

/** Secure Arm images (RP2350 datasheet table 455). */
export const FAMILY_RP2350_ARM_S = 0xe48bff59;
/** Blocks for an absolute address, whatever the partition table says. */
export const FAMILY_ABSOLUTE = 0xe48bff57;
export const BLOCK_BYTES = 512;
export const PAGE_BYTES = 256;
/**
 * Erratum RP2350-E10: the boot ROM may drop the first block of a download that follows nothing; an absolute
 * block for the last page of the flash window, marked as to be ignored, takes that place.
 */
export const ABSOLUTE_BLOCK_ADDRESS = 0x10ffff00;

const MAGIC_START_0 = 0x0a324655;
const MAGIC_START_1 = 0x9e5d5157;
const MAGIC_END = 0x0ab16f30;
const FLAG_FAMILY = 0x2000;
const FLAG_EXTENSIONS = 0x8000;
const EXTENSION_IGNORE_BLOCK = 0x9957e304;
const FLASH_START = 0x10000000;
const FLASH_END = 0x11000000;
const PAYLOAD = 32;

/** A run of flash bytes. */
export interface FlashRun {
  readonly address: number;
  readonly bytes: Uint8Array;
}

interface BlockHeader {
  readonly flags: number;
  readonly address: number;
  readonly number: number;
  readonly count: number;
  readonly family: number;
}

function writeBlock(out: DataView, at: number, header: BlockHeader): void {
  const words = [
    MAGIC_START_0,
    MAGIC_START_1,
    header.flags,
    header.address,
    PAGE_BYTES,
    header.number,
    header.count,
  ];
  [...words, header.family].forEach((word, i) => out.setUint32(at + 4 * i, word, true));
  out.setUint32(at + BLOCK_BYTES - 4, MAGIC_END, true);
}

function writeAbsoluteBlock(out: DataView, at: number): void {
  const flags = FLAG_FAMILY | FLAG_EXTENSIONS;
  writeBlock(out, at, {
    flags,
    address: ABSOLUTE_BLOCK_ADDRESS,
    number: 0,
    count: 2,
    family: FAMILY_ABSOLUTE,
  });
  for (let i = 0; i < PAGE_BYTES; i++) out.setUint8(at + PAYLOAD + i, 0xef);
  out.setUint32(at + PAYLOAD + PAGE_BYTES, EXTENSION_IGNORE_BLOCK, true);
}

/** The pages that hold any byte of the runs, by address, the rest of each page zero. */
function pagesOf(runs: readonly FlashRun[]): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  for (const { address, bytes } of runs) {
    if (address < FLASH_START || address + bytes.length > FLASH_END) {
      throw new RangeError(`0x${address.toString(16)} + ${bytes.length} bytes lie outside the flash`);
    }
    bytes.forEach((byte, i) => {
      const start = (address + i) & ~(PAGE_BYTES - 1);
      let page = pages.get(start);
      if (!page) pages.set(start, (page = new Uint8Array(PAGE_BYTES)));
      page[(address + i) % PAGE_BYTES] = byte;
    });
  }
  return pages;
}

/** A UF2 file of the runs: the absolute block, then one block a page in the order of addresses. */
export function writeUf2(runs: readonly FlashRun[]): Uint8Array {
  const pages = [...pagesOf(runs)].sort(([a], [b]) => a - b);
  const file = new Uint8Array(BLOCK_BYTES * (pages.length + 1));
  const out = new DataView(file.buffer);
  writeAbsoluteBlock(out, 0);
  pages.forEach(([address, page], number) => {
    const at = BLOCK_BYTES * (number + 1);
    writeBlock(out, at, {
      flags: FLAG_FAMILY,
      address,
      number,
      count: pages.length,
      family: FAMILY_RP2350_ARM_S,
    });
    file.set(page, at + PAYLOAD);
  });
  return file;
}

function readHeader(view: DataView, block: number): BlockHeader {
  const word = (index: number) => view.getUint32(block * BLOCK_BYTES + 4 * index, true);
  if (word(0) !== MAGIC_START_0 || word(1) !== MAGIC_START_1)
    throw new Uf2Error(block, 'no UF2 magic at its start');
  if (word(BLOCK_BYTES / 4 - 1) !== MAGIC_END) throw new Uf2Error(block, 'no UF2 magic at its end');
  const header = { flags: word(2), address: word(3), number: word(5), count: word(6), family: word(7) };
  if (!(header.flags & FLAG_FAMILY)) throw new Uf2Error(block, 'it names no family');
  if (word(4) !== PAGE_BYTES)
    throw new Uf2Error(block, `payload of ${word(4)} bytes, the RP2350 takes ${PAGE_BYTES}`);
  if (header.address % PAGE_BYTES) throw new Uf2Error(block, 'address is not at a page');
  return header;
}

function isIgnored(view: DataView, block: number, header: BlockHeader): boolean {
  if (header.family !== FAMILY_ABSOLUTE) return false;
  const tag = view.getUint32(block * BLOCK_BYTES + PAYLOAD + PAGE_BYTES, true);
  if (header.flags & FLAG_EXTENSIONS && tag === EXTENSION_IGNORE_BLOCK) return true;
  throw new Uf2Error(block, 'absolute block that is not marked as to be ignored');
}

function checkBlock(block: number, header: BlockHeader, expected: number, count: number): void {
  const { family, address } = header;
  if (family !== FAMILY_RP2350_ARM_S)
    throw new Uf2Error(block, `family 0x${family.toString(16)} is not RP2350 Arm`);
  if (header.number !== expected)
    throw new Uf2Error(block, `number ${header.number} where ${expected} is due`);
  if (header.count !== count) throw new Uf2Error(block, `says ${header.count} blocks, the file has ${count}`);
  if (address < FLASH_START || address >= FLASH_END) throw new Uf2Error(block, 'address outside the flash');
}

/** Reads a file back into its pages. Throws Uf2Error with the block at fault. */
export function parseUf2(file: Uint8Array): FlashRun[] {
  const blocks = file.length / BLOCK_BYTES;
  if (!Number.isInteger(blocks) || blocks === 0) {
    throw new Uf2Error(Math.floor(blocks), `truncated: ${file.length} bytes are no whole number of blocks`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headers = Array.from({ length: blocks }, (_, block) => readHeader(view, block));
  const kept = headers.map((header, block) => !isIgnored(view, block, header));
  const count = kept.filter(Boolean).length;
  const runs: FlashRun[] = [];
  headers.forEach((header, block) => {
    if (!kept[block]) return;
    checkBlock(block, header, runs.length, count);
    const at = block * BLOCK_BYTES + PAYLOAD;
    runs.push({ address: header.address, bytes: file.slice(at, at + PAGE_BYTES) });
  });
  return runs;
}
