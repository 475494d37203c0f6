// Records by their generated layouts: both directions, every type, what does not fit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../shared-protocol/vectors/frames.json' with { type: 'json' };
import {
  decodeRecord,
  encodeRecord,
  RecordLengthError,
  RecordValueError,
  type RecordName,
  type RecordValue,
} from './records.ts';

const NAMES = Object.keys(LAYOUTS) as RecordName[];
const RANGES: Record<string, fc.Arbitrary<number | bigint>> = {
  u8: fc.nat(0xff),
  i8: fc.integer({ min: -128, max: 127 }),
  u16: fc.nat(0xffff),
  i16: fc.integer({ min: -32768, max: 32767 }),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  i32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
};

const valuesOf = (name: RecordName): fc.Arbitrary<Record<string, RecordValue>> =>
  fc.record(
    Object.fromEntries(
      LAYOUTS[name].fields.map((field) => {
        const one = RANGES[field.type];
        const many = fc.array(one, { minLength: field.count, maxLength: field.count });
        return [field.name, field.count === 1 ? one : many];
      }),
    ),
  ) as fc.Arbitrary<Record<string, RecordValue>>;

const isCut = (name: RecordName) => 'cut' in LAYOUTS[name];

const payload = (name: string) =>
  new Uint8Array(Buffer.from(vectors.frames.find((f) => f.name === name)!.payload, 'hex'));

describe('A record', () => {
  it.each(NAMES)('is read back as it was written: %s', (name) => {
    fc.assert(
      fc.property(valuesOf(name), (values) => {
        expect(decodeRecord(name, encodeRecord(name, values))).toEqual(values);
      }),
    );
  });

  it.each(NAMES.filter((name) => !isCut(name)))(
    'takes exactly its bytes, no more and no fewer: %s',
    (name) => {
      const { bytes } = LAYOUTS[name];
      expect(encodeRecord(name, {})).toEqual(new Uint8Array(bytes));
      for (const wrong of [0, bytes - 1, bytes + 1]) {
        expect(() => decodeRecord(name, new Uint8Array(wrong))).toThrow(RecordLengthError);
      }
    },
  );

  it.each(NAMES.filter(isCut))('may be cut short in its last field, which is zero then: %s', (name) => {
    const { bytes, fields } = LAYOUTS[name];
    const { name: last, offset } = fields.at(-1)!;
    expect(encodeRecord(name, {})).toEqual(new Uint8Array(offset));
    expect(encodeRecord(name, { [last]: [1, 2, 3] })).toHaveLength(offset + 3);
    const whole = decodeRecord(name, new Uint8Array(bytes));
    expect(decodeRecord(name, new Uint8Array(offset))).toEqual(whole);
    for (const wrong of [0, offset - 1, bytes + 1])
      expect(() => decodeRecord(name, new Uint8Array(wrong))).toThrow(RecordLengthError);
  });

  it('is read from the middle of a longer array', () => {
    const bytes = payload('a registers record');
    const longer = new Uint8Array(bytes.length + 7);
    longer.set(bytes, 3);
    const middle = longer.subarray(3, 3 + bytes.length);
    expect(decodeRecord('registers', middle)).toEqual(decodeRecord('registers', bytes));
  });
});

describe('A record of the vectors', () => {
  it('has the quantities of an exporting phase in it, with their signs', () => {
    expect(decodeRecord('instantaneous', payload('a quantities record of an exporting phase'))).toMatchObject(
      {
        sample_index: 800n,
        scope: 1,
        window_samples: 800,
        voltage_mV: 230_000,
        active_power_mW: -2_300_000,
        power_factor_ppm: -1_000_000,
        current_angle_mdeg: 180_000,
      },
    );
  });

  it('is written as it was read', () => {
    const bytes = payload('a registers record');
    const values = decodeRecord('registers', bytes);
    expect(values.active_import_mWs).toBe(460_000n);
    expect(encodeRecord('registers', values)).toEqual(bytes);
  });
});

describe('A value that does not fit', () => {
  const cases: [string, RecordName, Record<string, RecordValue>, RegExp][] = [
    ['above its type', 'read_registers_request', { scope: 256 }, /scope.*256.*u8/],
    ['below its type', 'read_registers_request', { scope: -1 }, /scope.*-1.*u8/],
    ['that is no whole number', 'error', { status: 0.5 }, /status.*0\.5/],
    ['that is no number', 'error', { status: Number.NaN }, /status.*NaN/],
    ['above 64 bits', 'registers', { active_import_mWs: 2n ** 63n }, /active_import_mWs/],
    [
      'of an array with too many values',
      'parameters',
      { voltage_gain_Q30: [1, 2, 3, 4] },
      /voltage_gain_Q30.*4/,
    ],
  ];
  it.each(cases)('is refused and named: %s', (_, name, values, says) => {
    expect(() => encodeRecord(name, values)).toThrow(RecordValueError);
    expect(() => encodeRecord(name, values)).toThrow(says);
  });
});
