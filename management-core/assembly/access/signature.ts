// HLS 7: a challenge answered by a signature, of the client verified and of the meter made, both as slow work (IEC 62056-5-3, 5.7.4).
import { CHALLENGE_MAX, TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import {
  JOB_SIGN, JOB_SIGN_384, JOB_VERIFY_256, JOB_VERIFY_384, KEY_SIGNING, KEY_SIGNING_384, Status, STRENGTH_384,
} from '../../../shared-protocol/generated/assembly/protocol';
import { digest } from '../host';
import { Association, clientChallenge, OWN_CHALLENGE_BYTES, ownChallenge, titleOf } from './association';
import { ownTitle } from './cipher';
import { clientKey, FOR_SIGNING } from './client-key';
import { askJob } from './jobs';
import { DIGEST_MAX, digestBytes, POINT_MAX, signatureBytes, signingStrength } from './suites';

/** Challenges of this mechanism have 32 bytes at least. */
export const SIGNED_CHALLENGE_MIN: i32 = 32;

/** Both titles, both challenges, the digest of them. */
// @ts-ignore: decorator
@lazy const SIGNED = memory.data(2 * TITLE_BYTES + OWN_CHALLENGE_BYTES + CHALLENGE_MAX + DIGEST_MAX, 8);
/** Public key, digest, signature. */
// @ts-ignore: decorator
@lazy const VERIFIED = memory.data(2 * POINT_MAX + DIGEST_MAX, 8);
/** A signature, while a digest is made. */
// @ts-ignore: decorator
@lazy const GIVEN = memory.data(POINT_MAX, 8);

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

/** Puts the digest of a text behind it, as its client signs. Returns a Status. */
export function digestText(text: usize, length: i32): i32 {
  return digest(signingStrength(), text, length + digestBytes(signingStrength()));
}

/** The digest of that; returns where it stands, or 0. */
function digestOf(a: Association, byClient: bool): usize {
  const end = putChallenged(SIGNED, a, byClient);
  return digestText(SIGNED, <i32>(end - SIGNED)) == Status.OK ? end : 0;
}

/** Begins to verify a signature of a digest. Returns a Status: NOT_FOUND where the client's key is not known. */
function beginJob(owner: usize, sum: usize, signature: usize): i32 {
  const strength = signingStrength();
  const key = clientKey(FOR_SIGNING, strength);
  if (key == 0) return Status.NOT_FOUND;
  const end = put(put(put(VERIFIED, key, signatureBytes()), sum, digestBytes(strength)), signature, signatureBytes());
  return askJob(owner, strength == STRENGTH_384 ? JOB_VERIFY_384 : JOB_VERIFY_256, 0, VERIFIED, <i32>(end - VERIFIED));
}

/** Begins to verify what a client answered the meter's challenge with. Returns a Status: NOT_FOUND where its key is not known. */
export function beginVerifying(owner: usize, a: Association, signature: usize): i32 {
  const sum = digestOf(a, true);
  return sum == 0 ? Status.NOT_FOUND : beginJob(owner, sum, signature);
}

/** Begins to verify a client's signature of a text, which may stand behind it. Returns a Status: NOT_FOUND where its key is not known. */
export function beginVerifyingText(owner: usize, text: usize, length: i32, signature: usize): i32 {
  // The digest goes over what is behind the text: the signature is needed still.
  memory.copy(GIVEN, signature, signatureBytes());
  const status = digestText(text, length);
  return status == Status.OK ? beginJob(owner, text + length, GIVEN) : status;
}

/** Begins to sign a digest by the meter's own key. Returns a Status. */
export function beginSigningDigest(owner: usize, sum: usize): i32 {
  const isStrong = signingStrength() == STRENGTH_384;
  return askJob(owner, isStrong ? JOB_SIGN_384 : JOB_SIGN, isStrong ? KEY_SIGNING_384 : KEY_SIGNING, sum, digestBytes(signingStrength()));
}

/** Begins to sign what answers the client's challenge; the result is the signature. Returns a Status. */
export function beginSigning(owner: usize, a: Association): i32 {
  const sum = digestOf(a, false);
  return sum == 0 ? Status.NOT_FOUND : beginSigningDigest(owner, sum);
}
