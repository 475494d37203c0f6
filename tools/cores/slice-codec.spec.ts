import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from './core-runner.ts';
import { BadSliceError, SliceEncoder, decodeSlice, sliceLength } from './slice-codec.ts';
import { readInputs, writeOutputs } from './testing/slice-mirror.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const frame = fc.uint8Array({ maxLength: P.LINK_FRAME_MAX });
const index = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const u32 = fc.nat({ max: 0xffffffff });
const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const port = fc.nat({ max: 255 });
const sets = fc.nat({ max: 5 }).chain((count) => {
  const length = count * P.SAMPLE_WORDS;
  return fc.array(i32, { minLength: length, maxLength: length }).map((words) => Int32Array.from(words));
});

const input: fc.Arbitrary<SliceInput> = fc.oneof(
  fc.record({ type: fc.constant('samples' as const), firstIndex: index, sets }),
  fc.record({ type: fc.constant('port' as const), port, bytes }),
  fc.record({ type: fc.constant('portState' as const), port, free: u32, idle: fc.boolean() }),
  fc.record({ type: fc.constant('linkFrame' as const), bytes: frame }),
  fc.record({
    type: fc.constant('linkReply' as const),
    bytes: frame,
    status: fc.integer({ min: -32768, max: 32767 }),
  }),
  fc.record({
    type: fc.constant('switch' as const),
    input: fc.nat(255),
    closed: fc.boolean(),
    sampleIndex: index,
  }),
  fc.record({ type: fc.constant('second' as const), sampleIndex: index, fraction_Q16: fc.nat(0xffff) }),
  fc.record({
    type: fc.constant('temperature' as const),
    temperature_mC: fc.integer({ min: -55_000, max: 125_000 }),
  }),
  fc.record({ type: fc.constant('tick' as const), now_us: index }),
);

const output: fc.Arbitrary<SliceOutput> = fc.oneof(
  fc.record({ type: fc.constant('port' as const), port, bytes }),
  fc.record({ type: fc.constant('portConfig' as const), port, baud: u32, format: u32 }),
  fc.record({ type: fc.constant('linkRequest' as const), bytes: frame, replyLength: fc.nat({ max: 256 }) }),
  fc.record({ type: fc.constant('linkArmed' as const), bytes: frame }),
  fc.record({ type: fc.constant('pulse' as const), output: port, sampleIndex: index, fraction_Q16: u32 }),
  fc.record({
    type: fc.constant('lcd' as const),
    row: port,
    text: fc
      .uint8Array({ minLength: P.LCD_COLUMNS, maxLength: P.LCD_COLUMNS })
      .map((row) => Buffer.from(row).toString('latin1')),
  }),
  fc.record({
    type: fc.constant('fault' as const),
    code: i32,
    detail: i32,
    text: fc.string({ maxLength: 60 }),
  }),
  fc.record({
    type: fc.constant('started' as const),
    resetCause: fc.nat({ max: 1 }),
    sha256: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((digest) => Buffer.from(digest).toString('hex')),
  }),
);

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
