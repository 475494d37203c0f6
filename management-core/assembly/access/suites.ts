// The security suite of each client of DLMS/COSEM: by the key that it was given, and none without a new one.
import {
  KEY_CLIENTS, KEY_ENCRYPTION, STRENGTH_256, STRENGTH_384,
} from '../../../shared-protocol/generated/assembly/protocol';
import { keyBytes } from '../host';
import { SIGNING_CLIENT } from './dlms-facts';

const SUITE_0: i32 = 0;
/** Of the client that signs, whose keys have 16 bytes. */
const SUITE_1: i32 = 1;
const SUITE_2: i32 = 2;
/** Bytes of a key of AES-256, which suite 2 alone has. */
const LONG_KEY: i32 = 32;
const SHORT_KEY: i32 = 16;
/** Bytes of a digest or a coordinate, P-256 and P-384. */
const BYTES_256: i32 = 32;
const BYTES_384: i32 = 48;

/** By client: its key is long. */
// @ts-ignore: decorator
@lazy const LONG = memory.data(KEY_CLIENTS, 8);

export function resetSuites(): void {
  for (let i: i32 = 0; i < KEY_CLIENTS; i++) store<u8>(LONG + i, keyBytes(KEY_ENCRYPTION + i) == LONG_KEY ? 1 : 0);
}

/** Suite 2 (AES-256, and P-384 where it signs). */
export function isLong(client: i32): bool {
  return client >= 1 && client <= KEY_CLIENTS && load<u8>(LONG + (client - 1)) != 0;
}

export function suiteOf(client: i32): i32 {
  if (isLong(client)) return SUITE_2;
  return client == SIGNING_CLIENT ? SUITE_1 : SUITE_0;
}

/** Bytes of a symmetric key of a client's. */
export function keyLengthOf(client: i32): i32 {
  return isLong(client) ? LONG_KEY : SHORT_KEY;
}

/** STRENGTH_* of the client that signs: curve, and digest. */
export function signingStrength(): i32 {
  return isLong(SIGNING_CLIENT) ? STRENGTH_384 : STRENGTH_256;
}

/** Bytes of a digest; of a coordinate as many. */
export function digestBytes(strength: i32): i32 {
  return strength == STRENGTH_384 ? BYTES_384 : BYTES_256;
}

/** Bytes of a public key (X, Y), or of a signature (r, s). */
export function pointBytes(strength: i32): i32 {
  return 2 * digestBytes(strength);
}

/** The same of the client that signs. */
export function signatureBytes(): i32 {
  return pointBytes(signingStrength());
}
export const POINT_MAX: i32 = 2 * BYTES_384;
export const DIGEST_MAX: i32 = BYTES_384;
