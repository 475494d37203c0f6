// The boards as data: what a board.json must not say, that pins fit their blocks and the other board, READMEs by them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boardCmake, boardHeader } from '../tools/firmware/board-header.ts';
import { afeRates_Hz, allBoards, common, loadBoard, osrFor, parseBoard } from '../tools/firmware/boards.ts';
import type { Board } from '../tools/firmware/boards.ts';
import { BoardError } from '../tools/firmware/errors.ts';
import { wiringPicture } from '../tools/firmware/wiring-picture.ts';
import { UNUSED, usedPins, wiringTable, withTable } from '../tools/firmware/wiring.ts';
import { ROOT } from '../tools/build/paths.ts';

const boards = allBoards().map((board) => [board.folder, board] as const);
const text = (folder: string) => readFileSync(join(ROOT, 'boards', folder, 'board.json'), 'utf8');
const valid = text('management-pico-plus-2');

/** The GPIO function of a pin (RP2350 data sheet, table 3 and 4): which block it can serve, and as what. */
const SPI_SIGNALS = ['RX', 'CS', 'SCK', 'TX'];
const serves: Readonly<Record<string, (gpio: number) => string>> = {
  spi: (gpio) => `spi${(gpio >> 3) & 1} ${SPI_SIGNALS[gpio & 3]}`,
  i2c: (gpio) => `i2c${(gpio >> 1) & 1} ${gpio & 1 ? 'SCL' : 'SDA'}`,
  uart: (gpio) => `uart${((gpio + 4) >> 3) & 1} ${['TX', 'RX', 'CTS', 'RTS'][gpio & 3]}`,
};

/** Pins that a block drives by itself (a PIO can have any 32 in a row); a master's chip select and other wires beside it are plain outputs. */
function blockPins(board: Board): [string, string][] {
  const fixed = Object.entries(board.blocks).filter(([, block]) => !block.startsWith('pio'));
  return fixed.flatMap(([name, block]) => {
    const signals = { spi: ['RX', 'SCK', 'TX'], i2c: ['SDA', 'SCL'], uart: ['TX', 'RX'] }[
      block.slice(0, -1)
    ]!;
    const isSlave = name === 'LINK' && board.role === 'metering';
    return [...signals, ...(isSlave ? ['CS'] : [])].map((signal): [string, string] => {
      const pin = board.pins.find((each) => each.name === `${name}_${signal}`);
      if (!pin) return [`${name}_${signal}`, 'no pin'];
      return [`${block} ${signal}`, serves[block.slice(0, -1)](pin.gpio)];
    });
  });
}

describe.each(boards)('the board %s', (folder, board) => {
  it('has every pin of a block where the chip can have it', () => {
    for (const [wanted, there] of blockPins(board)) expect(there).toBe(wanted);
  });

  it('names the wires of the other board as that board has them', () => {
    const others = allBoards().filter(({ role }) => role !== board.role);
    const wires = board.pins.flatMap(({ wire }) => [...wire.matchAll(/(metering|management) GPIO (\d+)/g)]);
    expect(wires.length).toBeGreaterThan(4);
    for (const [, role, gpio] of wires)
      for (const other of others.filter((each) => each.role === role))
        expect(other.pins.find((pin) => pin.gpio === Number(gpio))?.name).toMatch(/^LINK_/);
  });

  it('is described by a README and a picture that show its wiring as it is (firmware wiring writes both)', () => {
    const read = (name: string) => readFileSync(join(ROOT, 'boards', folder, name), 'utf8');
    expect(read('README.md')).toContain(`${wiringTable(board)}\n`);
    expect(read('README.md')).toContain('](wiring.svg)');
    expect(read('wiring.svg')).toBe(wiringPicture(board));
  });

  it('shows each of its wires once, those marked that its firmware leaves alone', () => {
    const used = usedPins(board);
    for (const { name, wire } of board.pins) {
      const [line, ...more] = wiringTable(board)
        .split('\n')
        .filter((each) => each.includes(`| ${wire}`));
      expect(more.length).toBe(board.pins.filter((pin) => pin.wire === wire).length - 1);
      expect(line.includes(UNUSED)).toBe(!used.has(name));
    }
    expect(used.has('LINK_SCK')).toBe(true);
  });

  it('is built with its pins, blocks and memories', () => {
    const header = boardHeader(board);
    for (const { name, gpio } of board.pins) expect(header).toContain(`#define PIN_${name} ${gpio} //`);
    expect(header).toContain(`#define ENGINE_HEAP_BYTES ${board.memory.engine_heap_bytes}\n`);
    expect(boardCmake(board)).toContain(`set(ROLE ${board.role})\nset(ENGINE ${board.engine})\n`);
  });
});

