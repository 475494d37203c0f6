// The built images themselves: what lies where, and what they do on the emulator without or with another module.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flashRuns, flatImage, moduleOf, replaceModule } from '../../tools/firmware/elf-image.ts';
import { boardFor, common } from '../../tools/firmware/boards.ts';
import { packModule } from '../../tools/firmware/module-image.ts';
import { bootWith, measureModule, withModule } from '../../tools/figures/sizes/measure.ts';
import { codeSymbols, memoryOf } from '../../tools/firmware/sections.ts';
import { imageSize } from '../../tools/figures/sizes/sizes.ts';
import { moduleThatFirst } from '../../tools/figures/sizes/synthetic-module.ts';
import { parseUf2 } from '../../tools/firmware/uf2.ts';
import { CASES } from '../../tools/build/paths.ts';
import type { Role } from '../../tools/cores/core-runner.ts';
import { decodeRecord } from '../../tools/records/records.ts';
import {
  EVENT_MODULE_COPY,
  EVENT_RESET,
  FRAM_EVENTS_A,
  LAYOUTS,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { CLOCK } from '../../tools/rp2350/chips/ads131m08-registers.ts';
import { FRAM_BYTES } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import {
  built,
  CYCLES_PER_MS,
  managementBoard,
  meteringBoard,
  read,
  readLinked,
  ROLES,
} from './image-boards.ts';

const { module_offset, module_max } = common();
const setAsideOn = (role: Role) => boardFor(role, 'wasm3').memory;

const functionsOf = (role: Role) => codeSymbols(read(role));

const sizeOf = (role: Role, module: Uint8Array) =>
  imageSize(withModule(role, module), boardFor(role, 'wasm3'), measureModule(role, module));

const COPIES = [0, 1];

/** Kind of the event in a slot of the log. */
const eventAt = (fram: Uint8Array, slot: number) => {
  const { bytes } = LAYOUTS.event_record;
  const at = FRAM_EVENTS_A + slot * bytes;
  return Number(decodeRecord('event_record', fram.subarray(at, at + bytes)).event);
};

/** The ELF with one byte of its module changed, in both copies or in some. */
function withModuleByte(
  role: Role,
  at: number,
  change: (byte: number) => number,
  copies: readonly number[] = COPIES,
): Uint8Array {
  const elf = read(role).slice();
  for (const copy of copies) {
    const place = 0x10000000 + module_offset + copy * module_max;
    const module = flashRuns(elf).find(({ address }) => address === place)!;
    module.bytes[at] = change(module.bytes[at]);
  }
  return elf;
}

describe.skipIf(!built)('a firmware image', () => {
  it.each(ROLES)('for %s carries its own module, and its UF2 is its BIN in pages', (role) => {
    expect(moduleOf(read(role), module_offset).role).toBe(role);
    const bin = read(role, 'bin');
    expect(bin).toEqual(flatImage(read(role)));
    // What lies outside every section is 0 in a page and erased in the BIN.
    const differing = parseUf2(read(role, 'uf2')).filter(({ address, bytes }) => {
      const there = bin.subarray(address - 0x10000000, address - 0x10000000 + 256);
      return there.some((byte, i) => byte !== bytes[i] && !(byte === 0xff && bytes[i] === 0));
    });
    expect(differing).toEqual([]);
  });

  it.each(ROLES)(
    'for %s is one the boot ROM starts: an Arm Secure image definition in its first 4 KB',
    (role) => {
      const head = Buffer.from(read(role, 'bin').subarray(0, 4096));
      const at = head.indexOf(Buffer.from([0xd3, 0xde, 0xff, 0xff])); // block start marker, RP2350 datasheet 5.9.1
      expect(at % 4).toBe(0);
      // Item IMAGE_TYPE, one word: executable, Secure, Arm, RP2350 (5.9.3.1).
      expect([head[at + 4], head[at + 5], head.readUInt16LE(at + 6)]).toEqual([0x42, 1, 0x1021]);
      // Loop of one block, then the end marker.
      expect(head.indexOf(Buffer.from([0x79, 0x35, 0x12, 0xab]))).toBeGreaterThan(at);
    },
  );

  it.each(ROLES)('for %s has every wasm3 operation and every interrupt handler in SRAM', (role) => {
    const functions = functionsOf(role);
    const operations = functions.filter(({ name }) => name.startsWith('op_'));
    // All of them: wasm3 without floating point has 262, and none of theirs may be left.
    expect(operations.length).toBeGreaterThan(250);
    expect(operations.filter(({ name }) => /^op_f(32|64)_/.test(name))).toEqual([]);
    const handlers = functions.filter(({ name }) =>
      /^(gpio_handler|dma_handler|alarm_\d|serve|loop_alarm|write_record|board_power_\w+|board_slots_supply|board_pio_uart_restart_sender|board_fram_\w+|mb85rs2mta_\w+)$/.test(
        name,
      ),
    );
    expect(handlers.length).toBeGreaterThanOrEqual(5);
    for (const { name, address } of [...operations, ...handlers])
      expect([name, memoryOf(address)]).toEqual([name, 'sram']);
  });

  it.each(ROLES)('for %s contains no allocator', (role) => {
    const names = new Set(functionsOf(role).map(({ name }) => name));
    for (const name of ['malloc', 'calloc', 'realloc', '_malloc_r', '_sbrk'])
      expect(names).not.toContain(name);
  });

  it.each(ROLES)('for %s leaves room in every memory', (role) => {
    const { module } = moduleOf(read(role), module_offset);
    const { uses, operations } = sizeOf(role, module);
    expect(uses.map(({ what }) => what)).toContain('code of the module');
    for (const { what, used, available } of uses) expect(used, what).toBeLessThan(available);
    expect(operations!.pagesPerByte).toBeGreaterThan(2);
  });
});

describe.skipIf(!built)('a board whose module may not run', () => {
  it.each([
    ['damaged', 200, 'module damaged'],
    ['absent', 0, 'no module in flash'],
    ['of another header version', 4, 'module header version'],
    ['for the other role', 6, 'module of other role'],
    ['of an impossible length', 11, 'module length'],
  ])('says on port and display that it is %s', (_, at, reason) => {
    const { board, said } = managementBoard(withModuleByte('management', at, (byte) => byte ^ 0x81));
    board.runUntil(400 * CYCLES_PER_MS);
    expect(said()).toBe(`OUT OF SERVICE: ${reason}\r\n`);
    expect(board.lcd.text().join('').trim()).toBe(`OUT OF SERVICE: ${reason}`);
    board.close();
  });

  it('says so on the metering board', () => {
    const { board, said } = meteringBoard(withModuleByte('metering', 100, (byte) => byte ^ 1));
    board.runUntil(200 * CYCLES_PER_MS);
    expect(said()).toBe('OUT OF SERVICE: module damaged\r\n');
    board.close();
  });

  it.each(COPIES)('runs where one copy of two is damaged, and says which: copy %i', (copy) => {
    const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    const elf = withModuleByte('metering', 5000, (byte) => byte ^ 1, [copy]);
    const { board, said } = meteringBoard(elf, fram);
    board.runUntil(600 * CYCLES_PER_MS);
    expect(said()).toBe('');
    const kinds = COPIES.concat(2, 3).map((slot) => eventAt(fram, slot));
    expect(kinds).toContain(EVENT_RESET);
    expect(kinds.includes(EVENT_MODULE_COPY)).toBe(copy === 0);
    // OSR 1024 (CLOCK bits 4:2, SBAS950 8.6.1.4): the front end is set before the core boots.
    expect((board.afe.registers[CLOCK] >> 2) & 7).toBe(3);
    board.close();
  });

  it('names an export of the ABI that the module lacks', () => {
    const empty = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const elf = replaceModule(read('management'), packModule('management', empty, module_max), module_offset);
    const { board, said } = managementBoard(elf);
    board.runUntil(400 * CYCLES_PER_MS);
    expect(said()).toMatch(/^OUT OF SERVICE: does not export 'abi_version'/);
    board.close();
  });
});

/** The linked image with a bit of its program turned: of its longest piece at this part of it; undefined: as it is. */
function linkedImage(part?: number): Uint8Array {
  const elf = readLinked()!;
  const program = flashRuns(elf).filter(({ address }) => address < 0x10000000 + module_offset);
  const { bytes } = program.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a));
  if (part !== undefined) bytes[Math.floor(bytes.length * part)] ^= 4;
  return elf;
}

