// Frames of HDLC against published ones in both directions; the scanner against streams cut and spoilt in any way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../vectors/dlms-link.json' with { type: 'json' };
import { ApduError, DlmsOptionError, FrameError } from '../errors.ts';
import { addressOf, clientAddress, serverAddress } from './address.ts';
import { fcs } from './fcs.ts';
import { decodeFrame, encodeFrame, type Control, type Frame } from './frame.ts';
import { agreed, decodeParameters, encodeParameters } from './parameters.ts';
import { FrameScanner } from './scanner.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const between = (text: string) => hex(text).subarray(1, -1);

type FrameVector = (typeof vectors.frames)[0] & { ns?: number; nr?: number; information?: string };
const controlOf = ({ kind, final, ns, nr }: FrameVector) =>
  ({ kind, final, ...(ns === undefined ? {} : { ns }), ...(nr === undefined ? {} : { nr }) }) as Control;

describe('A frame of HDLC', () => {
  it.each(vectors.fcs)('has its check sequence: $bytes', (vector) => {
    expect(fcs(hex(vector.bytes)).toString('hex')).toBe(vector.fcs);
  });

  it.each(vectors.frames as FrameVector[])('is made: $name', (vector) => {
    const { destination, source, information = '', bytes } = vector;
    const frame = { destination: hex(destination), source: hex(source), information: hex(information) };
    expect(encodeFrame({ ...frame, control: controlOf(vector), segmented: false }).toString('hex')).toBe(
      bytes,
    );
  });

  it.each(vectors.frames as FrameVector[])('is taken apart: $name', (vector) => {
    const frame = decodeFrame(between(vector.bytes));
    expect(frame.control).toEqual(controlOf(vector));
    expect(Buffer.from(frame.information).toString('hex')).toBe(vector.information ?? '');
    expect(Buffer.from(frame.destination).toString('hex')).toBe(vector.destination);
    expect(Buffer.from(frame.source).toString('hex')).toBe(vector.source);
  });

  it('with any bit turned is none', () => {
    for (const { bytes } of vectors.frames)
      for (let bit = 0; bit < 8 * (bytes.length / 2 - 2); bit++) {
        const turned = Buffer.from(between(bytes));
        turned[bit >> 3] ^= 1 << (bit & 7);
        expect(() => decodeFrame(turned)).toThrow(FrameError);
      }
  });

  it.each(vectors.addresses)('carries an address: $name', (vector) => {
    const { logical, physical, length, bytes } = vector as (typeof vectors.addresses)[3];
    const address = { logical, physical, bytes: length as 4 | undefined };
    expect(serverAddress(address).toString('hex')).toBe(bytes);
    expect(addressOf(hex(bytes))).toMatchObject({ logical, ...(physical === undefined ? {} : { physical }) });
  });

  it.each([
    { logical: 16_384 },
    { logical: -1 },
    { logical: 1, physical: 16_384 },
    { logical: 200, bytes: 1 as const },
    { logical: 1.5 },
  ])('has no address %o', (address) => expect(() => serverAddress(address)).toThrow(DlmsOptionError));

  it('has no client above 127', () => expect(() => clientAddress(128)).toThrow(DlmsOptionError));
});

describe('Parameters of a connection', () => {
  it.each(vectors.parameters)(
    'are written and read: $name',
    ({ bytes, wide, name: _name, ...parameters }) => {
      expect(decodeParameters(hex(bytes))).toEqual(parameters);
      expect(encodeParameters(parameters, wide).toString('hex')).toBe(bytes);
    },
  );

  it.each(vectors.parameters_refused)('are refused: $name', ({ bytes }) =>
    expect(() => decodeParameters(hex(bytes))).toThrow(ApduError),
  );

  it('are what is left out by default, and never more than either side wishes', () => {
    const other = decodeParameters(Buffer.alloc(0));
    expect(other).toEqual({ transmitBytes: 128, receiveBytes: 128, transmitWindow: 1, receiveWindow: 1 });
    const own = { transmitBytes: 2030, receiveBytes: 100, transmitWindow: 7, receiveWindow: 3 };
    expect(agreed(own, other)).toEqual({
      transmitBytes: 128,
      receiveBytes: 100,
      transmitWindow: 1,
      receiveWindow: 1,
    });
  });
});

const frames: fc.Arbitrary<Frame> = fc.record({
  destination: fc.constantFrom(hex('21'), hex('0223'), hex('00020ed1')),
  source: fc.constantFrom(hex('03'), hex('0223')),
  control: fc.record({ kind: fc.constant('I' as const), ns: fc.nat(7), nr: fc.nat(7), final: fc.boolean() }),
  information: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  segmented: fc.boolean(),
});

describe('The scanner', () => {
  it('finds all frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frames, { maxLength: 5 }),
        fc.array(fc.nat(50), { maxLength: 60 }),
        (sent, cuts) => {
          const stream = Buffer.concat(sent.map(encodeFrame));
          const scanner = new FrameScanner();
          const found: Frame[] = [];
          let at = 0;
          for (const cut of [...cuts, stream.length]) {
            found.push(...scanner.push(stream.subarray(at, at + cut)));
            at += cut;
          }
          expect(found.map((each) => encodeFrame(each))).toEqual(sent.map(encodeFrame));
        },
      ),
    );
  });

  it('finds frames that share a flag', () => {
    const [first, second] = [vectors.frames[0], vectors.frames[1]].map(({ bytes }) => hex(bytes));
    expect(new FrameScanner().push(Buffer.concat([first, second.subarray(1)]))).toHaveLength(2);
  });

  it('finds the frame behind noise, flags among it', () => {
    const noise = hex('007e7ea0ff7e7ea0077e03217e');
    const scanner = new FrameScanner();
    expect(scanner.push(Buffer.concat([noise, hex(vectors.frames[0].bytes)]))).toHaveLength(1);
    expect(scanner.dropped).toBeGreaterThan(0);
  });

  it('takes no altered frame for one', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (frame, at) => {
        const bytes = encodeFrame(frame);
        const bit = at % (8 * (bytes.length - 2));
        bytes[1 + (bit >> 3)] ^= 1 << (bit & 7);
        for (const found of new FrameScanner().push(bytes))
          expect(encodeFrame(found)).toEqual(encodeFrame(frame));
      }),
    );
  });
});
