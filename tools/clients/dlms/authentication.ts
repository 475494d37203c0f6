// Answers to a challenge by the mechanisms of high level security but GMAC: digests and signatures (IEC 62056-5-3, 5.7).
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { DlmsOptionError } from './errors.ts';

/** Mechanisms by name: how a client proves who it is. */
export const MECHANISMS = {
  none: 0,
  low: 1,
  'high-md5': 3,
  'high-sha1': 4,
  'high-gmac': 5,
  'high-sha256': 6,
  'high-ecdsa': 7,
} as const;
export type Mechanism = keyof typeof MECHANISMS;

/** Who answers whom: the one's title first, the challenge that is answered before the other. */
export interface Challenged {
  readonly ownTitle: Uint8Array;
  readonly otherTitle: Uint8Array;
  /** What came from the other side. */
  readonly answered: Uint8Array;
  /** What went to it. */
  readonly given: Uint8Array;
}

const digest = (name: string, ...parts: Uint8Array[]): Buffer =>
  createHash(name).update(Buffer.concat(parts)).digest();

/** Mechanisms 3, 4 and 6. */
export function digestAnswer(mechanism: number, secret: Uint8Array, of: Challenged): Buffer {
  if (mechanism === 3) return digest('md5', of.answered, secret);
  if (mechanism === 4) return digest('sha1', of.answered, secret);
  return digest('sha256', secret, of.ownTitle, of.otherTitle, of.answered, of.given);
}

/** Curves by the bytes of a coordinate. */
const CURVES: Readonly<
  Record<number, { readonly curve: string; readonly hash: string; readonly pkcs8: string }>
> = {
  32: {
    curve: 'P-256',
    hash: 'sha256',
    pkcs8: '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
  },
  48: {
    curve: 'P-384',
    hash: 'sha384',
    pkcs8: '304e020100301006072a8648ce3d020106052b81040022043730350201010430',
  },
};

const curveOf = (bytes: number) => {
  if (!CURVES[bytes]) throw new DlmsOptionError(`a key of ${bytes} bytes: expected 32 (P-256) or 48 (P-384)`);
  return CURVES[bytes];
};

/** A private key from its number. Throws DlmsOptionError. */
export function signingKey(key: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from(curveOf(key.length).pkcs8, 'hex'), key]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** A public key from x and y, one behind the other. Throws DlmsOptionError. */
export function verifyingKey(point: Uint8Array): KeyObject {
  const half = point.length / 2;
  const coordinate = (from: number) => Buffer.from(point.subarray(from, from + half)).toString('base64url');
  const jwk = { kty: 'EC', crv: curveOf(half).curve, x: coordinate(0), y: coordinate(half) };
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new DlmsOptionError('a public key that is no point of its curve');
  }
}

const signed = (of: Challenged) => Buffer.concat([of.ownTitle, of.otherTitle, of.answered, of.given]);
const hashOf = (key: KeyObject) =>
  key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? CURVES[48].hash : CURVES[32].hash;

/** Mechanism 7: r and s at their fixed lengths. */
export const signatureAnswer = (key: KeyObject, of: Challenged): Buffer =>
  sign(hashOf(key), signed(of), { key, dsaEncoding: 'ieee-p1363' });

export const isSignatureAnswer = (key: KeyObject, of: Challenged, answer: Uint8Array): boolean =>
  verify(hashOf(key), signed(of), { key, dsaEncoding: 'ieee-p1363' }, answer);
