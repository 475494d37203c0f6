// The size report: sections by memory, the memory sum of the module, and the largest module that fits.
import { describe, expect, it } from 'vitest';
import { highWater } from './high-water.ts';
import { boardFor, common, type Board } from '../../firmware/boards.ts';
import { packModule } from '../../firmware/module-image.ts';
import { memoryOf, readSections, symbolAddress } from '../../firmware/sections.ts';
import { imageSize, sizeReport, type MeasuredMemory } from './sizes.ts';
import { syntheticModule } from './synthetic-module.ts';
import { testElf } from '../../firmware/test-elf.ts';
import { moduleFigures } from './wasm-sections.ts';

const metering = boardFor('metering', 'wasm3');
const management = boardFor('management', 'wasm3');
const withoutPsram: Board = { ...boardFor('metering', 'aot'), engine: 'wasm3' };
const { engine_heap_bytes, code_pages_bytes } = management.memory;
const { module_max } = common();
const module = syntheticModule(20 * 1024);
const { codeBytes, functions } = moduleFigures(module);
/** A board that took 6 bytes of heap for a byte of code, and code pages beside them. */
const measured = (codePagesBytes: number, hotPagesBytes = 0): MeasuredMemory => ({
  marks: {
    stackBytes: 5000,
    heapBytes: 80_000 + 6 * (codeBytes - 500) + hotPagesBytes,
    hotPagesBytes,
    codePagesBytes,
  },
  empty: { codeBytes: 500, heapBytes: 80_000, hotPagesBytes: 0 },
});
const firmware = (role: 'metering' | 'management') =>
  testElf([
    { name: '.text', address: 0x10000000, bytes: new Uint8Array(1000) },
    { name: '.data', address: 0x20000000, load: 0x100003e8, bytes: new Uint8Array(500) },
    { name: '.bss', address: 0x20000200, size: 300 + engine_heap_bytes },
    { name: '.twinmeter_module', address: 0x10040000, bytes: packModule(role, module, module_max) },
  ]);

describe('the size of an image', () => {
  it('counts text, data and bss, the engine heap and the module apart', () => {
    const size = imageSize(firmware('metering'), metering, measured(0));
    expect(size).toMatchObject({ role: 'metering', text: 1000, data: 500, bss: 300, flashCode: 1500 });
    expect(size.flashTotal).toBe(1500 + 64 + module.length);
  });

  it('sums three bytes of operations for each byte of code, 68 for each function, memory, C and stack used', () => {
    const { sram } = imageSize(firmware('metering'), withoutPsram, measured(0));
    expect(sram.sum).toBe(800 + 5000 + 65536 + 16384 + 68 * functions + 3 * codeBytes);
    expect(sram.available).toBe(520 * 1024);
  });

  it('divides the operations between SRAM and PSRAM as the code pages were seen to lie', () => {
    const seen = measured(3 * codeBytes, codeBytes);
    const { sram, psram } = imageSize(firmware('management'), management, seen);
    const operations = 3 * moduleFigures(module).codeBytes;
    expect(psram.sum).toBe(Math.round(0.75 * operations));
    expect(sram.parts['hot code x 3']).toBe(Math.round(0.25 * operations));
  });

  it('finds the largest module by what a byte of code was seen to take of the heap', () => {
    const { largestCodeBytes } = imageSize(firmware('metering'), withoutPsram, measured(0));
    expect(largestCodeBytes).toBe(500 + Math.floor((400 * 1024 - 80_000) / 6));
  });

  it('counts no hot pages against it, for they leave the heap to other things when it is full', () => {
    const { largestCodeBytes } = imageSize(firmware('metering'), metering, measured(codeBytes, 3 * codeBytes));
    expect(largestCodeBytes).toBe(500 + Math.floor((400 * 1024 - 80_000) / 6));
  });

  it('or by the code pages, or the room in flash, where they end first', () => {
    const light = { empty: { codeBytes: 500, heapBytes: 80_000, hotPagesBytes: 0 } };
    const marks = { stackBytes: 5000, heapBytes: 80_000 + (codeBytes - 500) / 2, hotPagesBytes: 0 };
    const largest = (codePagesBytes: number) =>
      imageSize(firmware('management'), management, { ...light, marks: { ...marks, codePagesBytes } })
        .largestCodeBytes;
    expect(largest(8 * codeBytes)).toBe(code_pages_bytes! / 8);
    expect(largest(codeBytes)).toBe(0x80000 - 64 - (module.length - codeBytes));
  });

  it('prints one line a sum', () => {
    const report = sizeReport([imageSize(firmware('management'), management, measured(4 * codeBytes, 2 * codeBytes))]);
    expect(report.join('\n')).toMatch(/SRAM by rule: .* of 532480/);
    expect(report.join('\n')).toMatch(/PSRAM by rule: .* of 8388608/);
    expect(report.join('\n')).toMatch(
      /measured on the emulator: C stack 5000 of 32768, engine heap \d+ of 409600, of it hot code pages \d+ of 245760, code/,
    );
    expect(report.at(-1)).toMatch(/largest module that fits, of functions like these: \d+ bytes of code$/);
  });
});

describe('sections and symbols', () => {
  it('knows the memory of an address', () => {
    expect([0x10000000, 0x11000000, 0x20000000, 0x20081000, 0x40000000].map(memoryOf)).toEqual([
      'flash',
      'psram',
      'sram',
      'scratch',
      undefined,
    ]);
  });

  it('refuses a file without sections', () => {
    expect(() => readSections(new Uint8Array(60))).toThrow('no ELF header');
  });

  it('finds a symbol, and says which one is missing', () => {
    const elf = testElf([], [{ name: '__end__', address: 0x20001000 }]);
    expect(symbolAddress(elf, '__end__')).toBe(0x20001000);
    expect(() => symbolAddress(elf, 'nobody')).toThrow('no symbol nobody');
  });
});

describe('the high-water marks of a board', () => {
  it('are the unpainted end of the stack, and the words behind the symbols', () => {
    const symbols = [
      { name: '__end__', address: 0x20081f00 },
      { name: 'board_heap_most', address: 0x20000000 },
      { name: 'board_code_pages_most', address: 0x20000008 },
      { name: 'board_hot_pages_most', address: 0x2000000c },
    ];
    const words = new Map([
      [0x20000000, 0x20000004],
      [0x20000004, 4096],
      [0x20000008, 2048],
      [0x2000000c, 1024],
    ]);
    const word = (address: number) => words.get(address) ?? (address < 0x20081f80 ? 0x5ac3a55a : 1);
    expect(highWater(testElf([], symbols), word)).toEqual({
      stackBytes: 0x80,
      heapBytes: 4096,
      hotPagesBytes: 1024,
      codePagesBytes: 2048,
    });
  });
});
