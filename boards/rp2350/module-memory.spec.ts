// How large a module each board holds, run to its end on the emulator, and what it says to one that does not fit.
import { describe, expect, it } from 'vitest';
import { replaceModule } from '../../tools/firmware/elf-image.ts';
import { highWater } from '../../tools/figures/sizes/high-water.ts';
import { boardFor, common } from '../../tools/firmware/boards.ts';
import { packModule } from '../../tools/firmware/module-image.ts';
import { bootWith, measureModule, withModule } from '../../tools/figures/sizes/measure.ts';
import { imageSize } from '../../tools/figures/sizes/sizes.ts';
import { syntheticModule } from '../../tools/figures/sizes/synthetic-module.ts';
import type { Role } from '../../tools/cores/core-runner.ts';
import { FRAM_BYTES } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import { ManagementBoard } from '../../tools/meter/emulated/management-board.ts';
import { built, CYCLES_PER_MS, managementBoard, read } from './image-boards.ts';

const { module_offset, module_max } = common();
const setAsideOn = (role: Role) => boardFor(role, 'wasm3').memory;

const sizeOf = (role: Role, module: Uint8Array) =>
  imageSize(withModule(role, module), boardFor(role, 'wasm3'), measureModule(role, module));

/** What start of a synthetic module writes to the display, by Node's own engine. */
function expectedRow(module: Uint8Array): string {
  let row = '';
  const host = new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'lcd_write'
          ? (_row: number, at: number, length: number) => {
              row = Buffer.from((instance.exports.memory as WebAssembly.Memory).buffer, at, length).toString(
                'latin1',
              );
              return 0;
            }
          : () => 0,
    },
  );
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module as BufferSource), {
    host: host as never,
  });
  (instance.exports.start as CallableFunction)(0);
  return row;
}

describe.skipIf(!built)('the memory of the management board', () => {
  it.each([72, 160])('holds a module of %i KB of code, every function compiled and called', (kilobytes) => {
    const module = syntheticModule(kilobytes * 1024);
    const packed = packModule('management', module, module_max);
    const elf = replaceModule(read('management'), packed, module_offset);
    const { board } = managementBoard(elf);
    board.runUntil(1000 * CYCLES_PER_MS);
    expect(board.lcd.text()[0]).toBe(expectedRow(module));
    const marks = highWater(elf, (address) => board.chip.memory.word(address)!);
    const setAside = setAsideOn('management');
    expect(marks.codePagesBytes + marks.hotPagesBytes).toBeGreaterThan(2 * kilobytes * 1024);
    expect(marks.hotPagesBytes).toBeLessThanOrEqual(setAside.hot_pages_bytes!);
    expect(marks.codePagesBytes).toBeLessThan(setAside.code_pages_bytes!);
    expect(marks.heapBytes).toBeLessThan(setAside.engine_heap_bytes);
    expect(marks.stackBytes).toBeLessThan(setAside.stack_reserved_bytes + 8192);
    board.close();
  });

  it('is missed by a board without its PSRAM, which says so', () => {
    const board = new ManagementBoard({
      elf: read('management'),
      fram: new Uint8Array(FRAM_BYTES),
      psramFitted: false,
    });
    let said = '';
    // The core sets 7E1: the parity bit stands in bit 7 of what is on the wire.
    board.rs485.onByte = (byte) => (said += String.fromCharCode(byte & 0x7f));
    board.runUntil(500 * CYCLES_PER_MS);
    expect(said).toBe('OUT OF SERVICE: PSRAM does not answer\r\n');
    expect(board.lcd.text().join('').trim()).toBe('OUT OF SERVICE: PSRAM does not answer');
    board.close();
  });

  it('refuses a module whose operations do not fit, and says so', () => {
    // The flash has room for it, but its functions are so short that 68 bytes for each exceed the heap.
    const module = syntheticModule(200 * 1024, { rounds: 1 });
    expect(module.length).toBeLessThan(module_max);
    const packed = packModule('management', module, module_max);
    const { board, said } = managementBoard(replaceModule(read('management'), packed, module_offset));
    board.runUntil(1500 * CYCLES_PER_MS);
    expect(said()).toMatch(/^OUT OF SERVICE: .*memory allocation failed/);
    expect(board.lcd.text()[0]).toMatch(/^OUT OF SERVICE: /);
    board.close();
  });
});

describe.skipIf(!built)('the largest module that fits', () => {
  it.each([
    ['metering', 40],
    ['management', 80],
  ] as const)(
    'on %s, as told from one of %i KB, boots when it is 4 % smaller and not when it is 4 % larger',
    { timeout: 60_000 },
    (role, kilobytes) => {
      // Functions of 72 bytes, as the management core has: the heap ends before the flash does.
      const options = { role, rounds: 5 };
      const { operations } = sizeOf(role, syntheticModule(kilobytes * 1024, options));
      const { largestCodeBytes } = operations!;
      const boot = (share: number) => bootWith(role, syntheticModule(share * largestCodeBytes, options));
      const fits = boot(0.96);
      expect(fits.said + fits.row).toMatch(/^SYNTHETIC [A-P]{8}/);
      expect(boot(1.04).said).toMatch(/^OUT OF SERVICE: .*memory allocation failed/);
    },
  );
});
