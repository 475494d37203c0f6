// Shows that frames and values of DL/T 645-2007 are read and written as the standard has them, and that damage is noticed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/dlt645.json' with { type: 'json' };
import { Client645, errorText, identifierBytes, RATES_645, rateByte } from './client.ts';
import { addressBytes, encodeFrame, FrameError, FrameReader, wakingFrame, type Frame645 } from './frame.ts';
import { decodeValue, encodeNumber, ValueError, type Kind645 } from './values.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const found = (stream: Uint8Array): Frame645[] => new FrameReader().push(stream);

const frames = fc.record({
  address: fc.integer({ min: 0, max: 999_999_999_999 }).map((n) => String(n).padStart(12, '0')),
  control: fc.integer({ min: 0, max: 255 }),
  data: fc.uint8Array({ maxLength: 200 }),
});
/** Noise in which no frame begins. */
const noise = fc.array(
  fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0x68),
  { maxLength: 30 },
);

describe('a frame', () => {
  it.each(vectors.frames)('is read and written: $name', ({ hex: text, address, control, data }) => {
    const frame = { address, control, data: bytes(data) };
    expect(found(bytes(text))).toEqual([frame]);
    expect(hex(encodeFrame(frame)).toUpperCase()).toBe(text);
  });

  it.each(vectors.refused)('is none: $name', ({ hex: text }) => {
    expect(found(bytes(text))).toEqual([]);
  });

  it('is found among noise, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(noise, frames, noise, fc.integer({ min: 1, max: 40 }), (before, frame, behind, size) => {
        const stream = Uint8Array.from([...before, ...wakingFrame(frame), ...behind]);
        const reader = new FrameReader();
        const got: Frame645[] = [];
        for (let at = 0; at < stream.length; at += size)
          got.push(...reader.push(stream.subarray(at, at + size)));
        expect(got).toEqual([frame]);
      }),
    );
  });

  it('is found behind the beginning of another one that was cut off, once it can be no more of that', () => {
    fc.assert(
      fc.property(frames, frames, (first, second) => {
        const cut = encodeFrame(first).subarray(0, 5);
        const filler = new Uint8Array(220);
        expect(found(Uint8Array.from([...cut, ...encodeFrame(second), ...filler]))).toContainEqual(second);
      }),
    );
  });

  it.each([
    ['an address of eleven digits', { address: '12345678901', control: 0x11, data: new Uint8Array() }],
    ['an A behind digits', { address: '0000000000AA', control: 0x11, data: new Uint8Array() }],
    ['201 bytes of data', { address: '000000000001', control: 0x11, data: new Uint8Array(201) }],
  ])('is not made of %s', (_, frame) => {
    expect(() => encodeFrame(frame)).toThrow(FrameError);
  });

  it('has its address with the lowest digits first', () => {
    expect(hex(addressBytes('AAAAAA781012'))).toBe('121078aaaaaa');
  });
});

describe('a value', () => {
  const kind = (v: { type: string; bytes: number; decimals: number }): Kind645 => ({
    ...(v as Kind645),
    each: 3,
  });

  it.each(vectors.values)('$text is read and written', (vector) => {
    expect(decodeValue(kind(vector), bytes(vector.hex))).toEqual({ text: vector.text, value: vector.value });
    expect(hex(encodeNumber(kind(vector), vector.value))).toBe(vector.hex);
  });

  it.each(vectors.noValues)('$hex is none of $type', (vector) => {
    expect(() => decodeValue(kind(vector), bytes(vector.hex))).toThrow(ValueError);
  });

  it('of all ones is not there', () => {
    expect(decodeValue(kind({ type: 'bcd', bytes: 2, decimals: 1 }), bytes('ffff')).value).toBeNull();
  });

  it('of text comes from its end', () => {
    const text = decodeValue(kind({ type: 'ascii', bytes: 6, decimals: 0 }), bytes('000056303332'));
    expect(text).toEqual({ text: '230V', value: '230V' });
  });

  it('survives the way there and back', () => {
    const of = kind({ type: 'signed', bytes: 3, decimals: 4 });
    fc.assert(
      fc.property(fc.integer({ min: -799_999, max: 799_999 }), (count) => {
        expect(decodeValue(of, encodeNumber(of, count / 10_000)).value).toBeCloseTo(count / 10_000, 4);
      }),
    );
  });

  it('that does not fit is refused', () => {
    expect(() => encodeNumber(kind({ type: 'bcd', bytes: 2, decimals: 1 }), 1000)).toThrow(ValueError);
    expect(() => encodeNumber(kind({ type: 'bcd', bytes: 2, decimals: 1 }), -1)).toThrow(ValueError);
    expect(() => encodeNumber(kind({ type: 'signed', bytes: 2, decimals: 0 }), 8000)).toThrow(ValueError);
  });
});

describe('a client', () => {
  const asked = (client: Client645) => client.request('123456781012', 0x11, identifierBytes('02 01 01 00'));

  it('takes the answer to its request, and neither its own echo nor those of others', () => {
    const client = new Client645();
    const echo = asked(client);
    const other = encodeFrame({ address: '000000000007', control: 0x91, data: bytes('000101020122') });
    expect(client.receive(Uint8Array.from([...echo, ...other]))).toBeUndefined();
    expect(client.receive(bytes(vectors.frames[3].hex))).toMatchObject({
      address: '123456781012',
      more: false,
    });
  });

  it('hears that there is more, and what an error says', () => {
    const client = new Client645();
    asked(client);
    const more = encodeFrame({ address: '123456781012', control: 0xb1, data: bytes('00010102') });
    expect(client.receive(more)).toMatchObject({ more: true });
    asked(client);
    expect(() => client.receive(bytes(vectors.frames[4].hex))).toThrow(/no such data/);
    expect(errorText(0x0c)).toBe('wrong password or no right, no such rate');
  });

  it('knows the byte of each rate', () => {
    for (const [byte, baud] of RATES_645) expect(rateByte(baud)).toBe(byte);
    expect(rateByte(300)).toBeUndefined();
  });
});
