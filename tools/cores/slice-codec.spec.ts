import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from './core-runner.ts';
import { BadSliceError, SliceEncoder, decodeSlice, sliceLength } from './slice-codec.ts';
import {
  constantOf,
  EVENTS,
  nameOf,
  readInputs,
  RECORDS,
  type SpecEntry,
  type SpecField,
  writeOutputs,
} from './testing/slice-mirror.ts';

const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function scalar({ type, where }: SpecField): fc.Arbitrary<number | boolean> {
  if (type === 'bool') return fc.boolean();
  if (where === 'channel') return fc.nat(255);
  if (where === 'value') return fc.integer({ min: -32768, max: 32767 });
  if (type === 'u64') return fc.nat({ max: Number.MAX_SAFE_INTEGER });
  return type === 'i32' ? i32 : fc.nat({ max: 0xffffffff });
}

function tail({ of, words, as, length }: NonNullable<SpecEntry['bytes']>): fc.Arbitrary<unknown> {
  if (of === 'i32') {
    const group = words ? constantOf(words) : 1;
    const all = (count: number) => fc.array(i32, { minLength: count * group, maxLength: count * group });
    return fc.nat({ max: 5 }).chain((count) => all(count).map((array) => Int32Array.from(array)));
  }
  if (as === 'utf8') return fc.string({ maxLength: 60 });
  const exactly = length && constantOf(length);
  const bytes = fc.uint8Array(exactly ? { minLength: exactly, maxLength: exactly } : { maxLength: 300 });
  return as === undefined || as === 'bytes'
    ? bytes
    : bytes.map((b) => Buffer.from(b).toString(as as BufferEncoding));
}

/** Any event or record of the specification. */
function anyOf<T>(entries: readonly SpecEntry[]): fc.Arbitrary<T> {
  const one = (entry: SpecEntry) =>
    fc.record({
      type: fc.constant(nameOf(entry.name)),
      ...Object.fromEntries(entry.fields.map((field) => [nameOf(field.name), scalar(field)])),
      ...(entry.bytes && { [nameOf(entry.bytes.name)]: tail(entry.bytes) }),
    });
  return fc.oneof(...entries.map(one)) as fc.Arbitrary<T>;
}

const input = anyOf<SliceInput>(EVENTS);
const output = anyOf<SliceOutput>(RECORDS);

describe('the slice encoder', () => {
  it('writes what an independent reader of the format reads back', () => {
    const encoder = new SliceEncoder();
    fc.assert(
      fc.property(fc.array(input, { maxLength: 12 }), (inputs) => {
        expect(readInputs(encoder.encode(inputs))).toEqual(inputs);
      }),
    );
  });

  it('writes the bytes the format names', () => {
    const slice = new SliceEncoder().encode([
      { type: 'linkReply', bytes: Uint8Array.of(0xa5), status: -7 },
      { type: 'portState', port: 1, free: 512, idle: true },
      { type: 'tick', now_us: 2 ** 32 + 1 },
    ]);
    expect(slice.toString('hex')).toBe(
      '29000000' +
        '0500f9ff01000000a5' +
        '03010000080000000002000001000000' +
        '06000000080000000100000001000000',
    );
  });

  it('grows for a slice longer than its buffer', () => {
    const long = new Uint8Array(100_000).fill(7);
    const slice = new SliceEncoder().encode([{ type: 'port', port: 0, bytes: long }]);
    expect(slice.length).toBe(4 + P.SLICE_HEADER + long.length);
    expect(slice.at(-1)).toBe(7);
  });

  it('takes sample sets that are a view into a longer array', () => {
    const words = Int32Array.from({ length: 3 * P.SAMPLE_WORDS }, (_, i) => i);
    const view = words.subarray(P.SAMPLE_WORDS, 2 * P.SAMPLE_WORDS);
    const slice = new SliceEncoder().encode([{ type: 'samples', firstIndex: 1, sets: view }]);
    expect(slice.readInt32LE(slice.length - 4)).toBe(2 * P.SAMPLE_WORDS - 1);
  });

  it.each([-1, 0.5, 2 ** 53, NaN])('refuses %d as a time', (now_us) => {
    expect(() => new SliceEncoder().encode([{ type: 'tick', now_us }])).toThrow(RangeError);
  });

  it('refuses half a sample set', () => {
    const half = new Int32Array(P.SAMPLE_WORDS / 2);
    expect(() => new SliceEncoder().encode([{ type: 'samples', firstIndex: 0, sets: half }])).toThrow(
      RangeError,
    );
  });
});

describe('the slice decoder', () => {
  it('reads what an independent writer of the format wrote', () => {
    fc.assert(
      fc.property(fc.array(output, { maxLength: 12 }), (outputs) => {
        expect(decodeSlice(writeOutputs(outputs))).toEqual(outputs);
      }),
    );
  });

  it('gives records that keep their bytes when the buffer is used again', () => {
    const slice = writeOutputs([{ type: 'port', port: 0, bytes: Uint8Array.of(1, 2, 3) }]);
    const [record] = decodeSlice(slice);
    slice.fill(0);
    expect(record).toEqual({ type: 'port', port: 0, bytes: Uint8Array.of(1, 2, 3) });
  });

  it('knows the length of a slice from its first four bytes, not before', () => {
    expect(sliceLength(Buffer.from([1, 0, 0]))).toBeUndefined();
    expect(sliceLength(Buffer.from([9, 0, 0, 0]))).toBe(13);
  });

  it('throws BadSliceError, and nothing else, on any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (noise, framed) => {
        const slice = Buffer.from(noise);
        if (framed && slice.length >= 4) slice.writeUInt32LE(slice.length - 4, 0);
        try {
          decodeSlice(slice);
        } catch (error) {
          expect(error).toBeInstanceOf(BadSliceError);
        }
      }),
    );
  });

  it('throws on every cut of a valid slice', () => {
    const slice = writeOutputs([
      { type: 'pulse', output: 0, sampleIndex: 5, fraction_Q16: 6 },
      { type: 'fault', code: 1, detail: 2, text: 'x' },
    ]);
    for (let length = 0; length < slice.length; length++) {
      expect(() => decodeSlice(slice.subarray(0, length))).toThrow(BadSliceError);
    }
  });

  it('throws on a record whose payload is shorter than its kind needs', () => {
    const short = Buffer.from('0b00000013000000030000000000' + '00', 'hex');
    expect(() => decodeSlice(short)).toThrow(/too short/);
  });
});
