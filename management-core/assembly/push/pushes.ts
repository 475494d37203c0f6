// When a setup is to push: what asks for it, spread at random, within its hours, again where it failed, until it was confirmed where that is wanted.
//
// | state | what happens | then |
// |---|---|---|
// | idle | schedule, alarm, return of the supply, method push | delayed, by a random time |
// | delayed | the time is over, and it is within a window | due |
// | due | the line takes it | sending |
// | due | nobody takes it for PATIENCE_us | delayed, or idle behind the last attempt |
// | sending | all of it is sent | idle, or awaited |
// | awaited | its confirmation comes | idle |
// | awaited | nothing comes for CONFIRM_us | delayed, or idle behind the last attempt |
import { PUSH_SETUP_confirm_from } from '../../../shared-protocol/generated/assembly/layouts';
import { FUNCTION_PUSH, PUSH_CONFIRMED, PUSH_SETUPS, PUSH_TRANSPORT_HDLC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { functionIsOn } from '../access/functions';
import { told_s } from '../access/told-time';
import { random } from '../host';
import { meteringStatus } from '../link/metering-status';
import { isInWindow, isPastStart } from './hours';
import { pushSetup } from './settings';

const IDLE: u8 = 0;
const DELAYED: u8 = 1;
const DUE: u8 = 2;
const SENDING: u8 = 3;
const AWAITED: u8 = 4;
const SECOND_us: i64 = 1_000_000;
/** A line that does not take what is due fails after so long. */
const PATIENCE_us: i64 = 10 * SECOND_us;
const CONFIRM_us: i64 = 30 * SECOND_us;
const PERCENT: i64 = 100;
/** Numbers of notifications have 24 bits. */
const INVOKE_MOST: u32 = 0xff_ffff;

@unmanaged
class Push {
  /** Until when its state lasts. */
  until_us: i64;
  /** Number of the notification that is sent, or awaited. */
  invoke: u32;
  /** When one was confirmed last, seconds since 1970; 0 for never. */
  confirmed_s: u32;
  state: u8;
  /** The port that it went out of. */
  port: u8;
  /** Attempts that failed. */
  attempts: u8;
  /** It was asked for again meanwhile. */
  again: bool;
}

// @ts-ignore: decorator
@lazy const PUSHES = memory.data(PUSH_SETUPS * offsetof<Push>(), 8);
// @ts-ignore: decorator
@lazy const DRAWN = memory.data(4, 4);
let lastInvoke: u32 = 0;

function push(setup: i32): Push {
  return changetype<Push>(PUSHES + <usize>setup * offsetof<Push>());
}

export function resetPushes(): void {
  memory.fill(PUSHES, 0, PUSH_SETUPS * offsetof<Push>());
  lastInvoke = 0;
}

/** Uniform from 0 to the longest of a setup. */
function spread_us(longest_s: u32): i64 {
  if (random(DRAWN, 4) != Status.OK) return 0;
  return <i64>((<u64>load<u32>(DRAWN) * <u64>longest_s * <u64>SECOND_us) >> 32);
}

/** Without a destination nothing is pushed. */
export function isPushing(setup: i32): bool {
  return pushSetup(setup).destination_bytes != 0 && pushSetup(setup).objects != 0;
}

/** Begins to push, or again behind what is under way. */
export function askPush(setup: i32, now_us: i64): void {
  const p = push(setup);
  if (!isPushing(setup)) return;
  if (p.state != IDLE) {
    p.again = true;
    return;
  }
  p.attempts = 0;
  p.state = DELAYED;
  p.until_us = now_us + spread_us(pushSetup(setup).randomisation_s);
}

/** Nothing of it goes on. */
export function stopPush(setup: i32): void {
  const p = push(setup);
  p.state = IDLE;
  p.again = false;
}

function finish(setup: i32, now_us: i64): void {
  const again = push(setup).again;
  stopPush(setup);
  if (again) askPush(setup, now_us);
}

/** Seconds until the next attempt: each is the exponent in percent of the one before, the highest at most. */
function repetition_s(setup: i32, attempts: i32): i64 {
  const record = pushSetup(setup);
  let delay_s = <i64>record.delay_min_s;
  const most_s = <i64>max(record.delay_max_s, record.delay_min_s);
  for (let i: i32 = 1; i < attempts && delay_s < most_s; i++) delay_s = delay_s * <i64>record.delay_exponent / PERCENT;
  return min(delay_s, most_s);
}

/** An attempt failed: another follows, while there are some left. */
export function pushFailed(setup: i32, now_us: i64): void {
  const p = push(setup);
  p.attempts++;
  if (p.attempts > pushSetup(setup).retries) return finish(setup, now_us);
  p.state = DELAYED;
  p.until_us = now_us + repetition_s(setup, p.attempts) * SECOND_us;
}

/** The setup that is due on a line, -1 for none; HDLC takes what goes by HDLC, the wrapper what goes by TCP. */
export function duePush(isHdlc: bool): i32 {
  for (let setup: i32 = 0; setup < PUSH_SETUPS; setup++) {
    if (push(setup).state == DUE && (pushSetup(setup).transport == <u8>PUSH_TRANSPORT_HDLC) == isHdlc) return setup;
  }
  return -1;
}

/** True where whoever receives it is to confirm it: from the start that is set on, once in an interval. */
export function wantsConfirmation(setup: i32): bool {
  const record = pushSetup(setup);
  if (record.operation != <u8>PUSH_CONFIRMED || !isPastStart(changetype<usize>(record) + PUSH_SETUP_confirm_from)) return false;
  const last_s = <u64>push(setup).confirmed_s;
  return last_s == 0 || told_s() >= last_s + <u64>record.confirm_interval_s;
}

/** The number of the next notification, which every attempt has of its own. */
export function nextInvoke(): u32 {
  lastInvoke = lastInvoke == INVOKE_MOST ? 1 : lastInvoke + 1;
  return lastInvoke;
}

/** The line of a port has taken it. */
export function pushTaken(setup: i32, invoke: u32, port: i32): void {
  push(setup).port = <u8>port;
  push(setup).state = SENDING;
  push(setup).invoke = invoke;
}

/** All of it is sent. */
export function pushSent(setup: i32, now_us: i64): void {
  if (push(setup).state != SENDING) return;
  if (!wantsConfirmation(setup)) return finish(setup, now_us);
  push(setup).state = AWAITED;
  push(setup).until_us = now_us + CONFIRM_us;
}

/** Confirmed is what went out of that port, to that client, by that number: nobody else can say that it arrived. */
function isAwaited(setup: i32, invoke: u32, port: i32, client: i32): bool {
  const p = push(setup);
  return p.state == AWAITED && p.invoke == (invoke & INVOKE_MOST) && <i32>p.port == port && <i32>pushSetup(setup).client == client;
}

/** A client confirms a notification at a port. False where none of that number is awaited of him there. */
export function confirmPush(invoke: u32, port: i32, client: i32, now_us: i64): bool {
  for (let setup: i32 = 0; setup < PUSH_SETUPS; setup++) {
    if (!isAwaited(setup, invoke, port, client)) continue;
    push(setup).confirmed_s = <u32>told_s();
    finish(setup, now_us);
    return true;
  }
  return false;
}

/** Seconds since 1970 (UTC), 0 for never since the start. */
export function lastConfirmed_s(setup: i32): u32 {
  return push(setup).confirmed_s;
}

/** There is something to tell, and nobody switched pushes off: what is asked for meanwhile waits. */
function mayPush(): bool {
  return meteringStatus() != null && functionIsOn(FUNCTION_PUSH);
}

/** Each tick: what was delayed comes due within its hours, once there is something to tell; what waits too long failed. */
export function pushTick(now_us: i64): void {
  for (let setup: i32 = 0; setup < PUSH_SETUPS; setup++) {
    const p = push(setup);
    if (p.state == IDLE || p.state == SENDING || now_us < p.until_us) continue;
    if (p.state != DELAYED) pushFailed(setup, now_us);
    else if (mayPush() && isInWindow(pushSetup(setup))) {
      p.state = DUE;
      p.until_us = now_us + PATIENCE_us;
    }
  }
}
