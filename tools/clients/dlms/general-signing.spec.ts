// general-signing against bytes of another cryptography, and nothing that is nearly signed.
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/dlms-general-ciphering.json' with { type: 'json' };
import { pointOf } from './agreement.ts';
import { signingKey, verifyingKey } from './authentication.ts';
import { protectGeneral } from './ciphering.ts';
import { ApduError, DecipheringError } from './errors.ts';
import { openSigned, signMessage } from './general-signing.ts';
import { Security } from './security.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const { keys: given, signed } = vectors;
const keys = { encryption: hex(given.encryption), authentication: hex(given.authentication) };
const own = signingKey(hex(given.client_signing));
const ownPublic = verifyingKey(pointOf(own));
const server = signingKey(hex(given.server_signing));
const fields = {
  transaction: hex(vectors.transaction),
  originator: hex(vectors.client_title),
  recipient: hex(vectors.server_title),
};
const text = hex(vectors.text);

describe('A signed message', () => {
  it('is opened as it was made, and made so that it is opened', () => {
    expect(openSigned(ownPublic, fields, hex(signed.bytes))).toEqual(text);
    const made = signMessage(own, fields, text);
    expect(made.subarray(0, -64)).toEqual(hex(signed.bytes).subarray(0, -64));
    expect(openSigned(ownPublic, fields, made)).toEqual(text);
  });

  it('goes ciphered as it was made', () => {
    const made = protectGeneral(keys, fields.originator, signed.counter, 0xdb, hex(signed.bytes), 0x31);
    expect(made.toString('hex')).toBe(signed.ciphered);
  });

  it('is refused where a byte is another, or its end is missing', () => {
    for (let at = 0; at < signed.bytes.length / 2; at++) {
      const altered = hex(signed.bytes);
      altered[at] ^= 0x04;
      expect(() => openSigned(ownPublic, fields, altered), String(at)).toThrow();
      expect(() => openSigned(ownPublic, fields, altered.subarray(0, at)), String(at)).toThrow(ApduError);
    }
    expect(() => openSigned(verifyingKey(pointOf(server)), fields, hex(signed.bytes))).toThrow(
      DecipheringError,
    );
  });

  it('is what a client that signs is answered by, in the transaction that it asked in', () => {
    const client = new Security({
      ...{ keys, title: fields.originator, suite: 1, ciphering: 'general-global', counter: 1 },
      signing: { own, server: verifyingKey(pointOf(server)) },
    });
    client.knowServer(fields.recipient);
    client.seal(text);
    const answer = (content: Uint8Array, counter: number) =>
      protectGeneral(keys, fields.recipient, counter, 0xdb, content, 0x31);
    expect(() => client.open(answer(hex('c401c10000'), 1))).toThrow(ApduError);
    const turned = { ...fields, originator: fields.recipient, recipient: fields.originator };
    expect(() => client.open(answer(signMessage(server, turned, hex('c401c10000')), 2))).toThrow(
      DecipheringError,
    );
  });
});
