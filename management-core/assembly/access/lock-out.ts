// What stands against guessing: failures of each gate (a port and a level), counted before they are compared, and the delay.
import { FAILURES_BYTES, FAILURES_failed, FAILURES_total } from '../../../shared-protocol/generated/assembly/layouts';
import { FAILURES_MAGIC, FRAM_FAILURES_A, FRAM_FAILURES_B, Status } from '../../../shared-protocol/generated/assembly/protocol';
import {
  GATE_ROWS, GATES, LOCK_OUT_FACTOR, LOCK_OUT_FIRST_s, LOCK_OUT_FREE, LOCK_OUT_MOST_s,
} from '../../../shared-protocol/generated/assembly/programming';
import { Found, loadBanked, storeBanked } from '../storage/banked-record';
import { now_us } from '../time/clock';

/** Failures of a gate whose record is damaged: the longest delay, and nobody lost anything by it but time. */
const LOST: u32 = 255;
const SECOND_us: i64 = 1_000_000;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FAILURES_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(FAILURES_BYTES, 8);
/** Of each gate, us since start: until when it is locked, and when it failed last, the start being as bad. */
// @ts-ignore: decorator
@lazy const UNTIL = memory.data(GATES << 3, 8);
// @ts-ignore: decorator
@lazy const FAILED = memory.data(GATES << 3, 8);

function failedAt(gate: i32): usize {
  return RECORD + FAILURES_failed + (<usize>gate << 2);
}

function totalAt(gate: i32): usize {
  return RECORD + FAILURES_total + (<usize>gate << 2);
}

function until_us(gate: i32): i64 {
  return load<i64>(UNTIL + (<usize>gate << 3));
}

/** The gate of a level at a port, -1 where that level is not proved there. */
export function gateOf(port: i32, level: i32): i32 {
  for (let gate: i32 = 0; gate < GATES; gate++) {
    const row = GATE_ROWS + (<usize>gate << 1);
    if (<i32>load<u8>(row) == port && <i32>load<u8>(row, 1) == level) return gate;
  }
  return -1;
}

/** Seconds that a gate is locked behind its n-th failure in a row. */
export function delay_s(failures: u32): i32 {
  if (failures < <u32>LOCK_OUT_FREE) return 0;
  let delay = LOCK_OUT_FIRST_s;
  for (let n: u32 = LOCK_OUT_FREE; n < failures && delay < LOCK_OUT_MOST_s; n++) delay *= LOCK_OUT_FACTOR;
  return min(delay, LOCK_OUT_MOST_s);
}

/** Time is not known over a start: each delay begins anew, so that nobody shortens one by the supply. */
function lock(gate: i32): void {
  store<i64>(UNTIL + (<usize>gate << 3), now_us + <i64>delay_s(load<u32>(failedAt(gate))) * SECOND_us);
  store<i64>(FAILED + (<usize>gate << 3), now_us);
}

export function resetLockOut(): void {
  const found = loadBanked(RECORD, SPARE, FAILURES_BYTES, FAILURES_MAGIC, FRAM_FAILURES_A, FRAM_FAILURES_B);
  const isLost = (found & Found.WHOLE) == 0 && (found & Found.DAMAGED) == Found.DAMAGED;
  for (let gate: i32 = 0; gate < GATES; gate++) {
    if (isLost) store<u32>(failedAt(gate), LOST);
    lock(gate);
  }
}

function keep(): i32 {
  return storeBanked(RECORD, FAILURES_BYTES, FAILURES_MAGIC, FRAM_FAILURES_A, FRAM_FAILURES_B);
}

export function isLocked(gate: i32): bool {
  return now_us < until_us(gate);
}

/** Seconds until a gate is open again, rounded up; 0 for one that is. */
export function lockedFor_s(gate: i32): i32 {
  return <i32>((max<i64>(until_us(gate) - now_us, 0) + SECOND_us - 1) / SECOND_us);
}

export function failuresOf(gate: i32): u32 {
  return load<u32>(failedAt(gate));
}

/** Failures over the meter's life. */
export function totalFailuresOf(gate: i32): u32 {
  return load<u32>(totalAt(gate));
}

/**
 * Something is about to be compared: it is a failure, and stored as one, until passAttempt says otherwise. Returns OK;
 * BUSY while the gate is locked, STORAGE_FAILED where it could not be stored: nothing may be compared then.
 */
export function beginAttempt(gate: i32): i32 {
  if (isLocked(gate)) return Status.BUSY;
  store<u32>(failedAt(gate), min(load<u32>(failedAt(gate)), <u32>LOST - 1) + 1);
  store<u32>(totalAt(gate), load<u32>(totalAt(gate)) + 1);
  const before_us = load<i64>(FAILED + (<usize>gate << 3));
  const status = keep();
  lock(gate);
  store<i64>(FAILED + (<usize>gate << 3), before_us);
  return status;
}

/** What was compared was wrong: the delay runs from now. */
export function failAttempt(gate: i32): void {
  lock(gate);
}

/**
 * What was compared was right. Where the last failure is long ago all are taken back, else this attempt alone: whoever knows
 * one password cannot wipe out what he guesses at another with. Returns a Status.
 */
export function passAttempt(gate: i32): i32 {
  const quiet_us = now_us - load<i64>(FAILED + (<usize>gate << 3));
  const isQuiet = quiet_us >= <i64>LOCK_OUT_MOST_s * SECOND_us;
  store<u32>(failedAt(gate), isQuiet ? 0 : load<u32>(failedAt(gate)) - 1);
  store<u32>(totalAt(gate), load<u32>(totalAt(gate)) - 1);
  store<i64>(UNTIL + (<usize>gate << 3), now_us);
  return keep();
}

/** Takes all failures of a gate back. Returns a Status. */
export function forgiveFailures(gate: i32): i32 {
  store<u32>(failedAt(gate), 0);
  store<i64>(UNTIL + (<usize>gate << 3), now_us);
  return keep();
}
