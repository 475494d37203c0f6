// Keys that both sides agree on, by Node's cryptography: NIST SP 800-56A with the concatenation KDF, as security suites 1 and 2 have it.
import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { DecipheringError, DlmsOptionError } from './errors.ts';

/** What a key is for: last arc of 2.16.756.5.8.3. */
export const ALGORITHMS = {
  'aes-gcm-128': 0,
  'aes-gcm-256': 1,
  'aes-wrap-128': 2,
  'aes-wrap-256': 3,
} as const;
export type Algorithm = keyof typeof ALGORITHMS;

/** 60 85 74 05 08 03: one printing of the standard has 06 in its fourth place, and nobody who reads that agrees with this. */
const ARC = Buffer.from('608574050803', 'hex');
export const algorithmId = (algorithm: Algorithm): Buffer =>
  Buffer.concat([ARC, Buffer.of(ALGORITHMS[algorithm])]);

const isLong = (algorithm: Algorithm) => algorithm.endsWith('256');

/** Both parties as the derivation has them: titles, and what is told beside them. */
export interface Parties {
  readonly partyU: Uint8Array;
  readonly partyV: Uint8Array;
}

/** The key of a secret: one step of SHA-256, of SHA-384 for keys of 32 bytes. */
export function deriveKey(secret: Uint8Array, algorithm: Algorithm, { partyU, partyV }: Parties): Buffer {
  const text = Buffer.concat([Buffer.of(0, 0, 0, 1), secret, algorithmId(algorithm), partyU, partyV]);
  return createHash(isLong(algorithm) ? 'sha384' : 'sha256')
    .update(text)
    .digest()
    .subarray(0, isLong(algorithm) ? 32 : 16);
}

/** The same of a pair. Throws DlmsOptionError for keys of two curves. */
export function agreedKey(own: KeyObject, other: KeyObject, algorithm: Algorithm, parties: Parties): Buffer {
  if (own.asymmetricKeyDetails?.namedCurve !== other.asymmetricKeyDetails?.namedCurve)
    throw new DlmsOptionError('keys of two curves agree on nothing');
  return deriveKey(diffieHellman({ privateKey: own, publicKey: other }), algorithm, parties);
}

const hashOf = (key: KeyObject) =>
  key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';

/** X and Y of a key, private or public. */
export function pointOf(key: KeyObject): Buffer {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return Buffer.concat([jwk.x!, jwk.y!].map((part) => Buffer.from(part, 'base64url')));
}

/** A key for one message, on the curve of another. */
export const onceLike = (other: KeyObject): KeyObject =>
  generateKeyPairSync('ec', { namedCurve: other.asymmetricKeyDetails!.namedCurve! }).privateKey;

/** The signature of a text, r and s at their fixed lengths. */
export const signatureOf = (key: KeyObject, text: Uint8Array): Buffer =>
  sign(hashOf(key), text, { key, dsaEncoding: 'ieee-p1363' });

/** Throws DecipheringError where the signature is not of the key and the text. */
export function checkSignature(key: KeyObject, text: Uint8Array, signature: Uint8Array): void {
  if (!verify(hashOf(key), text, { key, dsaEncoding: 'ieee-p1363' }, signature))
    throw new DecipheringError('a signature that is not the server’s');
}
