// Frames as the cores make and check them, against vectors and against Node's own CRC-32.
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUFFER_MAX, LINK_FRAME_MAX, Status } from '../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../shared-protocol/vectors/frames.json' with { type: 'json' };
import { checkFrame, crc32, decodeFrame, encodeFrame, FrameError, type Frame } from './framing.ts';

const PAYLOAD_MAX = 246;
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const frameOf = ({ kind, sequence, message, payload }: (typeof vectors.frames)[number]): Frame => ({
  kind,
  sequence,
  message,
  payload: hex(payload),
});
const statusOf = (name: string) => Status[name as keyof typeof Status];

/** node:zlib has crc32 from Node 20.15 on. */
const reference = zlibCrc32 as (bytes: Uint8Array, seed?: number) => number;

const anyFrame = fc.record({
  kind: fc.integer({ min: 0, max: 15 }),
  sequence: fc.nat(255),
  message: fc.nat(255),
  payload: fc.uint8Array({ maxLength: PAYLOAD_MAX }),
});

describe('CRC-32', () => {
  it('is the CRC of IEEE 802.3: CBF43926 for "123456789"', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });

  it('equals that of node:zlib for any bytes and any seed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 600 }),
        fc.integer({ min: 0, max: 0xffffffff }),
        (bytes, seed) => {
          expect(crc32(bytes, seed)).toBe(reference(bytes, seed));
        },
      ),
    );
  });

  it('takes BUFFER_MAX bytes and refuses more', () => {
    const most = new Uint8Array(BUFFER_MAX).fill(0x5a);
    expect(crc32(most)).toBe(reference(most));
    expect(() => crc32(new Uint8Array(BUFFER_MAX + 1))).toThrow(RangeError);
  });
});

describe('A frame of the vectors', () => {
  it.each(vectors.frames)('is written: $name', (vector) => {
    expect(Buffer.from(encodeFrame(frameOf(vector))).toString('hex')).toBe(vector.bytes);
  });

  it.each(vectors.frames)('is read: $name', (vector) => {
    expect(decodeFrame(hex(vector.bytes))).toEqual(frameOf(vector));
  });

  it.each(vectors.frames)('ends with the CRC that node:zlib gives: $name', ({ bytes }) => {
    const all = Buffer.from(bytes, 'hex');
    expect(all.readUInt32LE(all.length - 4)).toBe(reference(all.subarray(0, -4)));
  });

  it.each(vectors.damaged)('is none, with its status: $name', ({ bytes, status }) => {
    expect(checkFrame(hex(bytes))).toBe(statusOf(status));
    expect(() => decodeFrame(hex(bytes))).toThrow(FrameError);
  });
});

describe('Any frame', () => {
  it('is read back as it was written, with bytes behind it or without', () => {
    fc.assert(
      fc.property(anyFrame, fc.uint8Array({ maxLength: 20 }), (frame, rest) => {
        const bytes = encodeFrame(frame);
        expect(decodeFrame(bytes)).toEqual(frame);
        expect(decodeFrame(Uint8Array.from([...bytes, ...rest]))).toEqual(frame);
      }),
    );
  });

  it('with a burst of up to 32 disturbed bits is none', () => {
    const burst = fc.record({ at: fc.nat(), bits: fc.integer({ min: 1, max: 0xffffffff }) });
    fc.assert(
      fc.property(anyFrame, burst, (frame, { at, bits }) => {
        const bytes = Buffer.from(encodeFrame(frame));
        const start = at % (bytes.length - 3);
        bytes.writeUInt32LE((bytes.readUInt32LE(start) ^ bits) >>> 0, start);
        expect(checkFrame(bytes)).toBeLessThan(0);
      }),
    );
  });

  it('keeps its bytes when another one is made after it', () => {
    const first = encodeFrame({ kind: 1, sequence: 1, message: 1, payload: Uint8Array.of(1, 2, 3) });
    const copy = [...first];
    encodeFrame({ kind: 2, sequence: 9, message: 9, payload: new Uint8Array(40).fill(9) });
    expect([...first]).toEqual(copy);
  });
});

describe('A frame that cannot be', () => {
  it.each([PAYLOAD_MAX + 1, LINK_FRAME_MAX, LINK_FRAME_MAX + 1, 5000])(
    'is refused with BAD_LENGTH and its bytes: a payload of %i bytes',
    (length) => {
      const payload = new Uint8Array(length);
      const make = () => encodeFrame({ kind: 1, sequence: 1, message: 1, payload });
      expect(make).toThrow(expect.objectContaining({ status: Status.BAD_LENGTH, bytes: payload }));
    },
  );

  it('says in its error what it is and shows the bytes', () => {
    expect(() => decodeFrame(Uint8Array.of(0x00, 0x11))).toThrow('no valid frame: BAD_CHECK in 0011');
  });
});
