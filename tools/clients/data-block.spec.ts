// Shows that data blocks and codes are read and written as the standard has them, and that damage is noticed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockCheck,
  BlockCheckError,
  DataBlockError,
  formatDataBlock,
  parseDataBlock,
  parseDataLines,
} from './data-block.ts';
import { normaliseObis } from './obis.ts';
import vectors from './vectors/data-block.json' with { type: 'json' };

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('the block check character', () => {
  it.each(vectors.blockChecks)('of $message is $check', ({ message, check }) => {
    expect(blockCheck(ascii(message).subarray(1))).toBe(Number.parseInt(check, 16));
  });
});

describe('a data block', () => {
  it.each(vectors.blocks)('is read and written: $name', ({ block, sets }) => {
    expect(parseDataBlock(ascii(block))).toEqual({ sets, unreadable: [] });
    expect(formatDataBlock(sets)).toEqual(ascii(block));
  });

  it.each(vectors.lines)('has lines with $name', ({ text, sets }) => {
    expect(parseDataLines(text)).toEqual({ sets, unreadable: [] });
  });

  it.each(vectors.damagedLines)('loses the line, and only that, for $name', ({ text }) => {
    const before = { id: '0.9.1', value: '101500', unit: '' };
    const behind = { id: '2.8.0', value: '1', unit: 'kWh' };
    expect(parseDataLines(`0.9.1(101500)\r\n${text}\r\n2.8.0(1*kWh)`)).toEqual({
      sets: [before, behind],
      unreadable: [text],
    });
  });

  const text = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789.:-ABCFkWhVvar '), maxLength });
  const set = fc.record({
    id: text(14)
      .filter((id) => id !== '')
      .map((id) => `${id}*1`),
    value: text(32),
    unit: text(16),
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(set, { maxLength: 20 }), (sets) => {
        expect(parseDataBlock(formatDataBlock(sets))).toEqual({ sets, unreadable: [] });
      }),
    );
  });

  it('is refused when any single bit of it is turned over', () => {
    fc.assert(
      fc.property(fc.array(set, { maxLength: 5 }), fc.nat(), fc.nat({ max: 6 }), (sets, place, bit) => {
        const block = formatDataBlock(sets);
        block[place % block.length] ^= 1 << bit;
        expect(() => parseDataBlock(block)).toThrow(DataBlockError);
      }),
    );
  });

  it('is refused when cut anywhere', () => {
    const block = ascii(vectors.blocks[0].block);
    for (let length = 0; length < block.length; length++) {
      expect(() => parseDataBlock(block.subarray(0, length))).toThrow(DataBlockError);
    }
  });

  it('with a wrong BCC is told apart, and carries its bytes', () => {
    const block = ascii(vectors.blocks[0].block.replace('4.567', '5.567'));
    expect(() => parseDataBlock(block)).toThrow(BlockCheckError);
    try {
      parseDataBlock(block);
    } catch (error) {
      expect((error as DataBlockError).bytes).toBe(block);
    }
  });
});

describe('an identification code', () => {
  it.each(vectors.obis)('$id is $obis', ({ id, obis }) => {
    expect(normaliseObis(id)).toBe(obis);
    expect(normaliseObis(obis)).toBe(obis);
  });

  it.each(vectors.notObis)('%j is not OBIS', (id) => {
    expect(normaliseObis(id)).toBeUndefined();
  });
});
