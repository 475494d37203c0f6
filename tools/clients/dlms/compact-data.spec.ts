// Compact data: what a template says of bytes, and bytes that are not what it says.
import { describe, expect, it } from 'vitest';
import { numberOf, octets, structure } from './axdr.ts';
import { compactData } from './compact-data.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** A string and two numbers. */
const TEMPLATE = hex('02 03 09 11 12');
const BYTES = hex('07 02 AABB 05 0102');

describe('Compact data', () => {
  it('is taken apart by its template', () => {
    const values = [octets(hex('AABB')), numberOf('unsigned', 5), numberOf('long-unsigned', 0x0102)];
    expect(compactData(BYTES, TEMPLATE)).toEqual({ template: 7, values });
    expect(compactData(hex('00 2A'), hex('11'))).toEqual({ template: 0, values: [numberOf('unsigned', 42)] });
    const nested = hex('02 01 02 01 11');
    expect(compactData(hex('00 2A'), nested).values).toEqual([structure(numberOf('unsigned', 42))]);
  });

  it('that is no such is refused', () => {
    for (const length of [0, 1, 2, 4, 6]) expect(() => compactData(BYTES.subarray(0, length), TEMPLATE)).toThrow();
    expect(() => compactData(Buffer.concat([BYTES, hex('00')]), TEMPLATE)).toThrow();
    expect(() => compactData(Buffer.concat([BYTES, BYTES.subarray(1)]), TEMPLATE)).toThrow(/not what its template says/);
    for (const wrong of ['', '02', '02 03 09', '13 11', '63']) expect(() => compactData(BYTES, hex(wrong))).toThrow();
  });
});
