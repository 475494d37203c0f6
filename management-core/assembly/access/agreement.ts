// Keys of one message that a client of DLMS/COSEM and the meter agree on: slow work, and what goes into it (NIST SP 800-56A;
// IEC 62056-5-3, 5.3.4).
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { putBytes } from '../../../shared-protocol/assembly/dlms/writer';
import {
  JOB_DERIVE, JOB_DERIVE_384, JOB_DERIVE_ONCE, JOB_DERIVE_ONCE_384, JOB_RENEW, JOB_RENEW_384,
  STRENGTH_384,
} from '../../../shared-protocol/generated/assembly/protocol';
import { agreedKey, Association, titleOf } from './association';
import { ownTitle } from './cipher';
import { clientKey, FOR_AGREEMENT } from './client-key';
import { SIGNING_CLIENT } from './dlms-facts';
import { TRANSACTION_BYTES } from './addressed';
import { askJob } from './jobs';
import { ownKey } from './own-keys';
import { POINT_MAX, pointBytes, signingStrength } from './suites';

/** 2.16.756.5.8.3: the last byte is 0 for AES-GCM-128, 1 for AES-GCM-256. */
// @ts-ignore: decorator
@lazy const ALGORITHM = memory.data<u8>([0x60, 0x85, 0x74, 0x05, 0x08, 0x03]);
const ALGORITHM_BYTES: i32 = 6;
const GCM_128: u8 = 0;
const GCM_256: u8 = 1;
/** From 2 on the same for wrapping keys. */
const WRAPS: u8 = 2;

/** Public key, then algorithm, the party that asks with its transaction, the other party. */
// @ts-ignore: decorator
@lazy const GIVEN = memory.data(POINT_MAX + ALGORITHM_BYTES + 1 + 2 * TITLE_BYTES + TRANSACTION_BYTES, 8);

function theirKey(): usize {
  return clientKey(FOR_AGREEMENT, signingStrength());
}

/** The client has a key for agreements, and the meter its own. */
export function canAgree(a: Association): bool {
  return a.client == <u8>SIGNING_CLIENT && theirKey() != 0 && ownKey(FOR_AGREEMENT, signingStrength()) != 0;
}

function deriveJob(isOnce: bool): i32 {
  if (signingStrength() == STRENGTH_384) return isOnce ? JOB_DERIVE_ONCE_384 : JOB_DERIVE_384;
  return isOnce ? JOB_DERIVE_ONCE : JOB_DERIVE;
}

/** Begins a job that gives the key of a message, by a key made for that alone or the meter's own; its party is told by title and, where it has bytes, a transaction. */
function beginJob(
  owner: usize, a: Association, isOnce: bool, key: usize, byClient: bool, transaction: usize, transactionBytes: i32,
): i32 {
  const strength = signingStrength();
  let end = putBytes(putBytes(GIVEN, key, pointBytes(strength)), ALGORITHM, ALGORITHM_BYTES);
  store<u8>(end, strength == STRENGTH_384 ? GCM_256 : GCM_128);
  end = putBytes(end + 1, byClient ? titleOf(a) : ownTitle(), TITLE_BYTES);
  end = putBytes(end, transaction, transactionBytes);
  end = putBytes(end, byClient ? ownTitle() : titleOf(a), TITLE_BYTES);
  return askJob(owner, deriveJob(isOnce), agreedKey(a.port), GIVEN, <i32>(end - GIVEN));
}

/**
 * Makes a key for one that lasts (C(2e,0s)), and derives that from the client's public one; the result is the meter's, and its signature
 * behind the number of what is renewed. Returns a Status.
 */
export function beginRenewal(owner: usize, a: Association, made: usize, number: i32, wraps: bool): i32 {
  const strength = signingStrength();
  const isStrong = strength == STRENGTH_384;
  const given = putBytes(GIVEN, made, pointBytes(strength));
  store<u8>(given, <u8>number);
  let end = putBytes(given + 1, ALGORITHM, ALGORITHM_BYTES);
  store<u8>(end, (isStrong ? GCM_256 : GCM_128) + (wraps ? WRAPS : 0));
  end = putBytes(putBytes(end + 1, titleOf(a), TITLE_BYTES), ownTitle(), TITLE_BYTES);
  return askJob(owner, isStrong ? JOB_RENEW_384 : JOB_RENEW, agreedKey(a.port), GIVEN, <i32>(end - GIVEN));
}

/** Derives the key of a client's message from a public key that the client made for it. Returns a Status. */
export function beginTheirs(owner: usize, a: Association, made: usize): i32 {
  return beginJob(owner, a, false, made, true, 0, 0);
}

/** Makes a key for a message to a client, and derives from it; the result is its public key and signature. Returns a Status. */
export function beginOwn(owner: usize, a: Association): i32 {
  return beginJob(owner, a, true, theirKey(), false, 0, 0);
}

/** Derives the key of a message, either way, from the keys that both have for it, and its transaction with its length. Returns a Status. */
export function beginStatic(owner: usize, a: Association, byClient: bool, transaction: usize, transactionBytes: i32): i32 {
  return beginJob(owner, a, false, theirKey(), byClient, transaction, transactionBytes);
}
