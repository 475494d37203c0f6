// What a board really took of its memories in a run: stack, engine heap and code pages, read from its RAM.
import { hasSymbol, symbolAddress } from '../../firmware/sections.ts';

/** Reads one 32-bit word of the board's memory. */
export type WordReader = (address: number) => number;

export interface HighWater {
  /** Bytes of C stack, main and interrupt handlers together. */
  readonly stackBytes: number;
  readonly heapBytes: number;
  /** Of the heap: code pages. 0 where all code pages are in the heap for want of PSRAM. */
  readonly hotPagesBytes: number;
  /** Code pages in PSRAM, 0 where there is none. */
  readonly codePagesBytes: number;
}

/** The pattern boards/rp2350/board/cycles.c paints the free stack with at boot. */
const PAINT = 0x5ac3a55a;
const SRAM_END = 0x20082000;

/** The marks of a board that runs this ELF. Throws ElfError for an ELF without its symbols. */
export function highWater(elf: Uint8Array, word: WordReader): HighWater {
  let deepest = symbolAddress(elf, '__end__');
  while (deepest < SRAM_END && word(deepest) >>> 0 === PAINT) deepest += 4;
  // An image for a board without PSRAM has no such marks.
  const mark = (name: string) => (hasSymbol(elf, name) ? word(symbolAddress(elf, name)) : 0);
  return {
    stackBytes: SRAM_END - deepest,
    heapBytes: word(word(symbolAddress(elf, 'board_heap_most'))),
    hotPagesBytes: mark('board_hot_pages_most'),
    codePagesBytes: mark('board_code_pages_most'),
  };
}
