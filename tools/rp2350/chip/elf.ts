// Reads the loadable segments of an ELF32 file for ARM, with a clear error for everything else.

export interface Segment {
  /** Where the bytes are stored (physical, load address). */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Executable {
  readonly segments: readonly Segment[];
  readonly entry: number;
}

/** The file is not an executable this chip can run; the message names the reason. */
export class ElfError extends Error {
  constructor(reason: string) {
    super(`not an RP2350 ELF image: ${reason}`);
    this.name = 'ElfError';
  }
}

const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 40;
const PT_LOAD = 1;
const ET_EXEC = 2;
const EM_ARM = 40;

/** Parses the file; throws ElfError. Segments without bytes in the file (.bss) are left out. */
export function parseElf(file: Uint8Array): Executable {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkHeader(file, view);
  const table = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  if (table + count * PROGRAM_HEADER_BYTES > file.length)
    throw new ElfError('truncated in its program headers');
  checkSectionTable(file, view);
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const segment = segmentAt(file, view, table + i * PROGRAM_HEADER_BYTES, i);
    if (segment) segments.push(segment);
  }
  if (segments.length === 0) throw new ElfError('it holds nothing to load');
  return { segments, entry: view.getUint32(24, true) };
}

function checkHeader(file: Uint8Array, view: DataView): void {
  if (file.length < HEADER_BYTES) throw new ElfError(`${file.length} bytes are too short for an ELF header`);
  if (view.getUint32(0, false) !== 0x7f454c46) throw new ElfError('it does not begin with 7F 45 4C 46');
  if (file[4] !== 1) throw new ElfError('it is not a 32-bit file');
  if (file[5] !== 1) throw new ElfError('it is not little-endian');
  if (view.getUint16(16, true) !== ET_EXEC) throw new ElfError('it is not a linked executable');
  if (view.getUint16(18, true) !== EM_ARM) throw new ElfError('it is not for ARM');
  if (view.getUint16(42, true) !== PROGRAM_HEADER_BYTES) throw new ElfError('it has no program headers');
}

/** Nothing is loaded by it, but it stands last in a file: one that was cut short lacks a part of it. */
function checkSectionTable(file: Uint8Array, view: DataView): void {
  const end = view.getUint32(32, true) + view.getUint16(48, true) * SECTION_HEADER_BYTES;
  if (end > file.length) throw new ElfError('truncated in its section headers');
}

function segmentAt(file: Uint8Array, view: DataView, at: number, index: number): Segment | undefined {
  const offset = view.getUint32(at + 4, true);
  const length = view.getUint32(at + 16, true);
  if (view.getUint32(at, true) !== PT_LOAD || length === 0) return undefined;
  if (offset + length > file.length) throw new ElfError(`truncated in segment ${index}`);
  return { address: view.getUint32(at + 12, true), bytes: file.subarray(offset, offset + length) };
}
