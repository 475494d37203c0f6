// general-signing: a message that its sender signed, verified and made as slow work; it goes ciphered, so it was signed first.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { beginReading, isSound, refuseReading, takeBytes, takeLength, unread } from '../../../shared-protocol/assembly/dlms/reader';
import { lengthBytes, putByte, putBytes, putLength } from '../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { Addressed, addressedBytes, putAddressed, readAddressed, TRANSACTION_BYTES } from './addressed';
import { ASSOCIATED, Association, titleOf } from './association';
import { isOwnTitle, ownTitle } from './cipher';
import { SIGNING_CLIENT } from './dlms-facts';
import { begun, forgetJob, jobResult } from './jobs';
import { beginSigningDigest, beginVerifyingText, digestText } from './signature';
import { POINT_MAX, signatureBytes } from './suites';

export const APDU_GENERAL_SIGNING: i32 = 0xdf;

@unmanaged
class Found extends Addressed {
  signature: usize;
}

// @ts-ignore: decorator
@lazy const FOUND = memory.data(offsetof<Found>(), 8);

/** Of a request that was signed, and so of its answer; the transaction stands behind. */
@unmanaged
export class Signing {
  /** What was signed, or is. */
  content: usize;
  contentLength: i32;
  isSigned: bool;
  transactionBytes: u8;
}

const TRANSACTION: usize = offsetof<Signing>();
export const SIGNING_BYTES: i32 = <i32>TRANSACTION + TRANSACTION_BYTES;
/** Bytes behind what is signed, at most: a length, and the signature; while it is made, a digest. */
export const SIGNED_TAIL: i32 = 1 + POINT_MAX;
/** Bytes that an answer has more at most, before and behind. */
export function signedMost(): i32 {
  return 1 + TRANSACTION_BYTES + 2 * (1 + TITLE_BYTES) + 2 + 3 + 1 + signatureBytes();
}

function transactionOf(signing: Signing): usize {
  return changetype<usize>(signing) + TRANSACTION;
}

/** Takes a signed message apart. Returns a Status: BAD_LENGTH for what is none. */
function read(apdu: usize, length: i32, found: Found): i32 {
  beginReading(apdu + 1, length - 1);
  readAddressed(found);
  found.length = takeLength();
  found.text = takeBytes(found.length);
  const bytes = takeLength();
  found.signature = takeBytes(bytes);
  if (bytes != signatureBytes() || found.length == 0) refuseReading();
  return isSound() && unread() == 0 ? Status.OK : Status.BAD_LENGTH;
}

/** From the client that signs to the meter. Returns a Status. */
function judge(a: Association, found: Found): i32 {
  if (a.client != <u8>SIGNING_CLIENT || a.state != ASSOCIATED) return Status.OUT_OF_RANGE;
  const isTheirs = memory.compare(found.title, titleOf(a), TITLE_BYTES) == 0;
  return isTheirs && isOwnTitle(found.recipient) ? Status.OK : Status.BAD_CHECK;
}

/** Begins to verify a message of an association, over its signature, and keeps what its answer has of it. Returns BUSY, or why not. */
export function beginSigned(owner: usize, a: Association, signing: Signing, apdu: usize, length: i32): i32 {
  const found = changetype<Found>(FOUND);
  let status = read(apdu, length, found);
  if (status == Status.OK) status = judge(a, found);
  if (status != Status.OK) return status;
  signing.isSigned = true;
  signing.content = found.text;
  signing.contentLength = found.length;
  signing.transactionBytes = <u8>found.transactionBytes;
  memory.copy(transactionOf(signing), found.fields, found.transactionBytes);
  const covered = <i32>(found.text - apdu) - 1 + found.length;
  return begun(beginVerifyingText(owner, apdu + 1, covered, found.signature));
}

/** Puts the head before an answer, with SIGNED_MOST bytes of room, and begins to sign it. Returns BUSY, or why not. */
export function beginSigningAnswer(owner: usize, a: Association, signing: Signing, text: usize, length: i32): i32 {
  const head = 1 + addressedBytes(signing.transactionBytes) + lengthBytes(length);
  const start = text - <usize>head;
  const fields = putByte(start, APDU_GENERAL_SIGNING);
  putLength(putAddressed(fields, transactionOf(signing), signing.transactionBytes, ownTitle(), titleOf(a)), length);
  signing.content = start;
  signing.contentLength = head + length;
  const status = digestText(fields, head - 1 + length);
  return status == Status.OK ? begun(beginSigningDigest(owner, text + length)) : status;
}

/** Puts the signature behind an answer, when it was made. */
export function endSigningAnswer(owner: usize, signing: Signing): void {
  const behind = signing.content + signing.contentLength;
  const end = putBytes(putByte(behind, signatureBytes()), jobResult(owner), signatureBytes());
  signing.contentLength += <i32>(end - behind);
  forgetJob(owner);
}