describe('all boards together', () => {
  it('have pages whose tables can be written anew, and nothing else of them', () => {
    const [, board] = boards[0];
    const page = `before\n\n${wiringTable(board).replaceAll('ground', 'earth')}\n\nbehind\n`;
    expect(withTable(page, wiringTable(board))).toBe(`before\n\n${wiringTable(board)}\n\nbehind\n`);
    expect(withTable('no table\n', wiringTable(board))).toBe('no table\n');
  });

  it('have images of different names', () => {
    const images = allBoards().map(({ image }) => image);
    expect(new Set(images).size).toBe(images.length);
  });

  it('drive the link at 1 MHz and keep the module at a sector of the flash', () => {
    expect(common().link_Hz).toBe(1_000_000);
    expect(common().module_offset % 4096).toBe(0);
  });

  it('read the front end at 4 kHz unless asked for 8, 16 or 32: by its OSR, at its one crystal', () => {
    expect(afeRates_Hz()).toEqual([4000, 8000, 16_000, 32_000]);
    expect(afeRates_Hz().map(osrFor)).toEqual([1024, 512, 256, 128]);
    expect([osrFor(4000.3), common().afe_osr]).toEqual([1024, 1024]);
    for (const other of [4100, 2000, 64_000, NaN]) expect(osrFor(other)).toBeUndefined();
  });
});

describe('a board.json', () => {
  const parse = (from: string, to: string) => () =>
    parseBoard('management-pico-plus-2', valid.replace(from, to));

  it('is taken as it stands', () => {
    expect(parse('', '')()).toEqual(loadBoard('management-pico-plus-2'));
  });

  it.each([
    ['an unknown key', '"engine"', '"engin"', 'engin'],
    ['a missing one', '"module": "pimoroni_pico_plus2_rp2350",', '', 'module'],
    ['an unknown module', 'pimoroni_pico_plus2_rp2350', 'pico9', "module 'pico9' is not in modules.json"],
    ['a pin that does not come out', '"gpio": 41', '"gpio": 30', 'POWER_FAIL: GPIO 30 does not come out'],
    ['two wires at a pin', '"gpio": 41', '"gpio": 40', 'GPIO 40 has two wires'],
    ['two pins of a name', '"POWER_FAIL"', '"ALARM_LED"', 'two pins are named ALARM_LED'],
    ['a block without pins', '"LCD": "i2c0"', '"PANEL": "i2c0"', 'block PANEL has no pins'],
    ['a block the chip has not', '"spi1"', '"spi2"', '/blocks/STORAGE'],
    ['code pages without PSRAM', 'pimoroni_pico_plus2_rp2350', 'pico2', 'belong to a module with PSRAM'],
    [
      'more code pages than PSRAM',
      '"code_pages_bytes": 2097152',
      '"code_pages_bytes": 9000000',
      'code_pages',
    ],
    ['what is no JSON', '{', '[', 'JSON'],
  ])('with %s is refused by name', (_, from, to, reason) => {
    expect(parse(from, to)).toThrow(BoardError);
    expect(parse(from, to)).toThrow('boards/management-pico-plus-2/board.json: ');
    expect(parse(from, to)).toThrow(reason);
  });

  it('that is not there is missed by name', () => {
    expect(existsSync(join(ROOT, 'boards/nowhere'))).toBe(false);
    expect(() => loadBoard('nowhere')).toThrow('boards/nowhere/board.json: no such board');
  });
});
