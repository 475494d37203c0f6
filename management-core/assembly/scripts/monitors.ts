// Register monitors (class 21): what each compares with which thresholds and executes at a crossing; in two banks of the FRAM.
import {
  REGISTER_MONITORS_above, REGISTER_MONITORS_attribute, REGISTER_MONITORS_BYTES, REGISTER_MONITORS_class_id, REGISTER_MONITORS_code,
  REGISTER_MONITORS_count, REGISTER_MONITORS_known, REGISTER_MONITORS_script, REGISTER_MONITORS_threshold, RegisterMonitors,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_REGISTER_MONITORS_A, FRAM_REGISTER_MONITORS_B, MONITOR_THRESHOLDS, REGISTER_MONITORS, REGISTER_MONITORS_MAGIC,
} from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES } from '../../../shared-protocol/assembly/objects/rows';
import { loadBanked, replaceBanked, storeBanked } from '../storage/banked-record';

/** Scripts of a threshold, two bytes each: E of the table, number. */
const UPWARD: usize = 0;
const DOWNWARD: usize = 2;
const SCRIPTS_BYTES: i32 = 4;
const SCRIPT_BYTES: i32 = 2;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(REGISTER_MONITORS_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(REGISTER_MONITORS_BYTES, 8);

/** A meter that was never told monitors nothing. */
export function resetMonitors(): void {
  loadBanked(RECORD, NEXT, REGISTER_MONITORS_BYTES, REGISTER_MONITORS_MAGIC, FRAM_REGISTER_MONITORS_A, FRAM_REGISTER_MONITORS_B);
}

function byteOf(from: usize, monitor: i32): i32 {
  return load<u8>(RECORD + from + <usize>monitor);
}

function setNext(from: usize, monitor: i32, value: i32): void {
  store<u8>(NEXT + from + <usize>monitor, <u8>value);
}

function thresholdIn(record: usize, monitor: i32, n: i32): usize {
  return record + REGISTER_MONITORS_threshold + (<usize>(monitor * MONITOR_THRESHOLDS + n) << 3);
}

function scriptsIn(record: usize, monitor: i32, n: i32): usize {
  return record + REGISTER_MONITORS_script + <usize>((monitor * MONITOR_THRESHOLDS + n) * SCRIPTS_BYTES);
}

/** Class of what a monitor 0..REGISTER_MONITORS-1 compares, 0 for nothing. */
export function monitoredClass(monitor: i32): i32 {
  return byteOf(REGISTER_MONITORS_class_id, monitor);
}

/** Where its code stands. */
export function monitoredCode(monitor: i32): usize {
  return RECORD + REGISTER_MONITORS_code + <usize>(monitor * CODE_BYTES);
}

export function monitoredAttribute(monitor: i32): i32 {
  return byteOf(REGISTER_MONITORS_attribute, monitor);
}

/** Thresholds of a monitor. */
export function thresholdsOf(monitor: i32): i32 {
  return byteOf(REGISTER_MONITORS_count, monitor);
}

/** In the unit and scaler of what is monitored. */
export function thresholdAt(monitor: i32, n: i32): i64 {
  return load<i64>(thresholdIn(RECORD, monitor, n));
}

/** Where E of a script's table stands, its number behind it: of the n-th threshold, upward or downward. */
export function scriptAt(monitor: i32, n: i32, upward: bool): usize {
  return scriptsIn(RECORD, monitor, n) + (upward ? UPWARD : DOWNWARD);
}

/** What is in force, to be changed. */
export function beginMonitor(): void {
  memory.copy(NEXT, RECORD, REGISTER_MONITORS_BYTES);
}

/** Another value is monitored: thresholds and scripts were those of the one before. */
export function setMonitored(monitor: i32, classId: i32, code: usize, attribute: i32): void {
  setNext(REGISTER_MONITORS_class_id, monitor, classId);
  setNext(REGISTER_MONITORS_attribute, monitor, attribute);
  memory.copy(NEXT + REGISTER_MONITORS_code + <usize>(monitor * CODE_BYTES), code, CODE_BYTES);
  setThresholds(monitor, 0);
}

/** Thresholds that there were not before have no scripts. */
export function setThresholds(monitor: i32, count: i32): void {
  setNext(REGISTER_MONITORS_count, monitor, count);
  memory.fill(thresholdIn(NEXT, monitor, count), 0, (MONITOR_THRESHOLDS - count) << 3);
  memory.fill(scriptsIn(NEXT, monitor, count), 0, (MONITOR_THRESHOLDS - count) * SCRIPTS_BYTES);
}

export function setThreshold(monitor: i32, n: i32, threshold: i64): void {
  store<i64>(thresholdIn(NEXT, monitor, n), threshold);
}

/** Number 0 executes nothing. */
export function setScript(monitor: i32, n: i32, upward: bool, table: i32, script: i32): void {
  const at = scriptsIn(NEXT, monitor, n) + (upward ? UPWARD : DOWNWARD);
  store<u8>(at, <u8>table);
  store<u8>(at, <u8>script, SCRIPT_BYTES - 1);
}

/**
 * Stored before it is in force. What the others saw while this was written stays; where the value of this one stands is found
 * out anew, which is no crossing. Returns a Status.
 */
export function replaceMonitor(monitor: i32): i32 {
  changetype<RegisterMonitors>(NEXT).sequence = changetype<RegisterMonitors>(RECORD).sequence;
  memory.copy(NEXT + REGISTER_MONITORS_known, RECORD + REGISTER_MONITORS_known, REGISTER_MONITORS);
  memory.copy(NEXT + REGISTER_MONITORS_above, RECORD + REGISTER_MONITORS_above, REGISTER_MONITORS);
  setNext(REGISTER_MONITORS_known, monitor, 0);
  return replaceBanked(
    RECORD, NEXT, REGISTER_MONITORS_BYTES, REGISTER_MONITORS_MAGIC, FRAM_REGISTER_MONITORS_A, FRAM_REGISTER_MONITORS_B,
  );
}

/** True where the value was compared with the n-th threshold since that was set. */
export function sideIsKnown(monitor: i32, n: i32): bool {
  return ((byteOf(REGISTER_MONITORS_known, monitor) >> n) & 1) != 0;
}

export function wasAbove(monitor: i32, n: i32): bool {
  return ((byteOf(REGISTER_MONITORS_above, monitor) >> n) & 1) != 0;
}

export function noteSide(monitor: i32, n: i32, above: bool): void {
  const bit = 1 << n;
  const known = byteOf(REGISTER_MONITORS_known, monitor) | bit;
  const sides = byteOf(REGISTER_MONITORS_above, monitor);
  store<u8>(RECORD + REGISTER_MONITORS_known + <usize>monitor, <u8>known);
  store<u8>(RECORD + REGISTER_MONITORS_above + <usize>monitor, <u8>(above ? sides | bit : sides & ~bit));
}

/** What was noted outlives a cut: a value that crossed meanwhile is seen behind it. Returns a Status. */
export function storeSides(): i32 {
  return storeBanked(RECORD, REGISTER_MONITORS_BYTES, REGISTER_MONITORS_MAGIC, FRAM_REGISTER_MONITORS_A, FRAM_REGISTER_MONITORS_B);
}
