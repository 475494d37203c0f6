// general-signing (DF): a message with its sender's signature over who, to whom, of which transaction, and what.
import type { KeyObject } from 'node:crypto';
import { checkSignature, signatureOf } from './agreement.ts';
import { Bytes, lengthBytes } from './bytes.ts';
import { DecipheringError } from './errors.ts';
import { encodeFields, type Fields } from './general-ciphering.ts';

export const GENERAL_SIGNING = 0xdf;

/** The client's own private key, and the server's public one. */
export interface SigningKeys {
  readonly own: KeyObject;
  readonly server: KeyObject;
}

const withLength = (bytes: Uint8Array) => Buffer.concat([lengthBytes(bytes.length), bytes]);

/** Signed is all behind the tag, lengths too, up to the signature. */
export function signMessage(key: KeyObject, fields: Fields, content: Uint8Array): Buffer {
  const signed = Buffer.concat([encodeFields(fields), withLength(content)]);
  return Buffer.concat([Buffer.of(GENERAL_SIGNING), signed, withLength(signatureOf(key, signed))]);
}

/** What was signed. Throws DecipheringError for a wrong signature, or a message of or to others; ApduError. */
export function openSigned(
  key: KeyObject,
  { originator, recipient, transaction }: Fields,
  apdu: Uint8Array,
): Buffer {
  const bytes = new Bytes(apdu);
  bytes.expect(GENERAL_SIGNING, 'general-signing');
  const [of, from, to] = Array.from({ length: 5 }, () => bytes.take(bytes.length()));
  const content = bytes.take(bytes.length());
  const signed = apdu.subarray(1, apdu.length - bytes.left);
  const signature = bytes.take(bytes.length());
  bytes.end();
  if (!from.equals(originator) || !to.equals(recipient) || !of.equals(transaction))
    throw new DecipheringError(`a signed message of ${from.toString('hex')} to ${to.toString('hex')}`);
  checkSignature(key, signed, signature);
  return content;
}
