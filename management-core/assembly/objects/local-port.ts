// Providers: the local port of IEC 62056-21 (class 19): how it is set, and its passwords, which are written and never read.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { setPassword } from '../access/passwords';
import { staged, stagedLength } from './staging';

/** Enumerations of class 19: protocol of IEC 62056-21; 300 and 9600 Bd; reaction within 200 ms at least. */
const MODE_IEC62056_21: i64 = 0;
const BAUD_300: i64 = 0;
const BAUD_9600: i64 = 5;
const RESPONSE_200_ms: i64 = 1;
/** Slots of the passwords by attribute. */
const SLOT_P1: i32 = 1;
const SLOT_P2: i32 = 2;
const SLOT_W5: i32 = 3;

export function defaultMode(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, MODE_IEC62056_21);
}

export function defaultBaud(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, BAUD_300);
}

export function proposedBaud(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, BAUD_9600);
}

export function responseTime(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, RESPONSE_200_ms);
}

/** Nothing is told of a password, whoever asks. */
export function passwordP1(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.OK;
}

export function passwordP2(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.OK;
}

export function passwordW5(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.OK;
}

/** PASSWORD_LEAST to PASSWORD_MOST characters, or none: the slot has no password then. */
export function commitPasswordP1(row: ObjectRow, entry: i32, place: i32): i32 {
  return setPassword(SLOT_P1, staged(), stagedLength);
}

export function commitPasswordP2(row: ObjectRow, entry: i32, place: i32): i32 {
  return setPassword(SLOT_P2, staged(), stagedLength);
}

export function commitPasswordW5(row: ObjectRow, entry: i32, place: i32): i32 {
  return setPassword(SLOT_W5, staged(), stagedLength);
}
