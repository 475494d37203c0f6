// The wrapper against published bytes, and its link: answers in pieces, silence, headers of somebody else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/dlms-link.json' with { type: 'json' };
import { DlmsOptionError, LinkTimeoutError, WrapperError } from './errors.ts';
import { encodeWrapper, WrapperLink, WrapperScanner } from './wrapper.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('The wrapper', () => {
  it.each(vectors.wrapper)('is written and read: $name', ({ source, destination, apdu, bytes }) => {
    expect(encodeWrapper({ source, destination, apdu: hex(apdu) }).toString('hex')).toBe(bytes);
    const [found] = new WrapperScanner().push(hex(bytes));
    expect(found).toEqual({ source, destination, apdu: hex(apdu) });
  });

  it('is found however the stream is cut', () => {
    const wrapped = fc.record({
      source: fc.nat(65_535),
      destination: fc.nat(65_535),
      apdu: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(wrapped, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (all, step) => {
        const stream = Buffer.concat(all.map(encodeWrapper));
        const scanner = new WrapperScanner();
        const found = [];
        for (let at = 0; at < stream.length; at += step)
          found.push(...scanner.push(stream.subarray(at, at + step)));
        expect(found.map(encodeWrapper)).toEqual(all.map(encodeWrapper));
      }),
    );
  });

  it('of another version ends the stream', () => {
    expect(() => new WrapperScanner().push(hex('0002000100100000'))).toThrow(WrapperError);
  });

  it('has no room for a port or length beyond two bytes', () => {
    expect(() => encodeWrapper({ source: 65_536, destination: 1, apdu: hex('') })).toThrow(DlmsOptionError);
    expect(() => encodeWrapper({ source: 1, destination: 1, apdu: Buffer.alloc(65_536) })).toThrow(
      DlmsOptionError,
    );
  });

  it('brings an answer to who asked, and that to nobody else', () => {
    const link = new WrapperLink({ client: 16, server: 1 });
    link.open();
    link.send(hex('c001'), 0);
    expect(link.takeOutput()).toEqual(hex('0001001000010002c001'));
    link.receive(encodeWrapper({ source: 1, destination: 17, apdu: hex('ff') }), 1);
    expect(link.takeApdu()).toBeUndefined();
    link.receive(encodeWrapper({ source: 1, destination: 16, apdu: hex('c401') }), 2);
    expect(link.takeApdu()).toEqual(hex('c401'));
    expect(link.deadline_ms).toBeUndefined();
  });

  it('says that nobody answers', () => {
    const link = new WrapperLink({ client: 16, server: 1, response_ms: 100 });
    link.open();
    link.send(hex('c001'), 0);
    link.tick(50);
    expect(() => link.tick(100)).toThrow(LinkTimeoutError);
  });
});
