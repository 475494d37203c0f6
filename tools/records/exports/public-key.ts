// The public key an export is judged by: a PEM file, as SPKI or in a certificate.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A public key of P-256 by its X and Y. */
export function verifyingKey(point: Buffer): KeyObject {
  const [x, y] = [0, 32].map((at) => point.subarray(at, at + 32).toString('base64url'));
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** SHA-256 of a public key as SPKI in DER, hex: what names it. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** The file holds no public key that a meter could sign with. */
export class PublicKeyError extends Error {
  override name = 'PublicKeyError';
  constructor(path: string, what: string) {
    super(`${path}: ${what}`);
  }
}

/** A folder is found to be one only when it is read, and then nobody says which. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/** Throws PublicKeyError, and what the system says of a file that cannot be read. */
export function publicKeyIn(path: string): KeyObject {
  const text = readText(path);
  if (text.includes('PRIVATE KEY'))
    throw new PublicKeyError(path, 'holds a private key; a verifier needs the public one');
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new PublicKeyError(path, 'holds no public key in PEM');
  }
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return key;
  throw new PublicKeyError(path, `holds no key of P-256: ${curve ?? key.asymmetricKeyType ?? 'unknown'}`);
}
