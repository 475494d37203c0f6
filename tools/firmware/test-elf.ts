// A minimal firmware ELF for specs: code, data that runs from SRAM, zeroed memory and a packed module.

export interface TestSection {
  readonly name: string;
  readonly address: number;
  /** Where it is stored; the address where left out. */
  readonly load?: number;
  readonly bytes?: Uint8Array;
  /** Size of a section without bytes in the file. */
  readonly size?: number;
}

export interface TestSymbol {
  readonly name: string;
  readonly address: number;
}

const HEADER = 52;
const PROGRAM = 32;
const SECTION = 40;
const [PROGBITS, SYMTAB, STRTAB, NOBITS, ALLOC] = [1, 2, 3, 8, 2];

class Writer {
  readonly bytes: number[] = [];
  words(...values: number[]): void {
    for (const v of values) this.bytes.push(v & 255, (v >>> 8) & 255, (v >>> 16) & 255, v >>> 24);
  }
  halves(...values: number[]): void {
    for (const v of values) this.bytes.push(v & 255, (v >>> 8) & 255);
  }
}

/** Names behind each other, each ended by zero, after an empty one; and the place of each. */
function stringTable(names: readonly string[]) {
  const at = new Map<string, number>();
  let text = '\0';
  for (const name of names) {
    at.set(name, text.length);
    text += `${name}\0`;
  }
  return { bytes: Buffer.from(text, 'latin1'), at: (name: string) => at.get(name)! };
}

function symbolTable(symbols: readonly TestSymbol[], at: (name: string) => number): Uint8Array {
  const out = new Writer();
  for (const { name, address } of symbols) out.words(at(name), address, 0, 0);
  return Uint8Array.from(out.bytes);
}

/** The file, laid out as header, program headers, bytes, section headers. */
export function testElf(sections: readonly TestSection[], symbols: readonly TestSymbol[] = []): Uint8Array {
  const names = stringTable([...sections, ...symbols].map(({ name }) => name).concat('.symtab', '.strtab'));
  const stored = sections.filter(({ bytes }) => bytes);
  const symtab = symbolTable(symbols, names.at);
  const places = new Map<string, number>();
  let end = HEADER + PROGRAM * stored.length;
  for (const { name, bytes } of stored) {
    places.set(name, end);
    end += bytes!.length;
  }
  const [symtabAt, namesAt] = [end, end + symtab.length];
  const table = namesAt + names.bytes.length;
  const out = new Writer();
  out.bytes.push(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  out.halves(2, 40);
  out.words(1, 0x10000001, HEADER, table, 0);
  out.halves(HEADER, PROGRAM, stored.length, SECTION, sections.length + 2, sections.length + 1);
  for (const { name, address, load, bytes } of stored) {
    out.words(1, places.get(name)!, address, load ?? address, bytes!.length, bytes!.length, 5, 1);
  }
  for (const { bytes } of stored) for (const byte of bytes!) out.bytes.push(byte);
  out.bytes.push(...symtab, ...names.bytes);
  for (const { name, address, bytes, size } of sections) {
    const length = bytes?.length ?? size ?? 0;
    out.words(
      names.at(name),
      bytes ? PROGBITS : NOBITS,
      ALLOC,
      address,
      places.get(name) ?? 0,
      length,
      0,
      0,
      1,
      0,
    );
  }
  out.words(names.at('.symtab'), SYMTAB, 0, 0, symtabAt, symtab.length, sections.length + 1, 0, 4, 16);
  out.words(names.at('.strtab'), STRTAB, 0, 0, namesAt, names.bytes.length, 0, 0, 1, 0);
  return Uint8Array.from(out.bytes);
}
