// HLS 7: a challenge answered by a signature, of the client verified and of the meter made, both as slow work (IEC 62056-5-3, 5.7.4).
import { CHALLENGE_MAX, TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import {
  JOB_SIGN, JOB_VERIFY_256, KEY_SIGNING, SHA256_BYTES, Status, STRENGTH_256,
} from '../../../shared-protocol/generated/assembly/protocol';
import { digest } from '../host';
import { Association, clientChallenge, OWN_CHALLENGE_BYTES, ownChallenge, titleOf } from './association';
import { ownTitle } from './cipher';
import { clientKey, PUBLIC_KEY_BYTES } from './client-key';
import { askJob } from './jobs';

/** r, then s. */
export const SIGNATURE_BYTES: i32 = 64;
/** Challenges of this mechanism have 32 bytes at least. */
export const SIGNED_CHALLENGE_MIN: i32 = 32;

/** Both titles, both challenges, the digest of them. */
// @ts-ignore: decorator
@lazy const SIGNED = memory.data(2 * TITLE_BYTES + OWN_CHALLENGE_BYTES + CHALLENGE_MAX + SHA256_BYTES, 8);
/** Public key, digest, signature. */
// @ts-ignore: decorator
@lazy const VERIFIED = memory.data(PUBLIC_KEY_BYTES + SHA256_BYTES + SIGNATURE_BYTES, 8);

function put(at: usize, from: usize, length: i32): usize {
  memory.copy(at, from, length);
  return at + <usize>length;
}

/** Writes own title, other title, the challenge that is answered, the other one; gives the address behind them. */
export function putChallenged(at: usize, a: Association, byClient: bool): usize {
  const own = ownChallenge(a);
  const theirs = clientChallenge(a);
  const first = put(at, byClient ? titleOf(a) : ownTitle(), TITLE_BYTES);
  const end = put(first, byClient ? ownTitle() : titleOf(a), TITLE_BYTES);
  if (byClient) return put(put(end, own, OWN_CHALLENGE_BYTES), theirs, a.challengeLength);
  return put(put(end, theirs, a.challengeLength), own, OWN_CHALLENGE_BYTES);
}

/** The digest of that; returns where it stands, or 0. */
function digestOf(a: Association, byClient: bool): usize {
  const end = putChallenged(SIGNED, a, byClient);
  const status = digest(STRENGTH_256, SIGNED, <i32>(end - SIGNED) + SHA256_BYTES);
  return status == Status.OK ? end : 0;
}

/** Begins to verify what a client answered the meter's challenge with. Returns a Status: NOT_FOUND where its key is not known. */
export function beginVerifying(owner: usize, a: Association, signature: usize): i32 {
  const key = clientKey();
  if (key == 0) return Status.NOT_FOUND;
  const sum = digestOf(a, true);
  if (sum == 0) return Status.NOT_FOUND;
  const end = put(put(put(VERIFIED, key, PUBLIC_KEY_BYTES), sum, SHA256_BYTES), signature, SIGNATURE_BYTES);
  return askJob(owner, JOB_VERIFY_256, 0, VERIFIED, <i32>(end - VERIFIED));
}

/** Begins to verify a client's signature of a text; the digest of it goes over SHA256_BYTES behind. Returns a Status: NOT_FOUND where its key is not known. */
export function beginVerifyingText(owner: usize, text: usize, length: i32, signature: usize): i32 {
  const key = clientKey();
  if (key == 0) return Status.NOT_FOUND;
  const sum = put(VERIFIED, key, PUBLIC_KEY_BYTES);
  put(sum + SHA256_BYTES, signature, SIGNATURE_BYTES);
  const status = digest(STRENGTH_256, text, length + SHA256_BYTES);
  if (status != Status.OK) return status;
  memory.copy(sum, text + <usize>length, SHA256_BYTES);
  return askJob(owner, JOB_VERIFY_256, 0, VERIFIED, PUBLIC_KEY_BYTES + SHA256_BYTES + SIGNATURE_BYTES);
}

/** Begins to sign what answers the client's challenge; the result is the signature. Returns a Status. */
export function beginSigning(owner: usize, a: Association): i32 {
  const sum = digestOf(a, false);
  return sum == 0 ? Status.NOT_FOUND : askJob(owner, JOB_SIGN, KEY_SIGNING, sum, SHA256_BYTES);
}
