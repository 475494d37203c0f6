// The lock-out: who tries digits waits longer with each wrong token, up to an hour, and cutting the supply does not help.
//
// A token that is guessed has the right CRC once in 65,536, and is one of credit with a new identifier about once in 2^22: at one an
// hour that is centuries.
import { account } from './account';

/** Wrong tokens, one after the other, that are free: a person mistypes. */
const FREE: u32 = 5;
const FIRST_s: i64 = 60;
const LONGEST_s: i64 = 3_600;
const DOUBLINGS_MAX: u32 = 6;
const SECOND_us: i64 = 1_000_000;

let locked_us: i64 = 0;

/** How long so many wrong ones lock, s. */
function lockTime_s(failures: u32): i64 {
  if (failures < FREE) return 0;
  return min(FIRST_s << <i64>min(failures - FREE, DOUBLINGS_MAX), LONGEST_s);
}

/** From now on as long as the account's failures ask: after a restart the whole time again. */
export function lockFrom(now_us: i64): void {
  locked_us = now_us + lockTime_s(account().failures) * SECOND_us;
}

/** After the account was loaded. */
export function resetLockOut(): void {
  lockFrom(0);
}

export function isLocked(now_us: i64): bool {
  return now_us < locked_us;
}

/** Seconds for which no token is taken yet, 0 for none. */
export function lockedFor_s(now_us: i64): i32 {
  return isLocked(now_us) ? <i32>((locked_us - now_us + SECOND_us - 1) / SECOND_us) : 0;
}
