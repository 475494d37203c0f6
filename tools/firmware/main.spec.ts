// The firmware command as the build and a person call it: what it writes, and one clear line for every bad input.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile, ROOT } from '../build/paths.ts';
import { common } from './boards.ts';
import { moduleOf } from './elf-image.ts';
import { packModule, unpackModule } from './module-image.ts';
import { testElf } from './test-elf.ts';
import { parseUf2 } from './uf2.ts';

const COMMAND = ['--import', 'tsx', join(ROOT, 'tools/firmware/main.ts')];
const { module_offset, module_max } = common();
let folder: string;
const at = (name: string) => join(folder, name);

function firmware(...args: string[]) {
  const { status, stderr } = spawnSync('node', [...COMMAND, ...args], { encoding: 'utf8', cwd: ROOT });
  return { status, said: stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinmeter-firmware-'));
  for (const role of ['metering', 'management'] as const)
    writeFileSync(at(`${role}.wasm`), builtFile(`${role}-core.wasm`));
  const metering = packModule('metering', builtFile('metering-core.wasm'), module_max);
  const elf = testElf([
    { name: '.text', address: 0x10000000, bytes: Uint8Array.of(1, 2, 3, 4) },
    { name: '.twinmeter_module', address: 0x10000000 + module_offset, bytes: metering },
  ]);
  writeFileSync(at('metering.elf'), elf);
  writeFileSync(at('cut.elf'), elf.subarray(0, elf.length - 10));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the firmware command', () => {
  it('packs a module, and writes BIN and UF2 of an image', () => {
    expect(firmware('pack', 'metering', at('metering.wasm'), at('packed'))).toEqual({ status: 0, said: '' });
    expect(unpackModule(new Uint8Array(readFileSync(at('packed')))).role).toBe('metering');
    expect(firmware('image', at('metering.elf'), at('image'))).toEqual({ status: 0, said: '' });
    expect(parseUf2(new Uint8Array(readFileSync(at('image.uf2'))))[0].address).toBe(0x10000000);
    expect(readFileSync(at('image.bin')).subarray(0, 5)).toEqual(Buffer.from([1, 2, 3, 4, 0xff]));
  });

  it('puts a module of the same role into an image', () => {
    expect(firmware('combine', at('metering.elf'), at('metering.wasm'), at('combined')).status).toBe(0);
    const { role, module } = moduleOf(new Uint8Array(readFileSync(at('combined.elf'))), module_offset);
    expect([role, module]).toEqual(['metering', builtFile('metering-core.wasm')]);
  });

  it('sets the front end’s OSR by the rate it is given', () => {
    expect(firmware('combine', at('metering.elf'), at('metering.wasm'), at('fast'), '16000').status).toBe(0);
    expect(moduleOf(new Uint8Array(readFileSync(at('fast.elf'))), module_offset).afeOsr).toBe(256);
    expect(firmware('pack', 'metering', at('metering.wasm'), at('slow'), '4000').status).toBe(0);
    expect(unpackModule(new Uint8Array(readFileSync(at('slow')))).afeOsr).toBeUndefined();
    expect(firmware('combine', at('metering.elf'), at('metering.wasm'), at('out'), '5000')).toEqual({
      ...{
        status: 2,
        said: 'firmware: 5000 Hz: the front end gives 4000, 8000, 16000, 32000 Hz at its crystal\n',
      },
    });
  });

  it('writes what a board is built with', () => {
    expect(firmware('board', 'metering-pico-2', at('wiring'))).toEqual({ status: 0, said: '' });
    expect(readFileSync(at('wiring/board.h'), 'utf8')).toContain('#define LINK_SPI spi1\n');
    expect(readFileSync(at('wiring/board.cmake'), 'utf8')).toContain('set(PICO_BOARD pico2)\n');
  });

  it.each([
    ['a truncated image', ['image', 'cut.elf', 'out'], 'truncated in its section headers'],
    ['what is no image', ['image', 'metering.wasm', 'out'], 'not an RP2350 ELF image'],
    ['an image that is not there', ['image', 'none.elf', 'out'], 'no such file'],
    ['a folder', ['image', '', 'out'], 'EISDIR'],
    ['a module for the other role', ['combine', 'metering.elf', 'management.wasm', 'out'], 'not in the ABI'],
    ['a module that is none', ['combine', 'metering.elf', 'metering.elf', 'out'], 'metering module: damaged'],
    ['a role that does not exist', ['pack', 'both', 'metering.wasm', 'out'], 'usage:'],
    ['a board that does not exist', ['board', 'nowhere', 'out'], 'board.json: no such board'],
  ])('answers %s with exit code 2, and writes nothing', (_, [command, ...names], reason) => {
    const isName = (name: string) => name !== 'both';
    const { status, said } = firmware(command, ...names.map((name) => (isName(name) ? at(name) : name)));
    expect(status).toBe(2);
    expect(said).toContain(reason);
    if (!said.includes('usage:')) expect(said.trim().split('\n')).toHaveLength(1);
    expect(['out', 'out.elf', 'out.bin', 'out.uf2'].filter((name) => existsSync(at(name)))).toEqual([]);
  });
});
