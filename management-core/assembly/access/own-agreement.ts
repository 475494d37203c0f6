// The public key that the management core agrees on keys with: the board tells it once behind each start, as slow work.
import { JOB_PUBLIC, KEY_AGREEMENT, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { hasIdentity } from './cipher';
import { PUBLIC_KEY_BYTES } from './client-key';
import { askJob, forgetJob, Job, jobOf, jobResult } from './jobs';

// @ts-ignore: decorator
@lazy const KEY = memory.data(PUBLIC_KEY_BYTES, 8);

let isAsked: bool = false;
let isKnown: bool = false;

export function resetOwnAgreement(): void {
  isAsked = false;
  isKnown = false;
}

/** Asks once; what the board does not tell then is not known before the next start. */
export function ownAgreementTick(): void {
  if (isKnown || !hasIdentity()) return;
  if (!isAsked) {
    isAsked = askJob(KEY, JOB_PUBLIC, KEY_AGREEMENT, KEY, 0) != Status.BUSY;
    return;
  }
  if (jobOf(KEY) != Job.DONE) return;
  memory.copy(KEY, jobResult(KEY), PUBLIC_KEY_BYTES);
  isKnown = true;
  forgetJob(KEY);
}

/** Where the key stands, PUBLIC_KEY_BYTES (P-256: X, Y); 0 while it is not known. */
export function ownAgreementKey(): usize {
  return isKnown ? KEY : 0;
}
