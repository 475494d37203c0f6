// The image of a run: taken as it was built, given another module, or refused with the reason.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ElfError } from '../rp2350/chip/elf.ts';
import { NotBuiltError } from '../build/paths.ts';
import type { Role } from '../cores/core-runner.ts';
import { common } from './boards.ts';
import { moduleOf } from './elf-image.ts';
import { ImageError } from './errors.ts';
import { firmwareImage } from './firmware-image.ts';
import { packModule } from './module-image.ts';
import { testElf } from './test-elf.ts';

const { module_offset, module_max } = common();
const module = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const other = Uint8Array.from([...module, 0, 3, 1, 0x78, 0]);

const elfOf = (role: Role) =>
  testElf([
    { name: '.text', address: 0x10000000, bytes: Uint8Array.of(1, 2, 3, 4) },
    {
      name: '.twinmeter_module',
      address: 0x10000000 + module_offset,
      bytes: packModule(role, module, module_max),
    },
  ]);

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderWith(files: Record<string, Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-images-'));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

describe('the image of a run', () => {
  it('is the very file that was built when its module is the one asked for', () => {
    const elf = elfOf('metering');
    const folder = folderWith({ 'twinmeter-metering.elf': elf });
    expect(firmwareImage('metering', 'wasm3', module, { folder })).toEqual(elf);
  });

  it('holds another module when another is asked for, compiled ahead of time or not', () => {
    const folder = folderWith({
      'twinmeter-metering.elf': elfOf('metering'),
      'twinmeter-metering-aot.elf': elfOf('metering'),
    });
    for (const engine of ['wasm3', 'aot'])
      expect(moduleOf(firmwareImage('metering', engine, other, { folder }), module_offset)).toEqual({
        role: 'metering',
        module: other,
        hot: [],
      });
  });

  it('sets its front end to another OSR when one is asked for, and stays as it is for its own', () => {
    const elf = elfOf('metering');
    const folder = folderWith({ 'twinmeter-metering.elf': elf });
    const image = (afeOsr: number) => firmwareImage('metering', 'wasm3', module, { folder, afeOsr });
    expect(image(1024)).toEqual(elf);
    expect(moduleOf(image(128), module_offset)).toEqual({ role: 'metering', module, hot: [], afeOsr: 128 });
  });

  it('says with which command it is built when it is missing', () => {
    const folder = folderWith({});
    const ask = (engine: string) => () => firmwareImage('metering', engine, module, { folder });
    expect(ask('wasm3')).toThrow(NotBuiltError);
    expect(ask('wasm3')).toThrow(/twinmeter-metering\.elf: not built yet; run 'make firmware'$/);
    expect(ask('aot')).toThrow(/twinmeter-metering-aot\.elf: not built yet; run 'make firmware ENGINE=aot'$/);
  });

  it.each(['wasm3', 'aot'])('is refused when it is for the other role (%s)', (engine) => {
    const elf = elfOf('management');
    const folder = folderWith({ 'twinmeter-metering.elf': elf, 'twinmeter-metering-aot.elf': elf });
    const ask = () => firmwareImage('metering', engine, module, { folder });
    expect(ask).toThrow(ImageError);
    expect(ask).toThrow('an image for management, not for metering');
  });

  it('is refused when it is cut anywhere', () => {
    const elf = elfOf('metering');
    for (let length = 0; length < elf.length; length++) {
      const folder = folderWith({ 'twinmeter-metering.elf': elf.subarray(0, length) });
      expect(() => firmwareImage('metering', 'wasm3', other, { folder })).toThrow(ElfError);
      rmSync(folders.pop()!, { recursive: true });
    }
  });
});
