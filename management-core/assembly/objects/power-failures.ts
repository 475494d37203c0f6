// Providers: the log of long power failures (class 7): when each ended and how long it was, the oldest first.
import { DISTURBANCES_LOGGED, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { daylightOfTime } from '../registers/books';
import { failureEnded_s, failureLasted_s, failuresLogged } from '../registers/disturbances';
import { localOf, offset_min } from '../time/zone';

const SECOND_ms: i64 = 1000;
/** Nodes of [array, structure 2, time, duration]. */
const LEAF_TIME: i32 = 2;
/** Nodes of a capture object. */
const LEAF_CLASS: i32 = 2;
const LEAF_OBIS: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
const COLUMNS: i32 = 2;
const CLASS_CLOCK: i64 = 8;
const CLASS_REGISTER: i64 = 3;
const ATTRIBUTE_VALUE: i64 = 2;
const DAYLIGHT: i32 = 128;

/** The clock; duration of long power failures. */
// @ts-ignore: decorator
@lazy const COLUMN_CODES = memory.data<u8>([0, 0, 1, 0, 0, 255, 0, 0, 96, 7, 19, 255]);

function setTime(value: Value, time_s: u32): i32 {
  const daylight = daylightOfTime(<i64>time_s);
  return setDateTime(value, localOf(<i64>time_s, daylight) * SECOND_ms, offset_min(daylight), daylight ? DAYLIGHT : 0);
}

/** The newest stands first where they are counted; an index counts from the oldest. */
export function failureBuffer(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = failuresLogged() - 1 - index;
  if (at < 0) return Status.OK;
  return leaf == LEAF_TIME ? setTime(value, failureEnded_s(at)) : setNumber(value, failureLasted_s(at));
}

/** Whether a failure ended within what is asked for, UTC or local milliseconds. */
function isAsked(index: i32, selection: Selection): bool {
  const ended_s = failureEnded_s(failuresLogged() - 1 - index);
  const isLocal = selection.kind == SELECT_LOCAL_RANGE;
  const ended_ms = (isLocal ? localOf(<i64>ended_s, daylightOfTime(<i64>ended_s)) : <i64>ended_s) * SECOND_ms;
  return ended_ms >= selection.from && ended_ms <= selection.to;
}

export function countFailureBuffer(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const count = <u32>failuresLogged();
  selection.first = 0;
  selection.end = count;
  if (selection.kind == SELECT_ALL) return Status.OK;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(max<i64>(selection.from - 1, 0), count);
    if (selection.to > 0) selection.end = max(<u32>min<i64>(selection.to, count), selection.first);
    return Status.OK;
  }
  while (selection.first < count && !isAsked(selection.first, selection)) selection.first++;
  while (selection.end > selection.first && !isAsked(selection.end - 1, selection)) selection.end--;
  return Status.OK;
}

/** Seconds that the last of them lasted; null before there was one. */
export function lastFailure(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return failuresLogged() == 0 ? Status.OK : setNumber(value, failureLasted_s(0));
}

export function failureObjects(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_CLASS) return setNumber(value, index == 0 ? CLASS_CLOCK : CLASS_REGISTER);
  if (leaf == LEAF_OBIS) return setBytes(value, COLUMN_CODES + <usize>(index * CODE_BYTES), CODE_BYTES);
  return setNumber(value, leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0);
}

export function countFailureObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, COLUMNS);
}

export function failuresInUse(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, failuresLogged());
}

export function failureEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, DISTURBANCES_LOGGED);
}
