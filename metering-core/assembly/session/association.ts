// Where each client stands: an association that is asked for, one that is open, and how old their challenge is.
//
// | state | what comes | then |
// |---|---|---|
// | idle | AARQ that can be accepted | pending: a challenge was sent, and waits for its answer on that port |
// | pending | the answer, as who knows the key gives it | associated, in place of what the client had before |
// | pending | anything else, another AARQ, ten seconds | idle |
// | associated | GET, SET, ACTION, ciphered | associated |
// | associated | RLRQ on the port it was opened on, ten minutes of silence | idle |
//
// What is pending belongs to a port, what is open to a client: nobody who cannot answer a challenge ends what another opened.
// Legally relevant (IR46). Changes alter the software identification.
import { CHALLENGE_MAX } from '../../../shared-protocol/assembly/dlms/acse';
import { CURSOR_BYTES } from '../../../shared-protocol/assembly/objects/cursor';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/assembly/protocol';
import { CARRIERS } from '../answers/apdu-answers';
import { sampleIndex } from '../clock/sample-clock';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';

export const IDLE: i32 = 0;
export const PENDING: i32 = 1;
export const ASSOCIATED: i32 = 2;

/** Challenges of the meter's own. */
export const OWN_CHALLENGE_BYTES: i32 = 16;
/** A challenge that is not answered by then is none any more; nor is the clock set by an older one. */
export const CHALLENGE_s: i32 = 10;
/** An association in which nothing is asked for so long is over. */
const SILENCE_s: u32 = 600;

/** What a client and the meter agreed on. Of what is pending the challenges follow, of what is open a long GET. */
@unmanaged
export class Association {
  /** System title of the client. */
  title: u64;
  /** Sample and second of this start at which the meter sent its challenge. */
  challengedAt: u64;
  challengedAt_s: u32;
  /** Second in which something was asked for last. */
  heardAt_s: u32;
  conformance: u32;
  /** Bytes of the longest APDU that the client takes. */
  pduSize: i32;
  state: i32;
  client: i32;
  carrier: i32;
  /** Of a long GET: the block that was sent last, 0 for none under way, and the number of its request. */
  block: u32;
  invoke: i32;
  /** Bytes of the client's challenge. */
  challengeLength: i32;
}

/** Behind what is pending: the meter's challenge, then the client's. Behind what is open: two cursors of a long GET. */
const FIRST: usize = offsetof<Association>();
const SECOND: usize = FIRST + CURSOR_BYTES;
const ASSOCIATION_BYTES: i32 = <i32>FIRST + OWN_CHALLENGE_BYTES + CHALLENGE_MAX;

// @ts-ignore: decorator
@lazy const ASKED = memory.data(CARRIERS * ASSOCIATION_BYTES, 8);
// @ts-ignore: decorator
@lazy const OPEN = memory.data(KEY_CLIENTS * ASSOCIATION_BYTES, 8);

/** Seconds of the RTC since the start: time goes on where the front end stands still. */
export let now_s: u32 = 0;

/** What is pending on a port. */
export function pendingOn(carrier: i32): Association {
  return changetype<Association>(ASKED + <usize>(carrier * ASSOCIATION_BYTES));
}

/** What a client (1..) has open. */
export function openOf(client: i32): Association {
  return changetype<Association>(OPEN + <usize>((client - 1) * ASSOCIATION_BYTES));
}

export function ownChallenge(association: Association): usize {
  return changetype<usize>(association) + FIRST;
}

export function clientChallenge(association: Association): usize {
  return changetype<usize>(association) + FIRST + OWN_CHALLENGE_BYTES;
}

/** Where a long GET goes on, and where its last block began. */
export function nextCursor(association: Association): usize {
  return changetype<usize>(association) + FIRST;
}

export function lastCursor(association: Association): usize {
  return changetype<usize>(association) + SECOND;
}

/** Nobody is associated after a start. */
export function resetAssociations(): void {
  now_s = 0;
  for (let i: i32 = 0; i < CARRIERS; i++) pendingOn(i).state = IDLE;
  for (let client: i32 = 1; client <= KEY_CLIENTS; client++) openOf(client).state = IDLE;
}

/** The challenge was sent now. */
export function challengeSent(association: Association): void {
  association.challengedAt = sampleIndex;
  association.challengedAt_s = now_s;
  association.state = PENDING;
}

/** Seconds since the challenge, rounded up: by samples or by the RTC's seconds, whichever say more. */
export function challengeAge_s(association: Association): i32 {
  const rate_mHz = <u64>parameters().sampling_rate_mHz;
  const samples = sampleIndex - association.challengedAt;
  const bySamples = (samples * 1000 + rate_mHz - 1) / rate_mHz;
  return <i32>min<u64>(max<u64>(bySamples, <u64>(now_s - association.challengedAt_s)), <u64>i32.MAX_VALUE);
}

/** The client answered the challenge: what was pending is open now, in place of what it had before. */
export function openPending(pending: Association): void {
  const open = openOf(pending.client);
  copyBytes(changetype<usize>(open), changetype<usize>(pending), offsetof<Association>());
  pending.state = IDLE;
  open.state = ASSOCIATED;
  open.block = 0;
  touch(open);
}

/** Something was asked for. */
export function touch(open: Association): void {
  open.heardAt_s = now_s;
}

/** Ends what a port releases: what is pending there, and what the client opened there. */
export function release(carrier: i32, client: i32): void {
  pendingOn(carrier).state = IDLE;
  const open = openOf(client);
  if (open.carrier == carrier) open.state = IDLE;
}

/** A second of the RTC went by: challenges and associations grow old. */
export function associationSecond(): void {
  now_s++;
  for (let i: i32 = 0; i < CARRIERS; i++) {
    if (pendingOn(i).state == PENDING && challengeAge_s(pendingOn(i)) > CHALLENGE_s) pendingOn(i).state = IDLE;
  }
  for (let client: i32 = 1; client <= KEY_CLIENTS; client++) {
    const open = openOf(client);
    if (open.state == ASSOCIATED && now_s - open.heardAt_s > SILENCE_s) open.state = IDLE;
  }
}
