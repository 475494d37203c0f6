// Settings of several numbers, between the numbers that people write and A-XDR.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRUCTURES } from '../../shared-protocol/generated/ts/structures.ts';
import { NUMBERS, type NumberType } from '../clients/dlms/axdr.ts';
import { structureDigits, structureNumbers } from './structure-value.ts';

/** Any number of a type. */
function anyOf(type: NumberType): fc.Arbitrary<bigint> {
  const [, bytes, isSigned] = NUMBERS[type];
  const span = 1n << BigInt(8 * bytes);
  return isSigned
    ? fc.bigInt({ min: -span / 2n, max: span / 2n - 1n })
    : fc.bigInt({ min: 0n, max: span - 1n });
}

describe('A setting of several numbers', () => {
  it.each(Object.entries(STRUCTURES))('comes back as it was written: %s', (id, types) => {
    const numbers = fc.tuple(...(types as NumberType[]).map(anyOf));
    fc.assert(
      fc.property(numbers, (all) => {
        expect(structureNumbers(id, structureDigits(id, all.join(','))!)).toEqual(all);
      }),
    );
  });

  it('is A-XDR with the types of its object', () => {
    expect(structureDigits('0-0:96.142.10', '1,0,0,1,0,1')).toBe('0206110111001100110111001101');
    expect(structureDigits('0-0:96.142.3', '5, 300, 1')).toBe('0203' + '120005' + '12012C' + '1101');
  });

  it('is left to others where the object or the value is something else', () => {
    expect(structureDigits('0-0:96.142.1', '1')).toBeUndefined();
    expect(structureDigits('0-0:96.142.10', 'hex:0206')).toBeUndefined();
    expect(structureNumbers('0-0:96.142.1', '1')).toBeUndefined();
    expect(structureNumbers('0-0:96.142.10', '')).toBeUndefined();
  });

  it.each([
    ['1,2', /expected 6 numbers with commas/],
    ['1,2,3,4,5,6,7', /expected 6 numbers/],
    ['-1,0,0,0,0,0', /-1: expected a number from 0 to 255/],
    ['0,0,0,0,0,256', /256: expected a number from 0 to 255/],
  ])('says what is wrong with %s', (value, says) => {
    expect(() => structureDigits('0-0:96.142.10', value)).toThrow(says);
  });
});
