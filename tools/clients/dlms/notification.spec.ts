// What meters send unasked: plain and ciphered, in segments, replayed and damaged.
import { describe, expect, it } from 'vitest';
import { encodeData, numberOf, octets, structure } from './axdr.ts';
import { GENERAL_GLO, protectGeneral } from './ciphering.ts';
import { ApduError, DecipheringError, LlcError, ReplayError } from './errors.ts';
import { encodeFrame } from './hdlc/frame.ts';
import { decodeNotification, HdlcListener, NotificationReader, WrapperListener } from './notification.ts';
import { encodeWrapper } from './wrapper.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const body = structure(octets(Buffer.from('meter')), numberOf('double-long-unsigned', 1193));
const time = hex('07ea0b1c060a1e0000ffc400');
const apdu = Buffer.concat([hex('0f40000001'), hex('0c'), time, encodeData(body)]);
const keys = {
  encryption: hex('000102030405060708090a0b0c0d0e0f'),
  authentication: hex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
};
const title = hex('4d4d4d0000bc614e');

describe('A notification', () => {
  it('is taken apart, with and without its time', () => {
    expect(decodeNotification(apdu)).toEqual({ invoke: 0x40000001, time, body });
    expect(decodeNotification(Buffer.concat([hex('0f4000000100'), encodeData(body)])).time).toHaveLength(0);
  });

  it('cut short anywhere is none', () => {
    for (let at = 0; at < apdu.length; at++)
      expect(() => decodeNotification(apdu.subarray(0, at))).toThrow(ApduError);
  });

  it('that is ciphered is opened once', () => {
    const reader = new NotificationReader(keys);
    const sealed = (counter: number) => protectGeneral(keys, title, counter, GENERAL_GLO, apdu);
    expect(reader.read(sealed(7))).toEqual({ invoke: 0x40000001, time, body, title });
    expect(() => reader.read(sealed(7))).toThrow(ReplayError);
    expect(reader.read(sealed(8)).body).toEqual(body);
    expect(() => new NotificationReader().read(sealed(9))).toThrow(DecipheringError);
    const altered = sealed(9);
    altered[altered.length - 1] ^= 1;
    expect(() => reader.read(altered)).toThrow(DecipheringError);
  });

  it('comes out of frames in segments, and out of a wrapper', () => {
    const message = Buffer.concat([hex('e6e700'), apdu]);
    const part = (from: number, to: number, segmented: boolean) =>
      encodeFrame({
        ...{ destination: hex('cf'), source: hex('0223'), segmented },
        control: { kind: 'UI', final: true },
        information: message.subarray(from, to),
      });
    const listener = new HdlcListener();
    expect(listener.push(part(0, 10, true))).toEqual([]);
    expect(listener.push(part(10, message.length, false))).toEqual([apdu]);
    expect(() => listener.push(part(10, 20, false))).toThrow(LlcError);
    expect(new WrapperListener().push(encodeWrapper({ source: 1, destination: 16, apdu }))).toEqual([apdu]);
  });
});
