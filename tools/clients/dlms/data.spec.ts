// COSEM data: to bytes and back, to JSON and back, compact arrays, what is refused; times and units as texts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeData, encodeData, FLOATS, MOMENTS, NUMBERS, STRINGS, type Data } from './axdr.ts';
import { momentText } from './date-time.ts';
import { ApduError, DlmsOptionError } from './errors.ts';
import { dataOf, fromJson, toJson } from './json.ts';
import { objectList, rightsOf } from './object-list.ts';
import { captureObjects, profileRows } from './profile.ts';
import { scaledText, scalerUnitOf, unitText } from './units.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const names = <T extends object>(table: T) => fc.constantFrom(...(Object.keys(table) as (keyof T)[]));
const bytes = (options: fc.IntArrayConstraints) => fc.uint8Array(options).map((all) => Buffer.from(all));

const number = names(NUMBERS).chain((type) => {
  const [, width, signed] = NUMBERS[type];
  const top = 1n << BigInt(type === 'boolean' ? 1 : 8 * width - (signed ? 1 : 0));
  return fc.bigInt({ min: signed ? -top : 0n, max: top - 1n }).map((value): Data => ({ type, value }));
});
const float = names(FLOATS).chain((type) =>
  (type === 'float32'
    ? fc.float({ noNaN: true, noDefaultInfinity: true })
    : fc.double({ noNaN: true, noDefaultInfinity: true })
  ).map((value): Data => ({ type, number: Object.is(value, -0) ? 0 : value })),
);
const text = fc
  .constantFrom('visible-string' as const, 'utf8-string' as const)
  .chain((type) => bytes({ maxLength: 40 }).map((all): Data => ({ type, bytes: all })));
const octet = bytes({ maxLength: 300 }).map((all): Data => ({ type: 'octet-string', bytes: all }));
const moment = names(MOMENTS).chain((type) =>
  bytes({ minLength: MOMENTS[type][1], maxLength: MOMENTS[type][1] }).map(
    (all): Data => ({ type, bytes: all }),
  ),
);
const bits = fc.nat(40).map((count): Data => {
  const all = Buffer.alloc(Math.ceil(count / 8), 0xff);
  if (count % 8) all[all.length - 1] = (0xff << (8 - (count % 8))) & 0xff;
  return { type: 'bit-string', bits: count, bytes: all };
});
const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Data>({ type: 'null' }, { type: 'dont-care' }),
    ...[number, float, text, octet, moment, bits],
    fc
      .constantFrom('array' as const, 'structure' as const)
      .chain((type) => fc.array(tie('data'), { maxLength: 4 }).map((of): Data => ({ type, of }))),
  ),
}));

