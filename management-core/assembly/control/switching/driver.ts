// Carries out what was decided: pulses until the contact follows, further and further apart, and none onto a live load side.
import { LOAD_SWITCH_CLOSE, LOAD_SWITCH_OPEN, LOAD_SWITCH_PAUSE_ms, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { loadSwitch } from '../../host';
import { isSwitchKnown, switchIsOpen, voltageBehindOpenSwitch } from '../load-switch';

const SECOND_us: i64 = 1_000_000;
/** An operation, and the pause that the host keeps behind it. */
const RETRY_us: i64 = <i64>LOAD_SWITCH_PAUSE_ms * 1000 + SECOND_us;
/** Pulses that follow each other soon; the budget of operations bears no more. */
const QUICK: i32 = 3;
const SLOW_us: i64 = 14_400 * SECOND_us;
const BUSY_us: i64 = SECOND_us;
/** So long the load side was dead before something is closed onto it. */
const DEAD_us: i64 = 10 * SECOND_us;

let next_us: i64 = 0;
let attempts: i32 = 0;
let live_us: i64 = 0;
/** A closing waits for a load side without voltage. */
export let waitsForDeadSide: bool = false;

export function resetDriver(): void {
  next_us = 0;
  attempts = 0;
  live_us = -DEAD_us;
  waitsForDeadSide = false;
}

/** Three pulses did not bring the contact along. */
export function switchFails(): bool {
  return attempts >= QUICK;
}

/** True where there is no voltage behind the open switch, and was none for a while. */
export function mayClose(now_us: i64): bool {
  if (voltageBehindOpenSwitch()) live_us = now_us;
  return now_us - live_us >= DEAD_us;
}

function pulse(action: i32, now_us: i64): void {
  const status = loadSwitch(action);
  if (status != Status.OK) {
    next_us = now_us + BUSY_us;
    return;
  }
  attempts++;
  next_us = now_us + (attempts < QUICK ? RETRY_us : SLOW_us);
}

/** Each tick: what the switch is to be. */
export function drive(closed: bool, now_us: i64): void {
  if (!isSwitchKnown()) return;
  const dead = mayClose(now_us);
  waitsForDeadSide = false;
  if (switchIsOpen() != closed) {
    attempts = 0;
    next_us = 0;
    return;
  }
  waitsForDeadSide = closed && !dead;
  if (now_us < next_us || waitsForDeadSide) return;
  pulse(closed ? LOAD_SWITCH_CLOSE : LOAD_SWITCH_OPEN, now_us);
}
