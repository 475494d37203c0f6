// The bounds of a module's memory on the board: wasm3's check, made in 32 bits there (wasm3_narrow.cmake).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ABI } from '../../shared-protocol/generated/ts/abi.ts';
import { ManagementBoard } from '../../tools/meter/emulated/management-board.ts';
import { replaceModule } from '../../tools/firmware/elf-image.ts';
import { common } from '../../tools/firmware/boards.ts';
import { packModule } from '../../tools/firmware/module-image.ts';
import { moduleThatFirst } from '../../tools/figures/sizes/synthetic-module.ts';
import { sleb, uleb } from '../../tools/cores/leb128.ts';
import { ROOT } from '../../tools/build/paths.ts';

const ELF = join(ROOT, 'build/firmware/twinmeter-management.elf');
const built = existsSync(ELF);
const CYCLES_PER_MS = 150_000;
const END = ABI.management.pages * 65_536;

const OP = {
  drop: 0x1a,
  load32: 0x28,
  load64: 0x29,
  load8: 0x2d,
  store32: 0x36,
  store64: 0x37,
  const32: 0x41,
  const64: 0x42,
};

const load = (op: number, address: number, offset: number) => [
  ...[OP.const32, ...sleb(address | 0)],
  ...[op, 0, ...uleb(offset)],
  OP.drop,
];
const store = (op: number, value: number, address: number, offset: number) => [
  ...[OP.const32, ...sleb(address | 0)],
  ...[value, 1],
  ...[op, 0, ...uleb(offset)],
];

/** What the board says on its RS485 port and on the first row of its display when a module begins so. */
function outcome(instructions: readonly number[]): { said: string; row: string } {
  const { module_max, module_offset } = common();
  const packed = packModule('management', moduleThatFirst(instructions), module_max);
  const elf = replaceModule(new Uint8Array(readFileSync(ELF)), packed, module_offset);
  const board = new ManagementBoard({ elf, fram: new Uint8Array(262144) });
  let said = '';
  board.rs485.onByte = (byte) => (said += String.fromCharCode(byte));
  board.runUntil(600 * CYCLES_PER_MS);
  const row = board.lcd.text()[0];
  board.close();
  return { said, row };
}

describe.skipIf(!built)("a module's access on the board", () => {
  it.each<[string, number[]]>([
    ['the last byte', load(OP.load8, END - 1, 0)],
    ['the last word', load(OP.load32, 0, END - 4)],
    ['the last double word', load(OP.load64, END - 16, 8)],
    ['the last word, written', store(OP.store32, OP.const32, END - 8, 4)],
  ])('to %s of its memory is made', (_, instructions) => {
    expect(outcome(instructions)).toMatchObject({ said: '', row: expect.stringMatching(/^SYNTHETIC/) });
  });

  it.each<[string, number[]]>([
    ['a byte beyond the end', load(OP.load8, END, 0)],
    ['a word half beyond the end', load(OP.load32, END - 2, 0)],
    ['a double word half beyond the end, by its offset', load(OP.load64, 0, END - 4)],
    ['an address that wraps to the start', load(OP.load32, -4, 8)],
    ['an offset that wraps to the start', load(OP.load8, 8, 0xffff_fffc)],
    ['a word beyond the end, written', store(OP.store32, OP.const32, END - 3, 0)],
    ['a double word, written where the address wraps', store(OP.store64, OP.const64, -1, 17)],
  ])('to %s is refused', (_, instructions) => {
    expect(outcome(instructions).said).toMatch(/out of bounds/);
  });
});
