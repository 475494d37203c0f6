// The size report: sections by memory, the memory sum of the module, and the largest module that fits.
import { describe, expect, it } from 'vitest';
import { highWater } from './high-water.ts';
import type { BoardLayout } from '../../firmware/layout.ts';
import { packModule } from '../../firmware/module-image.ts';
import { memoryOf, readSections, symbolAddress } from '../../firmware/sections.ts';
import { imageSize, sizeReport, type MeasuredMemory } from './sizes.ts';
import { syntheticModule } from './synthetic-module.ts';
import { testElf } from '../../firmware/test-elf.ts';
import { moduleFigures } from './wasm-sections.ts';

const layout: BoardLayout = {
  pins: { metering: [], management: [] },
  moduleOffset: 0x40000,
  moduleMax: 0x80000,
  engineHeapBytes: 400 * 1024,
  codePagesBytes: 2 << 20,
  stackReservedBytes: 0x6000,
  linkClock_Hz: 1_000_000,
  samplingRate_mHz: 4_000_000,
};
const module = syntheticModule(20 * 1024);
const { codeBytes, functions } = moduleFigures(module);
/** A board that took 6 bytes of heap for a byte of code, and 4 of code pages. */
const measured = (codePagesBytes: number): MeasuredMemory => ({
  marks: { stackBytes: 5000, heapBytes: 80_000 + 6 * (codeBytes - 500), codePagesBytes },
  empty: { codeBytes: 500, heapBytes: 80_000 },
});
const firmware = (role: 'metering' | 'management') =>
  testElf([
    { name: '.text', address: 0x10000000, bytes: new Uint8Array(1000) },
    { name: '.data', address: 0x20000000, load: 0x100003e8, bytes: new Uint8Array(500) },
    { name: '.bss', address: 0x20000200, size: 300 + layout.engineHeapBytes },
    { name: '.twinmeter_module', address: 0x10040000, bytes: packModule(role, module, layout.moduleMax) },
  ]);

describe('the size of an image', () => {
  it('counts text, data and bss, the engine heap and the module apart', () => {
    const size = imageSize(firmware('metering'), layout, measured(0));
    expect(size).toMatchObject({ role: 'metering', text: 1000, data: 500, bss: 300, flashCode: 1500 });
    expect(size.flashTotal).toBe(1500 + 64 + module.length);
  });

  it('sums three bytes of operations for each byte of code, 68 for each function, memory, C and stack used', () => {
    const { sram } = imageSize(firmware('metering'), layout, measured(0));
    expect(sram.sum).toBe(800 + 5000 + 65536 + 16384 + 68 * functions + 3 * codeBytes);
    expect(sram.available).toBe(520 * 1024);
  });

  it('puts the operations of a management module into PSRAM', () => {
    const { sram, psram } = imageSize(firmware('management'), layout, measured(4 * codeBytes));
    expect(psram.sum).toBe(3 * moduleFigures(module).codeBytes);
    expect(sram.parts).not.toHaveProperty('code x 3');
  });

  it('finds the largest module by what a byte of code was seen to take of the heap', () => {
    const { largestCodeBytes } = imageSize(firmware('metering'), layout, measured(0));
    expect(largestCodeBytes).toBe(500 + Math.floor((400 * 1024 - 80_000) / 6));
  });

  it('or by the code pages, or the room in flash, where they end first', () => {
    const light = { empty: { codeBytes: 500, heapBytes: 80_000 } };
    const marks = { stackBytes: 5000, heapBytes: 80_000 + (codeBytes - 500) / 2 };
    const largest = (codePagesBytes: number) =>
      imageSize(firmware('management'), layout, { ...light, marks: { ...marks, codePagesBytes } })
        .largestCodeBytes;
    expect(largest(8 * codeBytes)).toBe((2 << 20) / 8);
    expect(largest(codeBytes)).toBe(0x80000 - 64 - (module.length - codeBytes));
  });

  it('prints one line a sum', () => {
    const report = sizeReport([imageSize(firmware('management'), layout, measured(4 * codeBytes))]);
    expect(report.join('\n')).toMatch(/SRAM by rule: .* of 532480/);
    expect(report.join('\n')).toMatch(/PSRAM by rule: .* of 8388608/);
    expect(report.join('\n')).toMatch(
      /measured on the emulator: C stack 5000 of 32768, engine heap \d+ of 409600, code/,
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
    ];
    const words = new Map([
      [0x20000000, 0x20000004],
      [0x20000004, 4096],
      [0x20000008, 2048],
    ]);
    const word = (address: number) => words.get(address) ?? (address < 0x20081f80 ? 0x5ac3a55a : 1);
    expect(highWater('management', testElf([], symbols), word)).toEqual({
      stackBytes: 0x80,
      heapBytes: 4096,
      codePagesBytes: 2048,
    });
  });
});