describe('Data', () => {
  it('are the same after they were bytes, and after they were JSON', () => {
    fc.assert(
      fc.property(data, (value) => {
        const encoded = encodeData(value);
        expect(encodeData(decodeData(encoded))).toEqual(encoded);
        expect(encodeData(fromJson(JSON.parse(JSON.stringify(toJson(value)))))).toEqual(encoded);
      }),
    );
  });

  it('of whatever bytes are taken or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 100 }), (all) => {
        try {
          decodeData(all);
        } catch (error) {
          expect(error).toBeInstanceOf(ApduError);
        }
      }),
    );
  });

  it('have every type of the standard once', () => {
    const tags = [...Object.values(NUMBERS), ...Object.values(FLOATS), ...Object.values(MOMENTS)].map(
      ([tag]) => tag,
    );
    const all = [...tags, ...Object.values(STRINGS)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('may be a compact array', () => {
    // Two structures of a long-unsigned and an octet-string.
    const compact = hex('1302021209' + '09' + '000a02abcd' + '000b01ef');
    const [first, second] = (decodeData(compact) as Extract<Data, { type: 'compact-array' }>).of;
    expect(first).toMatchObject({
      of: [
        { type: 'long-unsigned', value: 10n },
        { type: 'octet-string', bytes: hex('abcd') },
      ],
    });
    expect(second).toMatchObject({ of: [{ value: 11n }, { bytes: hex('ef') }] });
    expect(encodeData(decodeData(compact))).toEqual(compact);
  });

  it.each([
    ['a type that is none', '07'],
    ['a list that is cut short', '020106'],
    ['more entries than bytes', '0183ffffff'],
    ['lists in each other without end', '01'.repeat(200)],
    ['a compact array of nothing', '13000103'],
    ['a compact array in another', '13130000'],
    ['bytes behind it', '0000'],
  ])('are refused: %s', (_, all) => expect(() => decodeData(hex(all))).toThrow(ApduError));

  it.each([
    ['no room', { unsigned: 256 }],
    ['a sign', { 'long-unsigned': -1 }],
    ['half a byte', { 'octet-string': 'abc' }],
    ['a type that is none', { long128: 1 }],
    ['two types', { long: 1, integer: 1 }],
    ['no list', { structure: 5 }],
    ['a date of four bytes', { date: '01020304' }],
    ['a list alone', [1]],
  ])('of JSON are refused: %s', (_, json) => expect(() => fromJson(json)).toThrow(DlmsOptionError));

  it('may be written as true and false', () =>
    expect(encodeData(dataOf('boolean', true))).toEqual(hex('0301')));
});

describe('Texts of values', () => {
  it.each([
    [1234567n, -3, '1234.567'],
    [-5n, -3, '-0.005'],
    [0n, -1, '0.0'],
    [12n, 3, '12000'],
    [-12n, 0, '-12'],
  ])('%s with scaler %i are %s', (value, scaler, awaited) => expect(scaledText(value, scaler)).toBe(awaited));

  it('know units, and scaler_unit for what it is', () => {
    expect(scalerUnitOf(decodeData(hex('02020ffd161e')))).toEqual({ scaler: -3, unit: 30 });
    expect(scalerUnitOf(decodeData(hex('020206000000001600')))).toBeUndefined();
    expect(unitText({ scaler: 0, unit: 255 })).toBe('');
    expect(unitText({ scaler: 0, unit: 30 })).toBe('Wh');
  });

  it.each([
    ['07ea0b1c060a1e0000ffc400', '2026-11-28T10:30:00+01:00'],
    ['07ea0b1c060a1e0500800000', '2026-11-28T10:30:05'],
    ['07ea0b1c060a1e05320000ff', '2026-11-28T10:30:05.50+00:00'],
    ['ffff01ffffff00ffff800000', '*-01-*T*:00:*'],
    ['ffffffff07', '*-*-* Sun'],
    ['0c1e00ff', '12:30:00'],
  ])('tell a time: %s', (all, awaited) => expect(momentText(hex(all))).toBe(awaited));
});

describe('An object list', () => {
  const clock =
    '020412000811000906' + '0000010000ff' + '0202' + '0101' + '02030f02160100' + '0101' + '02020f061601';

  it('is taken apart', () => {
    const [object] = objectList(decodeData(hex(`0101${clock}`)));
    expect(object).toEqual({
      ...{ class: 8, version: 0, obis: '0-0:1.0.0.255' },
      attributes: [{ id: 2, mode: 1, selectors: [] }],
      methods: [{ id: 6, mode: 1 }],
    });
  });

  it('with anything missing is refused', () => {
    expect(() => objectList(decodeData(hex('0101020112000a')))).toThrow(ApduError);
    expect(() => objectList(decodeData(hex('1105')))).toThrow(ApduError);
  });

  it('tells rights by numbers before version 3, by bits from it on', () => {
    expect(rightsOf(1, 2)).toEqual({ read: true, write: false });
    expect(rightsOf(5, 1)).toEqual({ read: false, write: true });
    expect(rightsOf(0x0f, 3)).toEqual({ read: true, write: true });
    expect(rightsOf(0x0c, 3)).toEqual({ read: false, write: false });
  });
});

describe('A profile', () => {
  it('has its columns', () => {
    const columns = decodeData(hex('01010204120008' + '09060000010000ff' + '0f02' + '120000'));
    expect(captureObjects(columns)).toEqual([{ class: 8, obis: '0-0:1.0.0.255', id: 2, index: 0 }]);
    expect(() => captureObjects(decodeData(hex('01010201120008')))).toThrow(ApduError);
  });

  it('has rows in which nothing is left out: a time is one period later, another value as before', () => {
    const rows = decodeData(
      hex('0102' + '0202' + '090c07ea0b1c060a1e0000ffc400' + '1105' + '0202' + '00' + '00'),
    );
    const [, second] = profileRows(rows, 900);
    expect(momentText('bytes' in second[0] ? second[0].bytes : Buffer.alloc(0))).toBe(
      '2026-11-28T10:45:00+01:00',
    );
    expect(second[1]).toEqual({ type: 'unsigned', value: 5n });
  });
});
