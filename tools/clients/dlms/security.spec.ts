// Ciphering and answers to challenges against published bytes: suites 0 to 2, all forms, digests and signatures.
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/dlms-security.json' with { type: 'json' };
import {
  digestAnswer,
  isSignatureAnswer,
  signatureAnswer,
  signingKey,
  verifyingKey,
} from './authentication.ts';
import { GENERAL_GLO, open, openGeneral, protect, protectGeneral } from './ciphering.ts';
import { ApduError, DecipheringError, DlmsOptionError, ReplayError } from './errors.ts';
import { decodeGeneralBlock, encodeGeneralBlock, generalBlocks } from './gbt.ts';
import { Security } from './security.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const { keys: told } = vectors;
const short = { encryption: hex(told.encryption), authentication: hex(told.authentication) };
const long = { encryption: hex(told.long_encryption), authentication: hex(told.long_authentication) };
const keysOf = (control: number) => ((control & 15) === 2 ? long : short);
const [title, apdu] = [hex(told.title), hex(told.apdu)];

describe('A ciphered APDU', () => {
  it.each(vectors.protected)('is made and opened: $name', ({ control, bytes }) => {
    const keys = keysOf(control);
    expect(protect(keys, title, told.counter, 0xc8, apdu, control).toString('hex')).toBe(bytes);
    expect(open(keys, title, hex(bytes), control)).toEqual({
      service: 0xc8,
      counter: told.counter,
      text: apdu,
    });
  });

  it('tells whose it is', () => {
    expect(protectGeneral(short, title, told.counter, GENERAL_GLO, apdu).toString('hex')).toBe(
      vectors.general,
    );
    expect(openGeneral(short, title, hex(vectors.general)).text).toEqual(apdu);
    expect(() => openGeneral(short, Buffer.alloc(8), hex(vectors.general))).toThrow(DecipheringError);
  });

  it('of a meter that leaves its title out is taken for the one that is known', () => {
    const bare = Buffer.concat([hex('db00'), hex(vectors.general).subarray(10)]);
    expect(openGeneral(short, title, bare).text).toEqual(apdu);
  });

  it.each(vectors.protected.filter(({ control }) => (control & 0x30) !== 0x30))(
    'is refused where both were agreed on: $name',
    ({ bytes }) => expect(() => open(short, title, hex(bytes))).toThrow(ApduError),
  );

  it('is refused where it is of another suite, or of the key for all', () => {
    expect(() => open(short, title, hex(vectors.protected[3].bytes))).toThrow(ApduError);
    const broadcast = protect(short, title, told.counter, 0xc8, apdu, 0x70);
    expect(() => open(short, title, broadcast)).toThrow(ApduError);
  });
});

describe('The counters', () => {
  const security = () => new Security({ keys: short, title: hex('4d4d4d0000000001'), counter: 1 });

  it('of a server never repeat', () => {
    const client = security();
    client.knowServer(title);
    const answer = (counter: number) => protect(short, title, counter, 0xcc, apdu);
    client.open(answer(5));
    expect(() => client.open(answer(5))).toThrow(ReplayError);
    expect(() => client.open(answer(4))).toThrow(ReplayError);
    client.open(answer(6));
  });

  it('of its own end before they repeat', () => {
    const client = new Security({ keys: short, title, counter: 0xfffffffe });
    client.seal(apdu);
    expect(() => client.seal(apdu)).toThrow(DlmsOptionError);
  });
});

describe('An answer to a challenge', () => {
  const { sha256 } = vectors;
  const [ownTitle, otherTitle] = [hex(sha256.client_title), hex(sha256.server_title)];
  const client = { ownTitle, otherTitle, answered: hex(sha256.of_server), given: hex(sha256.of_client) };
  const server = {
    ownTitle: otherTitle,
    otherTitle: ownTitle,
    answered: client.given,
    given: client.answered,
  };

  it('is the digest of SHA-256', () => {
    expect(digestAnswer(6, hex(sha256.secret), client).toString('hex')).toBe(sha256.by_client);
    expect(digestAnswer(6, hex(sha256.secret), server).toString('hex')).toBe(sha256.by_server);
  });

  it.each(vectors.signing)('is signed and verified: $name', (pair) => {
    const [own, known] = [signingKey(hex(pair.private)), verifyingKey(hex(pair.public))];
    const answer = signatureAnswer(own, client);
    expect(answer).toHaveLength(64);
    expect(isSignatureAnswer(known, client, answer)).toBe(true);
    expect(isSignatureAnswer(known, server, answer)).toBe(false);
  });

  it('wants keys that are of a curve', () => {
    expect(() => signingKey(Buffer.alloc(31, 1))).toThrow(DlmsOptionError);
    expect(() => verifyingKey(Buffer.alloc(64, 1))).toThrow(DlmsOptionError);
  });
});

describe('General block transfer', () => {
  const whole = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
  const block = (n: number, isLast: boolean, isStreaming: boolean) =>
    encodeGeneralBlock({
      isLast,
      isStreaming,
      window: 3,
      block: n,
      acknowledged: 0,
      bytes: whole.subarray(20 * (n - 1), 20 * n),
    });

  it('brings an APDU in windows, and asks for what was lost by what has come', () => {
    const exchange = generalBlocks(block(1, false, true));
    const acknowledged = (step: IteratorResult<Buffer, Buffer>) =>
      decodeGeneralBlock(step.value as Buffer).acknowledged;
    expect(exchange.next().value).toHaveLength(0);
    expect(acknowledged(exchange.next(block(3, false, false)))).toBe(1);
    expect(exchange.next(block(2, false, true)).value).toHaveLength(0);
    expect(exchange.next(block(3, false, true)).value).toHaveLength(0);
    expect(acknowledged(exchange.next(block(4, false, false)))).toBe(4);
    expect(exchange.next(block(5, true, false))).toEqual({ done: true, value: whole });
  });

  it('ends where the same comes again and again', () => {
    const exchange = generalBlocks(block(1, false, false));
    exchange.next();
    expect(() => {
      for (let i = 0; i < 20; i++) exchange.next(block(1, false, false));
    }).toThrow(ApduError);
  });
});
