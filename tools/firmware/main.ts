// The command line of the firmware tools, for the build and the bench: board, pack, image, combine.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../cores/core-runner.ts';
import { checkedModule, ModuleError } from '../cores/module-check.ts';
import { ElfError } from '../rp2350/chip/elf.ts';
import { flashRuns, flatImage, moduleOf, replaceModule } from './elf-image.ts';
import { boardCmake, boardHeader } from './board-header.ts';
import { afeRates_Hz, allBoards, BOARDS_FOLDER, common, loadBoard, osrFor } from './boards.ts';
import { BoardError, ImageError, Uf2Error } from './errors.ts';
import { hotFunctions } from './hot-functions.ts';
import { packModule } from './module-image.ts';
import { sealProgram } from './program-digest.ts';
import { writeUf2 } from './uf2.ts';
import { wiringPicture } from './wiring-picture.ts';
import { wiringTable, withTable } from './wiring.ts';

const USAGE = `usage: firmware board FOLDER OUT                      (writes OUT/board.h and OUT/board.cmake)
       firmware wiring                                (writes tables and pictures of all boards, boards/*/)
       firmware pack metering|management MODULE.wasm OUT [RATE_Hz]
       firmware seal FIRMWARE.elf                     (fills in the digest of the program, where it is checked)
       firmware image FIRMWARE.elf OUT                (writes OUT.bin and OUT.uf2)
       firmware combine FIRMWARE.elf MODULE.wasm OUT [RATE_Hz]  (writes OUT.elf, OUT.bin and OUT.uf2)`;

class UsageError extends Error {}

const read = (path: string) => new Uint8Array(readFileSync(path));

/** The OSR for a rate as it was given; that of common.json for none. Throws ImageError. */
function osrOf(role: Role, rate?: string): number | undefined {
  if (rate === undefined || rate === '' || role === 'management') return undefined;
  const osr = osrFor(Number(rate));
  if (osr === undefined)
    throw new ImageError(`${rate} Hz: the front end gives ${afeRates_Hz().join(', ')} Hz at its crystal`);
  return osr === common().afe_osr ? undefined : osr;
}

/** The bytes of a module that the role's board would take: its ABI is that of the role. Throws ModuleError. */
function packed(role: Role, path: string, rate?: string): Uint8Array {
  const osr = osrOf(role, rate);
  const module = read(path);
  checkedModule(role, module);
  const hot = hotFunctions(role, module);
  if (!hot)
    console.log(
      `${path}: no list of hot functions for this ${role} module, so SRAM takes what fits in index order (make hot)`,
    );
  return packModule(role, module, common().module_max, hot?.functions, osr);
}

function writeBoard(folder: string, out: string): void {
  const board = loadBoard(folder);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'board.h'), boardHeader(board));
  writeFileSync(join(out, 'board.cmake'), boardCmake(board));
}

function writeWiring(): void {
  for (const board of allBoards()) {
    const folder = join(BOARDS_FOLDER, board.folder);
    const page = join(folder, 'README.md');
    writeFileSync(page, withTable(readFileSync(page, 'utf8'), wiringTable(board)));
    writeFileSync(join(folder, 'wiring.svg'), wiringPicture(board));
  }
}

function pack(role: string, module: string, out: string, rate?: string): void {
  if (role !== 'metering' && role !== 'management') throw new UsageError(USAGE);
  writeFileSync(out, packed(role, module, rate));
}

function writeImages(elf: Uint8Array, out: string): void {
  writeFileSync(`${out}.bin`, flatImage(elf));
  writeFileSync(`${out}.uf2`, writeUf2(flashRuns(elf)));
}

function seal(path: string): void {
  const elf = read(path);
  if (sealProgram(elf, common().module_offset, common().module_max)) writeFileSync(path, elf);
}

function combine(firmware: string, module: string, out: string, rate?: string): void {
  const elf = read(firmware);
  const { role } = moduleOf(elf, common().module_offset);
  const combined = replaceModule(elf, packed(role, module, rate), common().module_offset);
  writeFileSync(`${out}.elf`, combined);
  writeImages(combined, out);
}

function run([command, ...args]: string[]): void {
  if (command === 'board' && args.length === 2) writeBoard(args[0], args[1]);
  else if (command === 'wiring' && args.length === 0) writeWiring();
  else if (command === 'pack' && (args.length === 3 || args.length === 4))
    pack(args[0], args[1], args[2], args[3]);
  else if (command === 'seal' && args.length === 1) seal(args[0]);
  else if (command === 'image' && args.length === 2) writeImages(read(args[0]), args[1]);
  else if (command === 'combine' && (args.length === 3 || args.length === 4))
    combine(args[0], args[1], args[2], args[3]);
  else throw new UsageError(USAGE);
}

const BAD_INPUT = [UsageError, BoardError, ImageError, ElfError, ModuleError, Uf2Error];
/** What the operating system says of a path that cannot be read or written. */
const BAD_PATH = ['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'];

try {
  run(process.argv.slice(2));
} catch (error) {
  const badInput =
    BAD_INPUT.some((cause) => error instanceof cause) ||
    BAD_PATH.includes((error as NodeJS.ErrnoException).code ?? '');
  process.stderr.write(`firmware: ${(error as Error).message}\n`);
  process.exitCode = badInput ? 2 : 1;
}
