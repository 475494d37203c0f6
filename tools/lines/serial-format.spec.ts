// Shows that frames carry characters as UARTs do, and that wrong parity and missing stop bits are noticed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsPerCharacter,
  decodeFrame,
  encodeFrame,
  evenParity,
  type SerialFormat,
} from './serial-format.ts';

const byte = fc.integer({ min: 0, max: 255 });
const format = fc.constantFrom<SerialFormat>('8N1', '7E1', '8E1');
const mask = (name: SerialFormat): number => (name[0] === '7' ? 0x7f : 0xff);

describe('a serial frame', () => {
  it('gives back every character in every format', () => {
    fc.assert(
      fc.property(format, byte, (name, value) => {
        const reception = decodeFrame(name, encodeFrame(name, value));
        expect(reception).toEqual({ kind: 'character', value: value & mask(name) });
      }),
    );
  });

  it('is the same in 7E1 and in 8N1 with the parity in bit 7', () => {
    for (let value = 0; value < 128; value++) {
      expect(encodeFrame('7E1', value)).toEqual(encodeFrame('8N1', value | (evenParity(value) << 7)));
    }
  });

  it('is noticed with any single bit turned over, data and parity alike', () => {
    fc.assert(
      fc.property(byte, fc.integer({ min: 0, max: 8 }), (value, place) => {
        const { bits, length } = encodeFrame('8E1', value);
        expect(decodeFrame('8E1', { bits: bits ^ (1 << place), length })).toEqual({ kind: 'parity error' });
      }),
    );
  });

  it('without its stop bit is a framing error', () => {
    const { bits, length } = encodeFrame('7E1', 0x2f);
    expect(decodeFrame('7E1', { bits: bits ^ (1 << (length - 1)), length })).toEqual({
      kind: 'framing error',
    });
  });

  it('counts start, data, parity and stop bits', () => {
    expect([bitsPerCharacter('8N1'), bitsPerCharacter('7E1'), bitsPerCharacter('8E1')]).toEqual([10, 10, 11]);
  });

  it('knows even parity from the definition', () => {
    for (let value = 0; value < 256; value++) {
      const ones = value.toString(2).replaceAll('0', '').length;
      expect(evenParity(value)).toBe(ones % 2);
    }
  });
});
