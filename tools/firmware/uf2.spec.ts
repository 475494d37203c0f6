// UF2 files both ways: what is written is read back, and every rule broken is named with its block.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Uf2Error } from './errors.ts';
import {
  ABSOLUTE_BLOCK_ADDRESS,
  BLOCK_BYTES,
  FAMILY_ABSOLUTE,
  FAMILY_RP2350_ARM_S,
  parseUf2,
  writeUf2,
} from './uf2.ts';

const FLASH = 0x10000000;
const runs = [
  { address: FLASH, bytes: Uint8Array.from({ length: 300 }, (_, i) => i) },
  { address: FLASH + 0x40010, bytes: Uint8Array.of(1, 2, 3) },
];

/** A file with one word changed. */
function withWord(block: number, word: number, value: number): Uint8Array {
  const file = writeUf2(runs);
  new DataView(file.buffer).setUint32(block * BLOCK_BYTES + 4 * word, value, true);
  return file;
}

describe('a UF2 file for the RP2350', () => {
  it('begins with the absolute block of erratum E10, then one block a page in the order of addresses', () => {
    const file = writeUf2(runs);
    const view = new DataView(file.buffer);
    expect(file.length).toBe(4 * BLOCK_BYTES);
    expect(view.getUint32(28, true)).toBe(FAMILY_ABSOLUTE);
    expect(view.getUint32(12, true)).toBe(ABSOLUTE_BLOCK_ADDRESS);
    expect([...file.subarray(32, 32 + 256)].every((byte) => byte === 0xef)).toBe(true);
    for (const [block, address] of [FLASH, FLASH + 0x100, FLASH + 0x40000].entries()) {
      const at = BLOCK_BYTES * (block + 1);
      expect(view.getUint32(at + 12, true)).toBe(address);
      expect(view.getUint32(at + 20, true)).toBe(block);
      expect(view.getUint32(at + 24, true)).toBe(3);
      expect(view.getUint32(at + 28, true)).toBe(FAMILY_RP2350_ARM_S);
    }
  });

  it('fills the rest of a page with zeros', () => {
    const [, , page] = parseUf2(writeUf2(runs));
    expect([...page.bytes.subarray(0x0f, 0x15)]).toEqual([0, 1, 2, 3, 0, 0]);
  });

  it('reads back what was written, for any runs (random)', () => {
    const run = fc.record({
      page: fc.integer({ min: 0, max: 0xfff }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }),
    });
    fc.assert(
      fc.property(run, ({ page, bytes }) => {
        const address = FLASH + page * 256;
        const back = Buffer.concat(parseUf2(writeUf2([{ address, bytes }])).map((each) => each.bytes));
        expect([...back.subarray(0, bytes.length)]).toEqual([...bytes]);
      }),
    );
  });

  it('refuses bytes outside the flash', () => {
    expect(() => writeUf2([{ address: 0x20000000, bytes: Uint8Array.of(1) }])).toThrow(RangeError);
  });
});

describe('the UF2 parser', () => {
  it.each([
    ['no magic at the start', 1, 0, 0, 1],
    ['no second magic', 1, 1, 0, 1],
    ['no magic at the end', 2, 127, 0, 2],
    ['no family', 1, 2, 0, 1],
    ['the family of an RP2040', 1, 7, 0xe48bff56, 1],
    ['a RISC-V image', 3, 7, 0xe48bff5a, 3],
    ['a payload of 476 bytes', 1, 4, 476, 1],
    ['an address inside a page', 2, 3, FLASH + 0x104, 2],
    ['an address outside the flash', 2, 3, 0x20000000, 2],
    ['a block out of order', 2, 5, 0, 2],
    ['a wrong number of blocks', 3, 6, 4, 3],
    ['an absolute block that is not to be ignored', 0, 8 + 64, 0, 0],
  ])('names the block with %s', (_, block, word, value, at) => {
    const parse = () => parseUf2(withWord(block, word, value));
    expect(parse).toThrow(Uf2Error);
    expect(parse).toThrow(`block ${at}`);
  });

  it('refuses a truncated file and an empty one', () => {
    expect(() => parseUf2(writeUf2(runs).subarray(0, 700))).toThrow('truncated');
    expect(() => parseUf2(new Uint8Array())).toThrow('truncated');
  });

  it('notices a block that is missing', () => {
    expect(() => parseUf2(writeUf2(runs).subarray(0, 3 * BLOCK_BYTES))).toThrow('the file has 2');
  });
});
