// Providers: the load profiles (class 7): rows, what they capture and how often, read and set.
import { PROFILE_ROW_value, ProfileRow } from '../../../shared-protocol/generated/assembly/layouts';
import { PROFILE_COLUMNS, PROFILE_STATUS_CLOCK_INVALID, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { booksAreOpen } from '../registers/books';
import { columnOf, profileMinutes, putColumn, replaceSettings, settingsToBe } from '../profiles/settings';
import { isCapturable } from '../profiles/columns';
import { newestRow } from '../profiles/capture';
import { endOfRows, firstRow, profileRow, selectRows } from '../profiles/selection';
import { rowsHeld } from '../storage/rows';
import { daylightOf, localOf, offset_min } from '../time/zone';
import { stagedNumber } from './staging';

const SECOND_ms: i64 = 1000;
const MINUTE_s: i64 = 60;
/** Nodes of a row: its clock, status, quality of the clock, then the columns. */
const LEAF_CLOCK: i32 = 2;
const LEAF_STATUS: i32 = 3;
const LEAF_QUALITY: i32 = 4;
const LEAF_VALUES: i32 = 5;
/** Nodes of a capture object. */
const LEAF_COUNT: i32 = 0;
const LEAF_CLASS: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
/** Captured before the columns: clock, status, quality. */
export const COMMON: i32 = 3;
const CLASS_DATA: i32 = 1;
const CLASS_REGISTER: i32 = 3;
const CLASS_EXTENDED: i32 = 4;
const CLASS_CLOCK: i32 = 8;
const ATTRIBUTE_VALUE: i64 = 2;
/** D of maxima, whose objects have a time. */
const D_MAXIMUM: u32 = 6;
const FIFO: i64 = 1;
const INVALID: i32 = 1;
const DAYLIGHT: i32 = 128;

/** Codes of clock, profile status and, of our own, the quality of the clock. */
// @ts-ignore: decorator
@lazy const COMMON_CODES = memory.data<u8>([0, 0, 1, 0, 0, 255, 0, 0, 96, 10, 1, 255, 0, 0, 96, 133, 3, 255]);
// @ts-ignore: decorator
@lazy const CODE = memory.data<u8>([1, 0, 0, 0, 0, 255]);
/** A code that is being written. */
// @ts-ignore: decorator
@lazy const TAKEN = memory.data(CODE_BYTES, 8);

/** 0-0 of 1-0:99.1.0 and 1-0:99.2.0: which profile. */
function profileOf(row: ObjectRow): i32 {
  return <i32>row.d - 1;
}

/** Local time as it was then. */
export function setClock(value: Value, row: ProfileRow): i32 {
  const daylight = daylightOf(row.quality);
  const status = (row.status & <u8>PROFILE_STATUS_CLOCK_INVALID ? INVALID : 0) | (daylight ? DAYLIGHT : 0);
  return setDateTime(value, localOf(<i64>row.time_s, daylight) * SECOND_ms, offset_min(daylight), status);
}

/** A row that was lost is null in all its fields. */
export function profileBuffer(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = profileRow(profileOf(row), index);
  if (at == 0) return Status.OK;
  const found = changetype<ProfileRow>(at);
  if (leaf == LEAF_CLOCK) return setClock(value, found);
  if (leaf == LEAF_STATUS) return setNumber(value, found.status);
  if (leaf == LEAF_QUALITY) return setNumber(value, found.quality);
  return setNumber(value, load<i64>(at + PROFILE_ROW_value + <usize>((leaf - LEAF_VALUES) << 3)));
}

export function countProfileBuffer(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectRows(profileOf(row), selection);
}

function classOf(column: u32): i32 {
  return (column >> 8 & 255) == D_MAXIMUM ? CLASS_EXTENDED : CLASS_REGISTER;
}

function setCode(value: Value, column: u32): i32 {
  store<u8>(CODE, <u8>(column >> 16), 2);
  store<u8>(CODE, <u8>(column >> 8), 3);
  store<u8>(CODE, <u8>column, 4);
  return setBytes(value, CODE, CODE_BYTES);
}

function commonObject(index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_CLASS) return setNumber(value, index == 0 ? CLASS_CLOCK : CLASS_DATA);
  if (leaf == LEAF_CODE) return setBytes(value, COMMON_CODES + <usize>(index * CODE_BYTES), CODE_BYTES);
  return setNumber(value, leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0);
}

