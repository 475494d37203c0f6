// Which drive an image is copied to, and what is said where there is none, another chip's, two, or no room.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyToDrive, findBootDrive } from './boot-drive.ts';
import { FlashError } from './errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-drives-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A drive as a boot ROM shows it. */
function drive(name: string, chip: string | undefined): string {
  const path = join(folder, name);
  mkdirSync(path);
  if (chip !== undefined)
    writeFileSync(
      join(path, 'INFO_UF2.TXT'),
      `UF2 Bootloader v1.0\r\nModel: Raspberry Pi ${chip}\r\nBoard-ID: ${chip}\r\n`,
    );
  return path;
}

const board = drive('RP2350', 'RP2350');
const second = drive('RP2350 1', 'RP2350');
const other = drive('RPI-RP2', 'RPI-RP2');
const stick = drive('STICK', undefined);

const mount = (path: string, kind = 'vfat'): string =>
  `/dev/sda1 ${path.replaceAll(' ', String.raw`\040`)} ${kind} rw,nosuid 0 0`;
const mounts = (...lines: string[]): string => ['proc /proc proc rw 0 0', ...lines, ''].join('\n');

describe('The drive of a board in boot mode', () => {
  it('is the one that is mounted, whatever else is, with blanks in its name too', () => {
    expect(findBootDrive(undefined, mounts(mount(stick), mount(board), mount('/', 'ext4')))).toBe(board);
    expect(findBootDrive(undefined, mounts(mount(second)))).toBe(second);
  });

  it('is the one that is named', () => {
    expect(findBootDrive(second, mounts(mount(board), mount(second)))).toBe(second);
  });

  it.each([
    ['none is mounted', undefined, [stick], /no drive of a board in boot mode is mounted: hold BOOTSEL/],
    [
      'two are',
      undefined,
      [board, second],
      /more than one board is in boot mode: .*RP2350, .*RP2350 1; choose/,
    ],
    [
      'only one with another chip is',
      undefined,
      [other],
      /RPI-RP2: a board with 'RPI-RP2', not with an RP2350/,
    ],
    ['the named one is not there', join(folder, 'nowhere'), [board], /nowhere: there is no such drive/],
    ['the named one is no board', stick, [board], /STICK: no board in boot mode, it has no INFO_UF2.TXT/],
    ['the named one is of another chip', other, [board], /RPI-RP2: a board with/],
  ])('is refused in one line when %s', (_, named, mounted, says) => {
    const find = () => findBootDrive(named, mounts(...mounted.map((path) => mount(path))));
    expect(find).toThrow(FlashError);
    expect(find).toThrow(says);
  });
});

describe('An image copied to it', () => {
  it('stands there byte by byte', () => {
    const image = Uint8Array.from({ length: 100_000 }, (_, n) => n * 7);
    copyToDrive(board, 'image.uf2', image);
    expect(new Uint8Array(readFileSync(join(board, 'image.uf2')))).toEqual(image);
  });

  it('that does not fit leaves nothing and says so', () => {
    symlinkSync('/dev/full', join(second, 'full.uf2'));
    const copy = () => copyToDrive(second, 'full.uf2', new Uint8Array(1024));
    expect(copy).toThrow(FlashError);
    expect(readdirSync(second)).toEqual(['INFO_UF2.TXT']);
    symlinkSync('/dev/full', join(second, 'full.uf2'));
    expect(copy).toThrow(/full\.uf2: no room for the image/);
  });

  it('for a drive that went away is refused in one line', () => {
    expect(() => copyToDrive(join(folder, 'gone'), 'image.uf2', new Uint8Array(1))).toThrow(
      /gone.image\.uf2: ENOENT/,
    );
    expect(existsSync(join(folder, 'gone'))).toBe(false);
  });
});
