// Nothing allocates after boot: no allocator is linked into an image, and the engine's heap is closed and stays as it was.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EmulatedBoard } from '../../tools/meter/emulated/board.ts';
import { imageFile } from '../../tools/firmware/firmware-image.ts';
import { codeSymbols, symbolAddress } from '../../tools/firmware/sections.ts';
import { built, CYCLES_PER_MS, managementBoard, meteringBoard, read, ROLES } from './image-boards.ts';

const ALLOCATOR = /^_*(malloc|calloc|realloc|free|sbrk|memalign|aligned_alloc)(_r)?$/;
const IMAGES = [
  ['metering', 'wasm3'],
  ['metering', 'aot'],
  ['management', 'wasm3'],
] as const;

const allocatorsIn = (names: readonly string[]) => names.filter((name) => ALLOCATOR.test(name));

/** engine_heap_t from its `peak` on, whose address the firmware keeps under a name (hal/include/engine_heap.h). */
function heapOf(elf: Uint8Array, board: EmulatedBoard) {
  const word = (address: number) => board.chip.memory.word(address)!;
  const peak = word(symbolAddress(elf, 'board_heap_most'));
  return { used: word(peak - 4), peak: word(peak), refused: word(peak + 8), open: word(peak + 12) & 0xff };
}

describe.skipIf(!built)('The image for', () => {
  it.each(IMAGES)('%s (%s) contains no allocator', (role, engine) => {
    const elf = new Uint8Array(readFileSync(imageFile(role, engine)));
    expect(allocatorsIn(codeSymbols(elf).map(({ name }) => name))).toEqual([]);
  });

  it.each(ROLES)('%s takes nothing of the engine’s heap once its module is loaded', (role) => {
    const elf = read(role);
    const { board } = role === 'metering' ? meteringBoard(elf) : managementBoard(elf);
    board.runUntil(1000 * CYCLES_PER_MS);
    const loaded = heapOf(elf, board);
    board.runUntil(2500 * CYCLES_PER_MS);
    expect(loaded).toMatchObject({ refused: 0, open: 0 });
    expect(loaded.used).toBeGreaterThan(65536);
    expect(loaded.peak).toBeGreaterThanOrEqual(loaded.used);
    expect(heapOf(elf, board)).toEqual(loaded);
    board.close();
  });
});

describe('An allocator', () => {
  it('is known by the names of newlib’s', () => {
    const linked = ['main', 'malloc', '_malloc_r', '_sbrk', 'hal_free_space', 'engine_heap_take', '_free_r'];
    expect(allocatorsIn(linked)).toEqual(['malloc', '_malloc_r', '_sbrk', '_free_r']);
  });
});
