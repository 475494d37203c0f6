// What a board really took of its memories in a run: stack, engine heap and code pages, read from its RAM.
import type { Role } from '../../cores/core-runner.ts';
import { symbolAddress } from '../../firmware/sections.ts';

/** Reads one 32-bit word of the board's memory. */
export type WordReader = (address: number) => number;

export interface HighWater {
  /** Bytes of C stack, main and interrupt handlers together. */
  readonly stackBytes: number;
  readonly heapBytes: number;
  /** 0 on metering, whose code pages are in the heap. */
  readonly codePagesBytes: number;
}

/** The pattern boards/pico2/cycles.c paints the free stack with at boot. */
const PAINT = 0x5ac3a55a;
const SRAM_END = 0x20082000;

/** The marks of a board that runs this ELF. Throws ElfError for an ELF without its symbols. */
export function highWater(role: Role, elf: Uint8Array, word: WordReader): HighWater {
  let deepest = symbolAddress(elf, '__end__');
  while (deepest < SRAM_END && word(deepest) >>> 0 === PAINT) deepest += 4;
  return {
    stackBytes: SRAM_END - deepest,
    heapBytes: word(word(symbolAddress(elf, 'board_heap_most'))),
    codePagesBytes: role === 'management' ? word(symbolAddress(elf, 'board_code_pages_most')) : 0,
  };
}