describe.skipIf(!readLinked())('an image with its module linked into it', () => {
  it('runs as it was built', () => {
    const { board, said } = meteringBoard(linkedImage());
    board.runUntil(400 * CYCLES_PER_MS);
    expect(said()).toBe('');
    board.close();
  });

  it.each([0.4, 0.7, 0.999])('says that its program is damaged, at %f of it', (part) => {
    const { board, said } = meteringBoard(linkedImage(part));
    board.runUntil(400 * CYCLES_PER_MS);
    expect(said()).toBe('OUT OF SERVICE: program damaged\r\n');
    board.close();
  });
});

const nested = (opening: readonly number[], depth: number) => [
  ...Array.from({ length: depth }, () => opening).flat(),
  ...Array<number>(depth).fill(0x0b),
];

describe.skipIf(!built)('a board whose module is not valid, or beyond a bound of its host', () => {
  it.each([
    ['blocks', [0x02, 0x40]],
    ['loops', [0x03, 0x40]],
    ['ifs', [0x41, 1, 0x04, 0x40]],
  ])('runs 64 nested %s on its stack, the function among them, and refuses one more', (_, opening) => {
    const { row, marks } = bootWith('management', moduleThatFirst(nested(opening, 63)));
    expect(row).toMatch(/^SYNTHETIC [A-P]{8}/);
    expect(marks.stackBytes).toBeLessThan(setAsideOn('management').stack_reserved_bytes + 8192);
    const refused = bootWith('management', moduleThatFirst(nested(opening, 64)));
    expect(refused.said).toMatch(
      /^OUT OF SERVICE: code section, function \d+, byte \d+: more than 64 nested blocks$/,
    );
    expect(refused.row).toBe('OUT OF SERVICE: code');
  });

  it('says on the metering board, too, what is wrong and where', () => {
    const module = moduleOf(read('metering'), module_offset).module;
    const named = Uint8Array.from([...module, 0, 3, 2, 0xc0, 0xaf]);
    expect(bootWith('metering', named).said).toBe(
      `OUT OF SERVICE: custom section, byte ${module.length}: no name in UTF-8`,
    );
  });

  const cases = join(CASES, 'wasm');
  it.skipIf(existsSync(cases))(`is not tried with ${cases}: set TWINMETER_CASES`, (context) =>
    context.skip(),
  );
  it.skipIf(!existsSync(cases)).each([
    ['m01-br-table-fffffffe', 'more than 256 targets of br_table'],
    ['m05-memory-fill', 'instruction 0xfc is not known'],
    ['m09-nested-1000', 'more than 64 nested blocks'],
    ['m13c-global-self', 'there is no imported global 0'],
    ['m14b-name-index', 'there is no function 4294967295'],
  ])('refuses %s, which once made it jump through its own memory or stop', (name, reason) => {
    const { said, row } = bootWith('management', new Uint8Array(readFileSync(join(cases, `${name}.wasm`))));
    expect(said).toMatch(new RegExp(`^OUT OF SERVICE: \\w+ section, .*byte \\d+: ${reason}$`));
    expect(row).toMatch(/^OUT OF SERVICE: /);
  });
});
