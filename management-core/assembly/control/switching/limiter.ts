// The limiter: power above what is allowed, for so long, asks to open; and so long behind that it asks no more.
import { CODE_LIMITER_EXCEEDED, CODE_LIMITER_OK } from '../../../../shared-protocol/generated/assembly/event-logs';
import {
  ACTOR_LIMITER, ACTOR_OPERATOR, CONTROL_READY, FUNCTION_LIMITER, NO_ACTOR,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { functionIsOn } from '../../access/functions';
import { told_s } from '../../access/told-time';
import { logEvent } from '../../logs/log-event';
import { prepaymentPowerLimit_W } from '../prepayment/prepayment';
import { emergencyIsActive } from './emergency';
import { measuredNow } from './measured';
import { operatorLimit_W } from './operator';
import { settings } from './settings';
import { controlState } from './state';

const SECOND_us: i64 = 1_000_000;
const W_mW: u64 = 1000;
const NONE: u64 = u64.MAX_VALUE;
const NEVER: i64 = -1;
/** Each opening in a row waits twice as long: the switch bears 24 operations a day. */
const WAIT_MOST_us: i64 = 14_400 * SECOND_us;
const DOUBLINGS: i32 = 12;
/** An operator's order is told so long before it opens. */
const ORDER_PATIENCE_s: u32 = 10;
/** The least wait, where the setting is less. */
const WAIT_LEAST_us: i64 = 30 * SECOND_us;

/** Who opened: ACTOR_LIMITER, ACTOR_OPERATOR, or NO_ACTOR while nobody asks to open. */
let opener: i32 = 255;
let over_us: i64 = -1;
let opened_us: i64 = 0;
let inRow: i32 = 0;
let left_us: i64 = 0;

export function resetLimiter(): void {
  const cause = <i32>controlState().cause;
  const wasOpen = controlState().control == <u8>CONTROL_READY && (cause == ACTOR_LIMITER || cause == ACTOR_OPERATOR);
  opener = wasOpen ? cause : NO_ACTOR;
  over_us = NEVER;
  opened_us = 0;
  inRow = 0;
  left_us = 0;
}

/** The threshold of the utility that counts now, 0 for none, and where the limiter is switched off. */
export function activeThreshold_mW(): u32 {
  if (!functionIsOn(FUNCTION_LIMITER)) return 0;
  return emergencyIsActive() ? settings().emergency_mW : settings().normal_mW;
}

function orNone(limit_mW: u64): u64 {
  return limit_mW == 0 ? NONE : limit_mW;
}

function ownLimit_mW(): u64 {
  return min(orNone(activeThreshold_mW()), orNone(<u64>prepaymentPowerLimit_W() * W_mW));
}

/** The least of all limits, mW; u64.MAX_VALUE without any. */
function limit_mW(): u64 {
  return min(ownLimit_mW(), orNone(<u64>operatorLimit_W() * W_mW));
}

/** The least of all limits, W; 0 without any. */
export function limitInForce_W(): u32 {
  const limit = limit_mW();
  return limit == NONE ? 0 : <u32>(limit / W_mW);
}

/** Power taken, mW; -1 where nothing young is known. */
function power_mW(now_us: i64): i64 {
  const measured = measuredNow(0, now_us);
  return measured == null ? -1 : max<i64>(measured.active_power_mW, 0);
}

function wait_us(): i64 {
  const least = max(<i64>settings().under_s * SECOND_us, WAIT_LEAST_us);
  return min(least << min(max(inRow - 1, 0), DOUBLINGS), max(WAIT_MOST_us, least));
}

function open(actor: i32, now_us: i64): void {
  // Behind a long time without one it is the first again.
  if (now_us - opened_us > 2 * WAIT_MOST_us) inRow = 0;
  opener = actor;
  opened_us = now_us;
  inRow++;
  over_us = NEVER;
  logEvent(CODE_LIMITER_EXCEEDED, <i32>(power_mW(now_us) / <i64>W_mW));
}

/** How long power may be too much: under an operator's order, which nobody at the meter expects, for some seconds at least. */
function patience_us(actor: i32): i64 {
  const over_s = settings().over_s;
  return <i64>(actor == ACTOR_OPERATOR ? max(over_s, ORDER_PATIENCE_s) : over_s) * SECOND_us;
}

/** While the switch is closed: whether the power is too much, and for how long already. */
function watch(now_us: i64): void {
  const power = power_mW(now_us);
  if (power < 0) return;
  const limit = limit_mW();
  if (<u64>power <= limit) {
    over_us = NEVER;
    return;
  }
  if (over_us == NEVER) over_us = now_us;
  const actor = limit < ownLimit_mW() ? ACTOR_OPERATOR : ACTOR_LIMITER;
  left_us = max<i64>(over_us + patience_us(actor) - now_us, 0);
  if (left_us == 0) open(actor, now_us);
}

/**
 * Behind an opening: power is none then, so that the time alone says when there may be some again. That no limit is left is believed
 * once a time is known, since an operator's order depends on it.
 */
function waitOut(now_us: i64): void {
  if ((limit_mW() == NONE && told_s() != 0) || now_us - opened_us >= wait_us()) {
    opener = NO_ACTOR;
    logEvent(CODE_LIMITER_OK);
  }
}

/** Each tick. Nothing is watched while hold-on is in force. */
export function limiterTick(now_us: i64): void {
  left_us = 0;
  if (controlState().hold) {
    opener = NO_ACTOR;
    over_us = NEVER;
  } else if (opener == NO_ACTOR) watch(now_us);
  else waitOut(now_us);
}

/** Bit of the actor that asks to open, 0 for none. */
export function limiterWish(): u32 {
  return opener == NO_ACTOR ? 0 : 1 << opener;
}

/** Until it opens, us; 0 while the power is not too much. */
export function limiterLeft_us(): i64 {
  return left_us;
}
