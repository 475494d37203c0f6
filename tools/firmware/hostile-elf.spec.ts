// ELF files with anything changed or cut off: read, or refused with one clear error, by every reader of them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { ElfError, parseElf } from '../rp2350/chip/elf.ts';
import { flatImage } from './elf-image.ts';
import { hasSymbol, readSections } from './sections.ts';

const IMAGE = join(ROOT, 'build/firmware/twinmeter-management.elf');
const HEADER_BYTES = 52;

/** An executable with its tables and no more, so that a changed byte is one that says something. */
function small(): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + 32 + 4 + 3 * 40 + 32);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const halfwords = [
    [16, 2],
    [18, 40],
    [42, 32],
    [44, 1],
    [48, 3],
    [50, 2],
  ];
  for (const [at, value] of halfwords) view.setUint16(at, value, true);
  for (const [at, value] of [
    [28, HEADER_BYTES],
    [32, 88],
  ])
    view.setUint32(at, value, true);
  [1, 84, 0x10000000, 0x10000000, 4, 4].forEach((value, i) => view.setUint32(52 + 4 * i, value, true));
  [0, 1, 2, 0x10000000, 84, 4].forEach((value, i) => view.setUint32(88 + 4 * i, value, true));
  [0, 2, 0, 0, 208, 16, 2].forEach((value, i) => view.setUint32(128 + 4 * i, value, true));
  [0, 3, 0, 0, 224, 16].forEach((value, i) => view.setUint32(168 + 4 * i, value, true));
  return file;
}

/** Reads a file as every reader does. */
function readAll(file: Uint8Array): void {
  for (const read of [parseElf, flatImage, readSections, (elf: Uint8Array) => hasSymbol(elf, 'main')]) {
    try {
      read(file);
    } catch (error) {
      expect(error).toBeInstanceOf(ElfError);
    }
  }
}

const changes = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), {
    minLength: 1,
    maxLength: 8,
  });

function changed(
  original: Uint8Array,
  places: readonly (readonly [number, number])[],
  length: number,
): Uint8Array {
  const file = original.slice(0, length);
  for (const [at, value] of places) if (at < file.length) file[at] = value;
  return file;
}

describe('A hostile ELF file', () => {
  const numRuns = Number(process.env.TWINMETER_FUZZ_RUNS ?? 2000);

  it('is read or refused, whatever is changed in its tables and wherever it is cut', () => {
    const original = small();
    readAll(original);
    const cut = fc.oneof({ arbitrary: fc.constant(original.length), weight: 3 }, fc.nat(original.length));
    fc.assert(
      fc.property(changes(original.length), cut, (places, length) =>
        readAll(changed(original, places, length)),
      ),
      { numRuns },
    );
  });

  it.skipIf(!existsSync(IMAGE))('is read or refused when it was an image of a board', () => {
    const original = new Uint8Array(readFileSync(IMAGE));
    const table = new DataView(original.buffer).getUint32(32, true);
    const places = fc.array(
      fc.tuple(fc.oneof(fc.nat(255), fc.integer({ min: table, max: original.length - 1 })), fc.nat(255)),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(places, (where) => readAll(changed(original, where, original.length))),
      { numRuns: numRuns / 50 },
    );
  });
});
