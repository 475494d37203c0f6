// How often somebody who need not say who he is may ask: what costs something a few times at once, then once in a while; anything
// on the link so many times a second.
// Legally relevant (IR46). Changes alter the software identification.
export namespace Allowed {
  export const SIGNATURE: i32 = 0;
  export const FREEZE: i32 = 1;
  export const UPGRADE: i32 = 2;
}
const KINDS: i32 = 3;
const AT_ONCE: i32 = 4;
const EACH_SIGNATURE_s: i64 = 10;
/** 24 a day: what the ring of instant freezes stands for fifteen years. */
const EACH_FREEZE_s: i64 = 3600;
const EACH_UPGRADE_s: i64 = 600;

/** Ten times what a management core asks that mirrors everything; each costs metering a frame's CRC and its answer. */
const REQUESTS_A_SECOND: i32 = 250;
let requestsLeft: i32 = 0;

/** Requests since the start that were refused before they were looked at: unknown, of a wrong length or version, too many. */
export let refusedRequests: u32 = 0;

@unmanaged
class Allowance {
  left: i32;
  since_s: i64;
}
const ALLOWANCE_BYTES: i32 = offsetof<Allowance>();

// @ts-ignore: decorator
@lazy const ALLOWANCES = memory.data(KINDS * ALLOWANCE_BYTES, 8);

function allowance(kind: i32): Allowance {
  return changetype<Allowance>(ALLOWANCES + <usize>(kind * ALLOWANCE_BYTES));
}

/** After a start there is one of each: who cuts the supply gains nothing. */
export function resetAllowances(): void {
  memory.fill(ALLOWANCES, 0, KINDS * ALLOWANCE_BYTES);
  for (let kind: i32 = 0; kind < KINDS; kind++) allowance(kind).left = 1;
  requestsLeft = REQUESTS_A_SECOND;
  refusedRequests = 0;
}

/** Seconds went by. */
export function passAllowances(seconds: i64): void {
  requestsLeft = REQUESTS_A_SECOND;
  for (let kind: i32 = 0; kind < KINDS; kind++) {
    const a = allowance(kind);
    const each_s = kind == Allowed.SIGNATURE ? EACH_SIGNATURE_s : kind == Allowed.FREEZE ? EACH_FREEZE_s : EACH_UPGRADE_s;
    a.since_s += min<i64>(seconds, each_s * AT_ONCE);
    a.left = min<i32>(a.left + <i32>(a.since_s / each_s), AT_ONCE);
    a.since_s %= each_s;
  }
}

/** Takes a request of the second under way; false when they are all taken. */
export function takeRequest(): bool {
  if (requestsLeft == 0) return false;
  requestsLeft--;
  return true;
}

/** Counts a request that is refused with a status, which is returned. */
export function refused(status: i32): i32 {
  refusedRequests++;
  return status;
}

export function isAllowed(kind: i32): bool {
  return allowance(kind).left > 0;
}

export function takeAllowance(kind: i32): void {
  allowance(kind).left--;
}
