// The parameters that a parameter monitor (class 65) watches, and which of them was changed last; in two banks of the FRAM.
import {
  PARAMETER_MONITOR_BYTES, PARAMETER_MONITOR_changed, PARAMETER_MONITOR_list, PARAMETER_MONITOR_value, ParameterMonitor,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PARAMETER_MONITOR_A, FRAM_PARAMETER_MONITOR_B, PARAMETER_MONITOR_MAGIC, Status, WATCHED_PARAMETERS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES } from '../../../shared-protocol/assembly/objects/rows';
import { loadBanked, replaceBanked } from '../storage/banked-record';
import { told_s } from './told-time';

/** A parameter: class, code, attribute. */
export const PARAMETER_BYTES: i32 = 2 + CODE_BYTES;
const CODE: usize = 1;
const ATTRIBUTE: usize = 7;
/** Longest value that is kept of one that was changed. */
export const CHANGED_VALUE_MAX: i32 = 32;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(PARAMETER_MONITOR_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(PARAMETER_MONITOR_BYTES, 8);
/** A parameter that is looked for. */
// @ts-ignore: decorator
@lazy const WANTED = memory.data(PARAMETER_BYTES, 8);

/** A meter that was never told watches nothing. */
export function resetWatched(): void {
  loadBanked(
    RECORD, NEXT, PARAMETER_MONITOR_BYTES, PARAMETER_MONITOR_MAGIC, FRAM_PARAMETER_MONITOR_A, FRAM_PARAMETER_MONITOR_B,
  );
}

function next(): ParameterMonitor {
  return changetype<ParameterMonitor>(NEXT);
}

/** When one was changed last, its value's tag and length. */
export function lastChange(): ParameterMonitor {
  return changetype<ParameterMonitor>(RECORD);
}

/** Where the parameter stands that was changed last; all zero for none. */
export function changedParameter(): usize {
  return RECORD + PARAMETER_MONITOR_changed;
}

/** Where its value stands: bytes, or a number of eight. */
export function changedValue(): usize {
  return RECORD + PARAMETER_MONITOR_value;
}

/** How many are watched. */
export function watchedCount(): i32 {
  return lastChange().count;
}

/** Where the n-th stands that is watched. */
export function watchedAt(n: i32): usize {
  return RECORD + PARAMETER_MONITOR_list + <usize>(n * PARAMETER_BYTES);
}

export function classOfParameter(at: usize): i32 {
  return load<u8>(at);
}

export function codeOfParameter(at: usize): usize {
  return at + CODE;
}

export function attributeOfParameter(at: usize): i32 {
  return load<u8>(at, ATTRIBUTE);
}

function want(classId: i32, code: usize, attribute: i32): void {
  store<u8>(WANTED, <u8>classId);
  memory.copy(WANTED + CODE, code, CODE_BYTES);
  store<u8>(WANTED, <u8>attribute, ATTRIBUTE);
}

/** Place of what is wanted in the list, -1 where it is not watched. */
function placeOfWanted(): i32 {
  for (let n: i32 = 0; n < watchedCount(); n++) if (memory.compare(watchedAt(n), WANTED, PARAMETER_BYTES) == 0) return n;
  return -1;
}

export function isWatched(classId: i32, code: usize, attribute: i32): bool {
  want(classId, code, attribute);
  return placeOfWanted() >= 0;
}

function begin(): void {
  memory.copy(NEXT, RECORD, PARAMETER_MONITOR_BYTES);
}

function replace(): i32 {
  return replaceBanked(
    RECORD, NEXT, PARAMETER_MONITOR_BYTES, PARAMETER_MONITOR_MAGIC, FRAM_PARAMETER_MONITOR_A, FRAM_PARAMETER_MONITOR_B,
  );
}

/** One that is watched already stays so. Returns a Status: EXHAUSTED where the list is full. */
export function watchParameter(classId: i32, code: usize, attribute: i32): i32 {
  if (isWatched(classId, code, attribute)) return Status.OK;
  if (watchedCount() == WATCHED_PARAMETERS) return Status.EXHAUSTED;
  begin();
  memory.copy(NEXT + PARAMETER_MONITOR_list + <usize>(watchedCount() * PARAMETER_BYTES), WANTED, PARAMETER_BYTES);
  next().count = <u8>(watchedCount() + 1);
  return replace();
}

/** What it was changed to last is told on. Returns a Status: OUT_OF_RANGE for one that is not watched. */
export function leaveParameter(classId: i32, code: usize, attribute: i32): i32 {
  want(classId, code, attribute);
  const place = placeOfWanted();
  if (place < 0) return Status.OUT_OF_RANGE;
  begin();
  const at = NEXT + PARAMETER_MONITOR_list + <usize>(place * PARAMETER_BYTES);
  const behind = (watchedCount() - place - 1) * PARAMETER_BYTES;
  memory.copy(at, at + PARAMETER_BYTES, behind);
  memory.fill(at + <usize>behind, 0, PARAMETER_BYTES);
  next().count = <u8>(watchedCount() - 1);
  return replace();
}

/** Begins to note that what was looked for by isWatched has another value. Returns where that is put, CHANGED_VALUE_MAX at most. */
export function beginChange(): usize {
  begin();
  memory.copy(NEXT + PARAMETER_MONITOR_changed, WANTED, PARAMETER_BYTES);
  memory.fill(NEXT + PARAMETER_MONITOR_value, 0, CHANGED_VALUE_MAX);
  next().changed_s = <u32>told_s();
  return NEXT + PARAMETER_MONITOR_value;
}

/** Of so many bytes, or a number; what it was changed to before is forgotten. Returns a Status. */
export function endChange(tag: i32, length: i32): i32 {
  next().tag = <u8>tag;
  next().length = <u8>length;
  return replace();
}
