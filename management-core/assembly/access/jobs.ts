// Slow work with keys: who asked for a job, how far it is, and what it gave.
import { JOBS_MAX, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { jobStart } from '../host';

export namespace Job {
  /** Nobody's, or forgotten before it ended. */
  export const NONE: i32 = 0;
  export const UNDER_WAY: i32 = 1;
  export const DONE: i32 = 2;
  export const FAILED: i32 = 3;
}

/** Bytes of the longest result that is kept: a public key and a signature of P-384. */
export const RESULT_BYTES: i32 = 192;

/** A job; its result stands behind it. */
@unmanaged
class Asked {
  /** Who wants it: any address that is its owner's alone; 0 for nobody. */
  owner: usize;
  number: i32;
  state: i32;
}

const ASKED_BYTES: i32 = offsetof<Asked>() + RESULT_BYTES;
// @ts-ignore: decorator
@lazy const ASKED = memory.data(JOBS_MAX * (12 + 192), 8);

function asked(index: i32): Asked {
  return changetype<Asked>(ASKED + <usize>(index * ASKED_BYTES));
}

export function resetJobs(): void {
  memory.fill(ASKED, 0, JOBS_MAX * ASKED_BYTES);
}

/** Where an owner's job stands, or 0; of owner 0 a free place. */
function find(owner: usize): usize {
  for (let i: i32 = 0; i < JOBS_MAX; i++) if (asked(i).owner == owner) return changetype<usize>(asked(i));
  return 0;
}

/** Nobody wants the job of an owner any more: its end, when it comes, is nobody's. */
export function forgetJob(owner: usize): void {
  const at = find(owner);
  if (at) memory.fill(at, 0, ASKED_BYTES);
}

/** Starts a job in place of the owner's last. Returns OK, or a Status: BUSY while the board has too many. */
export function askJob(owner: usize, kind: i32, key: i32, bytes: usize, length: i32): i32 {
  forgetJob(owner);
  const at = find(0);
  if (at == 0) return Status.BUSY;
  const number = jobStart(kind, key, bytes, length);
  if (number < 0) return number;
  const entry = changetype<Asked>(at);
  entry.owner = owner;
  entry.number = number;
  entry.state = Job.UNDER_WAY;
  return Status.OK;
}

export function jobOf(owner: usize): i32 {
  const at = find(owner);
  return at ? changetype<Asked>(at).state : Job.NONE;
}

/** Work that was asked for is waited for: BUSY; TIMEOUT where the board has no room for it, or why else not. */
export function begun(status: i32): i32 {
  if (status == Status.OK) return Status.BUSY;
  return status == Status.BUSY ? <i32>Status.TIMEOUT : status;
}

/** OK where an owner's job is done, BUSY while it is under way, NOT_FOUND where it gave nothing. */
export function waited(owner: usize): i32 {
  const state = jobOf(owner);
  if (state == Job.UNDER_WAY) return Status.BUSY;
  return state == Job.DONE ? Status.OK : Status.NOT_FOUND;
}

/** What a job gave that is DONE, RESULT_BYTES at most. */
export function jobResult(owner: usize): usize {
  return find(owner) + offsetof<Asked>();
}

/** A job ended with so many bytes of result, or a Status. Returns OK, or NOT_FOUND where it is nobody's. */
export function jobEnded(number: i32, length: i32, result: usize): i32 {
  for (let i: i32 = 0; i < JOBS_MAX; i++) {
    const entry = asked(i);
    if (entry.state != Job.UNDER_WAY || entry.number != number) continue;
    entry.state = length >= 0 && length <= RESULT_BYTES ? Job.DONE : Job.FAILED;
    if (entry.state == Job.DONE) memory.copy(changetype<usize>(entry) + offsetof<Asked>(), result, length);
    return Status.OK;
  }
  return Status.NOT_FOUND;
}
