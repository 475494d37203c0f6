// What the meter itself asks for: the openings of its own actors, and how long one that comes is told before it happens.
import { ACTOR_PREPAYMENT, ACTOR_SCHEDULE, CONTROL_CONNECTED } from '../../../../shared-protocol/generated/assembly/protocol';
import { SwitchWish } from '../prepayment/credit/state';
import { prepaymentWish } from '../prepayment/prepayment';
import { controlState } from './state';
import { limiterLeft_us, limiterTick, limiterWish, resetLimiter } from './limiter';
import { protectionTick, protectionWish, resetProtection } from './protection';
import { scheduleWish } from './schedule';
import { settings } from './settings';

const SECOND_us: i64 = 1_000_000;
const NEVER: i64 = -1;

/** Bits of the actors whose opening is told before. */
const WARNED: u32 = (1 << ACTOR_PREPAYMENT) | (1 << ACTOR_SCHEDULE);

let asked: u32 = 0;
let warned_us: i64 = -1;
let left_us: i64 = 0;

export function resetWishes(): void {
  asked = 0;
  warned_us = NEVER;
  left_us = 0;
  resetLimiter();
  resetProtection();
}

/** Bits of the actors that ask to open now. */
function wishes(): u32 {
  return protectionWish() | limiterWish() | scheduleWish() | (prepaymentWish() == SwitchWish.OPEN ? 1 << ACTOR_PREPAYMENT : 0);
}

/** Bits of the local actors that the switch is to be open for, once their warning is over. */
export function localWishes(): u32 {
  return asked;
}

/** Seconds to an opening that is told before, rounded up; 0 while none comes. */
export function secondsToOpening(): i32 {
  const limiter = limiterLeft_us();
  const left = left_us > 0 && (limiter == 0 || left_us < limiter) ? left_us : limiter;
  return <i32>((left + SECOND_us - 1) / SECOND_us);
}

/** What is open already needs no warning. */
function isWarningOver(now_us: i64): bool {
  if (controlState().control != <u8>CONTROL_CONNECTED || controlState().hold) return true;
  if (warned_us == NEVER) warned_us = now_us;
  left_us = max<i64>(warned_us + <i64>settings().warning_s * SECOND_us - now_us, 0);
  return left_us == 0;
}

export function wishesTick(now_us: i64): void {
  protectionTick(now_us);
  limiterTick(now_us);
  const now = wishes();
  const coming = now & WARNED & ~asked;
  left_us = 0;
  if (coming == 0) warned_us = NEVER;
  asked &= now;
  asked |= now & ~WARNED;
  if (coming != 0 && isWarningOver(now_us)) asked |= coming;
}