/** What a column captures, by the nodes of a capture object. */
export function captureObject(profile: i32, index: i32, leaf: i32, value: Value): i32 {
  if (index < COMMON) return commonObject(index, leaf, value);
  const column = columnOf(profile, index - COMMON);
  if (leaf == LEAF_CLASS) return setNumber(value, classOf(column));
  if (leaf == LEAF_CODE) return setCode(value, column);
  return setNumber(value, leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0);
}

export function profileObjects(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return captureObject(profileOf(row), index, leaf, value);
}

export function countProfileObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, COMMON + PROFILE_COLUMNS);
}

export function beginProfileObjects(row: ObjectRow, entry: i32, place: i32): i32 {
  settingsToBe();
  return Status.OK;
}

/** Clock, status and quality stay in front; behind them are just as many columns as a row has. */
function putCode(profile: i32, index: i32): i32 {
  if (index < COMMON) {
    return memory.compare(TAKEN, COMMON_CODES + <usize>(index * CODE_BYTES), CODE_BYTES) == 0 ? Status.OK : Status.OUT_OF_RANGE;
  }
  if (load<u8>(TAKEN) != 1 || load<u8>(TAKEN, 1) != 0 || load<u8>(TAKEN, 5) != 255) return Status.OUT_OF_RANGE;
  const column = (<u32>load<u8>(TAKEN, 2) << 16) | (<u32>load<u8>(TAKEN, 3) << 8) | <u32>load<u8>(TAKEN, 4);
  if (!isCapturable(column)) return Status.OUT_OF_RANGE;
  putColumn(profile, index - COMMON, column);
  return Status.OK;
}

export function putProfileObjects(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) return value.number == COMMON + PROFILE_COLUMNS ? Status.OK : Status.OUT_OF_RANGE;
  if (leaf == LEAF_CODE) {
    memory.copy(TAKEN + value.offset, value.pointer, value.length);
    return value.offset + value.length < CODE_BYTES ? Status.OK : putCode(profileOf(row), index);
  }
  if (leaf == LEAF_CLASS) return Status.OK; // the code says it
  return value.number == (leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0) ? Status.OK : Status.OUT_OF_RANGE;
}

/** What other columns captured is not shown any more. */
export function commitProfileObjects(row: ObjectRow, entry: i32, place: i32): i32 {
  return booksAreOpen ? Status.BUSY : replaceSettings(profileOf(row), newestRow(profileOf(row)) + 1);
}

export function abortProfileObjects(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

/** Seconds. */
export function profilePeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, <i64>profileMinutes(profileOf(row)) * MINUTE_s);
}

export function commitProfilePeriod(row: ObjectRow, entry: i32, place: i32): i32 {
  const period_s = stagedNumber();
  if (booksAreOpen) return Status.BUSY;
  if (period_s < MINUTE_s || period_s > 60 * MINUTE_s || period_s % MINUTE_s != 0) return Status.OUT_OF_RANGE;
  const next = settingsToBe();
  if (profileOf(row)) next.minutes_1 = <u8>(period_s / MINUTE_s);
  else next.minutes_0 = <u8>(period_s / MINUTE_s);
  return replaceSettings(profileOf(row), newestRow(profileOf(row)) + 1);
}

export function profileSort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, FIFO);
}

/** The clock, by leaves that stand one node before those of an array. */
export function profileSortObject(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return commonObject(0, leaf + 1, value);
}

export function profileInUse(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, endOfRows(profileOf(row)) - firstRow(profileOf(row)));
}

export function profileEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, rowsHeld(profileOf(row)));
}
