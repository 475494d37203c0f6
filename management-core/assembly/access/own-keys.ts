// The public keys of the meter's own that its board makes of its identity: those of P-384 where the client that signs has suite 2.
import {
  JOB_PUBLIC, JOB_PUBLIC_384, KEY_AGREEMENT, KEY_AGREEMENT_384, KEY_SIGNING_384, Status, STRENGTH_384,
} from '../../../shared-protocol/generated/assembly/protocol';
import { hasIdentity, ownPublicKey } from './cipher';
import { FOR_SIGNING } from './client-key';
import { askJob, forgetJob, Job, jobOf, jobResult } from './jobs';
import { POINT_MAX, signingStrength } from './suites';

/** In the order in which they are asked for. */
const AGREEMENT: i32 = 0;
const AGREEMENT_384: i32 = 1;
const SIGNING_384: i32 = 2;
const OWN_KEYS: i32 = 3;

// @ts-ignore: decorator
@lazy const KEYS = memory.data(OWN_KEYS * POINT_MAX, 8);

/** The one that is asked for, or next. */
let next: i32 = 0;
let isAsked: bool = false;
/** Bit n of those that are known. */
let known: i32 = 0;

export function resetOwnKeys(): void {
  next = 0;
  isAsked = false;
  known = 0;
}

function placeOf(index: i32): usize {
  return KEYS + <usize>(index * POINT_MAX);
}

function ask(): i32 {
  if (next == AGREEMENT) return askJob(KEYS, JOB_PUBLIC, KEY_AGREEMENT, KEYS, 0);
  return askJob(KEYS, JOB_PUBLIC_384, next == SIGNING_384 ? KEY_SIGNING_384 : KEY_AGREEMENT_384, KEYS, 0);
}

/** Asks for each once; what the board does not tell then is not known before the next start. */
export function ownKeysTick(): void {
  if (next == (signingStrength() == STRENGTH_384 ? OWN_KEYS : AGREEMENT_384) || !hasIdentity()) return;
  if (!isAsked) {
    isAsked = ask() != Status.BUSY;
    return;
  }
  const state = jobOf(KEYS);
  if (state == Job.UNDER_WAY) return;
  if (state == Job.DONE) {
    memory.copy(placeOf(next), jobResult(KEYS), POINT_MAX);
    known |= 1 << next;
  }
  forgetJob(KEYS);
  isAsked = false;
  next++;
}

/** Where a key of the meter's own stands, X and Y, by use and strength; 0 while it is not known. */
export function ownKey(use: i32, strength: i32): usize {
  const isStrong = strength == STRENGTH_384;
  if (use == FOR_SIGNING && !isStrong) return hasIdentity() ? ownPublicKey() : 0;
  const index = isStrong ? (use == FOR_SIGNING ? SIGNING_384 : AGREEMENT_384) : AGREEMENT;
  return known & (1 << index) ? placeOf(index) : 0;
}
