// The digest of a program in its image: over all of flash below it, and filled in where there is a place.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { flatImage } from './elf-image.ts';
import { PROGRAM_PLACE_BELOW, PROGRAM_PLACE_BYTES, sealProgram } from './program-digest.ts';
import { testElf } from './test-elf.ts';

const FLASH = 0x10000000;
const OFFSET = 0x1000;
const MAX = 0x4000;
const PLACE_AT = OFFSET + MAX - PROGRAM_PLACE_BELOW;
const text = { name: '.text', address: FLASH, bytes: Uint8Array.of(1, 2, 3, 4) };
const data = { name: '.data', address: 0x20000000, load: FLASH + 0x10, bytes: Uint8Array.of(5, 6) };
const place = (bytes = PROGRAM_PLACE_BYTES) => ({
  name: '.twinmeter_program',
  address: FLASH + PLACE_AT,
  bytes: new Uint8Array(bytes),
});

describe('The digest of a program', () => {
  it('covers flash from its start to the end of what is stored, gaps as they are erased', () => {
    const elf = testElf([text, data, place()]);
    expect(sealProgram(elf, OFFSET, MAX)).toBe(true);
    const image = Buffer.from(flatImage(elf));
    expect(image.readUInt32LE(PLACE_AT + 4)).toBe(0x12);
    const digest = createHash('sha256').update(image.subarray(0, 0x12)).digest();
    expect(image.subarray(PLACE_AT + 32, PLACE_AT + 64)).toEqual(digest);
  });

  it('is not in an image without a place for it', () => {
    expect(sealProgram(testElf([text, data]), OFFSET, MAX)).toBe(false);
  });

  it('is refused where the place is of another size', () => {
    expect(() => sealProgram(testElf([text, place(32)]), OFFSET, MAX)).toThrow('of another size');
  });
});
