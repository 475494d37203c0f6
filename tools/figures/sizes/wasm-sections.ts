// The figures of a WASM module that decide how much memory it takes on the board.
import { ImageError } from '../../firmware/errors.ts';

export interface ModuleFigures {
  readonly moduleBytes: number;
  /** Bytes of the code section, the number the engine's compiled operations follow. */
  readonly codeBytes: number;
  /** Functions with a body, and imported ones: wasm3 keeps a record for each. */
  readonly functions: number;
  /** Declared linear memory in bytes. */
  readonly linearBytes: number;
}

const PAGE_BYTES = 65536;
const SECTION = { import: 2, function: 3, memory: 5, code: 10 } as const;

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    if (this.at >= this.bytes.length) throw new ImageError('truncated WASM module');
    return this.bytes[this.at++];
  }

  leb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
}

function minimumPages(bytes: Uint8Array, at: number): number {
  const reader = new Reader(bytes, at);
  if (reader.leb() === 0) return 0;
  reader.byte();
  return reader.leb();
}

/** Reads the figures; throws ImageError for what is no module. Imports are counted as functions. */
export function moduleFigures(module: Uint8Array): ModuleFigures {
  if (module.length < 8 || module[1] !== 0x61) throw new ImageError('not a WASM module');
  const figures = { moduleBytes: module.length, codeBytes: 0, functions: 0, linearBytes: 0 };
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const id = reader.byte();
    const length = reader.leb();
    const start = reader.at;
    if (id === SECTION.code) figures.codeBytes = length;
    if (id === SECTION.import || id === SECTION.function)
      figures.functions += new Reader(module, start).leb();
    if (id === SECTION.memory) figures.linearBytes = minimumPages(module, start) * PAGE_BYTES;
    reader.at = start + length;
  }
  return figures;
}
