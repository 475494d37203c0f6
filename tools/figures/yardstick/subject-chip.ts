// A program of the yardstick on the emulated chip: blocks of sample sets go in, their instructions come out.
import { Rp2350 } from '../../rp2350/chip/rp2350.ts';
import { symbolAddress } from '../../firmware/sections.ts';

const SRAM_BASE = 0x20000000;
/** The clock is what the chip begins with: slices of this length hold a few blocks at most. */
const SLICE_cycles = 150_000;
const SLICES_MOST = 10_000;

/** The words of `mailbox` in harness.c. */
const WORD = {
  requested: 0,
  done: 1,
  first: 2,
  count: 3,
  instructions: 4,
  edge: 5,
  buffer: 6,
  started: 7,
} as const;

/** The program stopped, or does not come to an end. */
export class SubjectFailed extends Error {}

export interface CountedBlock {
  readonly instructions: number;
  /** It held the end of a window (C) or a writing of storage or of the record kept ready (the module). */
  readonly edge: boolean;
}

export class SubjectChip {
  readonly chip = new Rp2350({ flashBytes: 4 << 20 });
  readonly #elf: Uint8Array;
  readonly #mailbox: Uint32Array;
  readonly #buffer: Int32Array;
  #requests = 0;
  #first = 0;

  /** `prepare` lays what it needs into the chip's memory before it starts. Throws SubjectFailed. */
  constructor(elf: Uint8Array, prepare: (subject: SubjectChip) => void) {
    this.#elf = elf;
    this.chip.load(elf);
    this.#mailbox = this.#words('mailbox', 8);
    prepare(this);
    this.#request();
    if (!this.#mailbox[WORD.started]) throw new SubjectFailed('the program does not start');
    const { buffer, byteOffset } = this.chip.memory.sram;
    const at = this.#mailbox[WORD.buffer] - SRAM_BASE;
    this.#buffer = new Int32Array(buffer, byteOffset + at, 64 * 8);
  }

  /** The memory behind a symbol. */
  bytes(symbol: string, length: number): Uint8Array {
    const at = symbolAddress(this.#elf, symbol) - SRAM_BASE;
    return this.chip.memory.sram.subarray(at, at + length);
  }

  /** The same as numbers of 64 bits. */
  longs(symbol: string, count: number): BigInt64Array {
    const { buffer, byteOffset } = this.bytes(symbol, 8 * count);
    return new BigInt64Array(buffer, byteOffset, count);
  }

  #words(symbol: string, count: number): Uint32Array {
    const { buffer, byteOffset } = this.bytes(symbol, 4 * count);
    return new Uint32Array(buffer, byteOffset, count);
  }

  #request(): void {
    this.#mailbox[WORD.requested] = ++this.#requests;
    for (let slice = 0; this.#mailbox[WORD.done] !== this.#requests; slice++) {
      if (this.chip.fault || slice === SLICES_MOST)
        throw new SubjectFailed(`the program stopped: ${this.chip.fault?.what ?? 'no end'}`);
      this.chip.run(this.chip.now + SLICE_cycles);
    }
  }

  /** Meters the next sets: eight words each. */
  meter(sets: Int32Array): CountedBlock {
    const count = sets.length / 8;
    this.#buffer.set(sets);
    this.#mailbox[WORD.first] = this.#first;
    this.#mailbox[WORD.count] = count;
    this.#request();
    this.#first += count;
    return { instructions: this.#mailbox[WORD.instructions], edge: this.#mailbox[WORD.edge] !== 0 };
  }

  close(): void {
    this.chip.close();
  }
}
