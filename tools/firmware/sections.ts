// Sections of a firmware ELF by the memory they take.
import { ElfError } from '../rp2350/chip/elf.ts';

export type MemoryName = 'flash' | 'psram' | 'sram' | 'scratch';

export interface Section {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  /** True when the file holds its bytes: they are in flash, whatever memory they run from. */
  readonly stored: boolean;
}

const SECTION_HEADER_BYTES = 40;
const SHT_NOBITS = 8;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;
const MEMORIES: readonly (readonly [MemoryName, number, number])[] = [
  ['flash', 0x10000000, 0x11000000],
  ['psram', 0x11000000, 0x12000000],
  ['sram', 0x20000000, 0x20080000],
  ['scratch', 0x20080000, 0x20082000],
];

/** The memory an address belongs to, or undefined. */
export const memoryOf = (address: number): MemoryName | undefined =>
  MEMORIES.find(([, start, end]) => address >= start && address < end)?.[0];

function textAt(file: Uint8Array, at: number): string {
  const end = file.indexOf(0, at);
  return new TextDecoder().decode(file.subarray(at, end));
}

/** Runs a reader of a file's tables; what they point to beyond its end is the file's mistake. Throws ElfError. */
function within<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new ElfError('its sections point beyond its end') : error;
  }
}

/** Every section that takes memory on the chip. Throws ElfError when there is no section table, or none that is whole. */
export const readSections = (file: Uint8Array): Section[] => within(() => sectionsOf(file));

function sectionsOf(file: Uint8Array): Section[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 52 || view.getUint32(0, false) !== 0x7f454c46) throw new ElfError('no ELF header');
  const table = view.getUint32(32, true);
  const count = view.getUint16(48, true);
  if (count === 0 || table + count * SECTION_HEADER_BYTES > file.length)
    throw new ElfError('no section table');
  const word = (index: number, field: number) =>
    view.getUint32(table + index * SECTION_HEADER_BYTES + 4 * field, true);
  const names = word(view.getUint16(50, true), 4);
  const sections: Section[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = word(i, 5);
    if (!(word(i, 2) & SHF_ALLOC) || bytes === 0) continue;
    sections.push({
      name: textAt(file, names + word(i, 0)),
      address: word(i, 3),
      bytes,
      stored: word(i, 1) !== SHT_NOBITS,
    });
  }
  return sections;
}

const SHT_SYMTAB = 2;
const SYMBOL_BYTES = 16;
/** Types of symbols up to this one name places: none, data, functions; behind it are sections and files. */
const STT_FUNC = 2;

export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  /** Names a place in code: a function, or a label of an assembler's. */
  readonly isCode: boolean;
}

/** Every symbol, in the order of the file. */
function* symbolsOf(file: Uint8Array): Generator<ElfSymbol> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const table = view.getUint32(32, true);
  const sections = view.getUint16(48, true);
  const word = (index: number, field: number) =>
    view.getUint32(table + index * SECTION_HEADER_BYTES + 4 * field, true);
  const holdsCode = (index: number) =>
    index > 0 && index < sections && (word(index, 2) & SHF_EXECINSTR) !== 0;
  for (let i = 0; i < sections; i++) {
    if (word(i, 1) !== SHT_SYMTAB) continue;
    const names = word(word(i, 6), 4);
    for (let at = word(i, 4); at < word(i, 4) + word(i, 5); at += SYMBOL_BYTES) {
      const name = textAt(file, names + view.getUint32(at, true));
      const isNamed = name !== '' && !name.startsWith('$') && (file[at + 12] & 0xf) <= STT_FUNC;
      const isCode = isNamed && holdsCode(view.getUint16(at + 14, true));
      yield { name, address: view.getUint32(at + 4, true), isCode };
    }
  }
}

/** The address of a symbol by its name, or undefined. */
function findSymbol(file: Uint8Array, name: string): number | undefined {
  for (const symbol of symbolsOf(file)) if (symbol.name === name) return symbol.address;
  return undefined;
}

/** Functions and labels of the code by their addresses, lowest first. Throws ElfError. */
export const codeSymbols = (file: Uint8Array): ElfSymbol[] =>
  within(() => [...symbolsOf(file)].filter(({ isCode }) => isCode)).sort((a, b) => a.address - b.address);

/** The function an address lies in: of those by address the last that begins at or before it. */
export function functionAt(functions: readonly ElfSymbol[], address: number): string {
  let low = 0;
  let high = functions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((functions[middle].address & ~1) <= address) low = middle + 1;
    else high = middle;
  }
  return functions[low - 1]?.name ?? 'bootrom';
}

export const hasSymbol = (file: Uint8Array, name: string): boolean =>
  within(() => findSymbol(file, name)) !== undefined;

/** The address of a symbol by its name. Throws ElfError when there is none. */
export function symbolAddress(file: Uint8Array, name: string): number {
  const address = within(() => findSymbol(file, name));
  if (address === undefined) throw new ElfError(`no symbol ${name}`);
  return address;
}
