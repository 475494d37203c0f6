// The size report: sections by memory, the memory sum of the module, and the largest module that fits.
import { describe, expect, it } from 'vitest';
import { highWater } from './high-water.ts';
import { boardFor, common, type Board } from '../../firmware/boards.ts';
import { packModule } from '../../firmware/module-image.ts';
import { memoryOf, readSections, symbolAddress } from '../../firmware/sections.ts';
import { excess, imageSize, sizeReport, type MeasuredMemory } from './sizes.ts';
import { syntheticModule } from './synthetic-module.ts';
import { testElf } from '../../firmware/test-elf.ts';
import { moduleFigures } from './wasm-sections.ts';

const metering = boardFor('metering', 'wasm3');
const management = boardFor('management', 'wasm3');
const withoutPsram: Board = { ...boardFor('metering', 'aot'), engine: 'wasm3' };
const { engine_heap_bytes, code_pages_bytes } = management.memory;
const heapOf = { metering: metering.memory.engine_heap_bytes, management: engine_heap_bytes };
const { module_max } = common();
const module = syntheticModule(20 * 1024);
const { codeBytes } = moduleFigures(module);
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
    { name: '.bss', address: 0x20000200, size: 300 + heapOf[role] },
    { name: '.twinmeter_module', address: 0x10040000, bytes: packModule(role, module, module_max) },
  ]);

const used = (size: ReturnType<typeof imageSize>, what: string) =>
  size.uses.find((use) => use.what.startsWith(what));

describe('the size of an image', () => {
  it('counts text, data and bss, the engine heap and the module apart', () => {
    const size = imageSize(firmware('metering'), metering, measured(0));
    expect(size).toMatchObject({ text: 1000, data: 500, bss: 300 });
    expect(used(size, 'program in flash')).toMatchObject({ used: 1500, available: 0x40000 });
    expect(used(size, 'module in flash')).toMatchObject({ used: 64 + module.length, available: module_max });
  });

  it('counts in SRAM what is set aside: data, heap and stack', () => {
    const size = imageSize(firmware('metering'), metering, measured(0));
    expect(used(size, 'SRAM')!.used).toBe(800 + heapOf.metering + metering.memory.stack_reserved_bytes);
    expect(used(size, 'SRAM')!.available).toBe(512 * 1024);
  });

  it('holds the marks of a run against what is set aside', () => {
    const size = imageSize(firmware('management'), management, measured(3000, 1000));
    expect(used(size, 'C stack')).toMatchObject({ used: 5000, available: 32768 });
    expect(used(size, 'of it hot')).toMatchObject({
      used: 1000,
      available: management.memory.hot_pages_bytes,
    });
    expect(used(size, 'code pages')).toMatchObject({ used: 3000, available: code_pages_bytes });
  });

  it('finds the largest module by what a byte of code was seen to take of the heap', () => {
    const { operations } = imageSize(firmware('metering'), withoutPsram, measured(0));
    expect(operations!.heapPerByte).toBe(6);
    expect(operations!.largestCodeBytes).toBe(500 + Math.floor((400 * 1024 - 80_000) / 6));
  });

  it('counts no hot pages against it, for they leave the heap to other things when it is full', () => {
    const { operations } = imageSize(firmware('metering'), metering, measured(codeBytes, 3 * codeBytes));
    expect(operations!.largestCodeBytes).toBe(500 + Math.floor((400 * 1024 - 80_000) / 6));
    expect(operations!.pagesPerByte).toBe(4);
  });

  it('or by the code pages, or the room in flash, where they end first', () => {
    const light = { empty: { codeBytes: 500, heapBytes: 80_000, hotPagesBytes: 0 } };
    const marks = { stackBytes: 5000, heapBytes: 80_000 + (codeBytes - 500) / 2, hotPagesBytes: 0 };
    const largest = (codePagesBytes: number) =>
      imageSize(firmware('management'), management, { ...light, marks: { ...marks, codePagesBytes } })
        .operations!.largestCodeBytes;
    expect(largest(8 * codeBytes)).toBe(code_pages_bytes! / 8);
    expect(largest(codeBytes)).toBe(0x80000 - 64 - (module.length - codeBytes));
  });

  it('knows nothing of operations where the module was compiled ahead of time', () => {
    const { marks } = measured(0);
    const size = imageSize(firmware('metering'), boardFor('metering', 'aot'), { marks });
    expect(size.operations).toBeUndefined();
    expect(used(size, 'code of the module')).toBeUndefined();
  });
});

describe('what is more than the board has', () => {
  const sizeWith = (marks: Partial<MeasuredMemory['marks']>) =>
    imageSize(firmware('management'), management, {
      ...measured(3000),
      marks: { ...measured(3000).marks, ...marks },
    });

  it('is nothing for an image that fits', () => {
    expect(excess(sizeWith({}))).toEqual([]);
  });

  it.each([
    ['C stack', { stackBytes: 32_769 }, /C stack: 32769 of 32768 bytes/],
    ['hot pages', { hotPagesBytes: 245_761 }, /of it hot code pages: 245761 of 245760/],
    ['code pages', { codePagesBytes: (2 << 20) + 1 }, /code pages in PSRAM: 2097153 of 2097152/],
  ])('is told with both figures: %s', (_, marks, line) => {
    expect(excess(sizeWith(marks)).join('\n')).toMatch(line);
  });

  it('is told of a heap that is full, and so of code that does not fit into it', () => {
    const lines = excess(sizeWith({ heapBytes: engine_heap_bytes + 1 }));
    expect(lines.join('\n')).toMatch(/twinmeter-management: engine heap: 425985 of 425984 bytes/);
    expect(lines.join('\n')).toMatch(/code of the module: \d+ of \d+ bytes/);
  });

  it('is told of an image whose data leave the stack no room', () => {
    const elf = testElf([
      { name: '.bss', address: 0x20000000, size: 500_000 },
      { name: '.twinmeter_module', address: 0x10040000, bytes: packModule('management', module, module_max) },
    ]);
    expect(excess(imageSize(elf, management, measured(0)))).toEqual([
      `twinmeter-management: SRAM set aside: C data, ring, engine heap, stack: ${500_000 + management.memory.stack_reserved_bytes} of 524288 bytes`,
    ]);
  });
});

describe('the report of sizes', () => {
  it('has a line for each memory, and what a byte of code takes', () => {
    const report = sizeReport([
      imageSize(firmware('management'), management, measured(4 * codeBytes, 2 * codeBytes)),
    ]);
    expect(report.join('\n')).toMatch(/C stack +5000 of +32768 +15\.3 %/);
    expect(report.join('\n')).toMatch(/of it hot code pages +\d+ of +245760/);
    expect(report.at(-2)).toMatch(
      /a byte of code takes 6\.00 bytes of code pages and 6\.00 of heap beside them/,
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
