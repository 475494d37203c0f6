// Providers: communication port protection (class 124) of each gate, a port and a level: how it locks, and how it stands.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import {
  LOCK_OUT_FACTOR, LOCK_OUT_FIRST_s, LOCK_OUT_FREE, LOCK_OUT_MOST_s,
} from '../../../shared-protocol/generated/assembly/programming';
import { failuresOf, forgiveFailures, isLocked, totalFailuresOf } from '../access/lock-out';

/** Locked on failed attempts; unlocked, and locked for a time. */
const MODE_ON_FAILURES: i64 = 1;
const STATUS_UNLOCKED: i64 = 0;
const STATUS_LOCKED: i64 = 1;
const NAME_BYTES: i32 = 6;

/** 0-0:20.0.0.255, the local port. */
// @ts-ignore: decorator
@lazy const LOCAL_PORT = memory.data<u8>([0, 0, 20, 0, 0, 255]);

export function protectionMode(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, MODE_ON_FAILURES);
}

export function allowedFailures(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, LOCK_OUT_FREE);
}

export function initialLockOut(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, LOCK_OUT_FIRST_s);
}

export function steepness(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, LOCK_OUT_FACTOR);
}

export function longestLockOut(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, LOCK_OUT_MOST_s);
}

export function protectedPort(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, LOCAL_PORT, NAME_BYTES);
}

export function protectionStatus(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, isLocked(entry) ? STATUS_LOCKED : STATUS_UNLOCKED);
}

export function failedAttempts(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, failuresOf(entry));
}

export function allFailedAttempts(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, totalFailuresOf(entry));
}

/** Method: takes the failures back, so that the gate is open. */
export function commitResetProtection(row: ObjectRow, entry: i32, place: i32): i32 {
  return forgiveFailures(entry);
}
