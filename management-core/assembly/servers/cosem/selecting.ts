// Selective access of a GET to a profile: a range of one of its columns, or entries by number; of each row the columns that are wanted (IEC 62056-6-2, 5.3.7).
import {
  beginReading, expectByte, isSound, nextByte, refuseReading, takeByte, takeBytes, takeIf, takeLength, takeNumber, unread,
} from '../../../../shared-protocol/assembly/dlms/reader';
import { BY_ENTRY, BY_RANGE, takeStructure, takeUnsigned } from '../../../../shared-protocol/assembly/dlms/select';
import { isSigned, numberBytes } from '../../../../shared-protocol/assembly/objects/axdr';
import { DATE_TIME_BYTES, takeDateTime } from '../../../../shared-protocol/assembly/objects/date-time';
import { CODE_BYTES } from '../../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, SELECT_RANGE, Selection } from '../../../../shared-protocol/assembly/objects/selection';
import { NO_DEVIATION, Value } from '../../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  TAG_ARRAY, TAG_DATE_TIME, TAG_INTEGER, TAG_LONG_UNSIGNED, TAG_OCTET_STRING,
} from '../../../../shared-protocol/generated/assembly/tags';
import { columnCapturing } from '../../objects/captured';
import { COLUMNS_MOST } from '../../objects/chosen-columns';

const MINUTE_ms: i64 = 60_000;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Columns wanted by what was read last, bit n the n-th; 0 for all. */
export let wantedColumns: u64 = 0;
/** An end of a range was local time. */
let local: bool = false;

/** The column, not that of the clock, whose values are to lie between from and to; -1 for none; and whether these are times. */
export let filteredColumn: i32 = -1;
export let filtersTimes: bool = false;

export function resetSelecting(): void {
  filteredColumn = -1;
  filtersTimes = false;
  wantedColumns = 0;
  local = false;
}

/** A capture object of the profile: which column it is, -1 for none of it. */
function takeColumn(row: i32): i32 {
  takeStructure(4);
  expectByte(TAG_LONG_UNSIGNED);
  const classId = takeNumber(2);
  expectByte(TAG_OCTET_STRING);
  expectByte(CODE_BYTES);
  const code = takeBytes(CODE_BYTES);
  expectByte(TAG_INTEGER);
  const attribute = takeByte();
  expectByte(TAG_LONG_UNSIGNED);
  takeNumber(2);
  return isSound() ? columnCapturing(row, classId, code, attribute) : -1;
}

/** An end of a range: milliseconds since 1970, of UTC where its deviation is told. */
function takeInstant(): i64 {
  const value = changetype<Value>(VALUE);
  if (!takeIf(TAG_DATE_TIME)) {
    expectByte(TAG_OCTET_STRING);
    expectByte(DATE_TIME_BYTES);
  }
  const at = takeBytes(DATE_TIME_BYTES);
  if (at == 0 || takeDateTime(at, value) != Status.OK) {
    refuseReading();
    return 0;
  }
  local = value.length == NO_DEVIATION;
  return local ? value.number : value.number - <i64>value.length * MINUTE_ms;
}

/** A list of columns: an empty one wants all. Returns a Status. */
function takeColumns(row: i32): i32 {
  expectByte(TAG_ARRAY);
  const count = takeLength();
  for (let i: i32 = 0; i < count && isSound(); i++) {
    const column = takeColumn(row);
    if (!isSound()) break;
    if (column < 0 || column >= COLUMNS_MOST) return Status.OUT_OF_RANGE;
    wantedColumns |= <u64>1 << <u64>column;
  }
  return Status.OK;
}

/** A number of any type, its sign where it has one. */
function takeAnyNumber(): i64 {
  const tag = takeByte();
  const bytes = numberBytes(tag);
  const at = bytes > 0 ? takeBytes(bytes) : takeBytes(-1);
  if (at == 0) return 0;
  let number: i64 = isSigned(tag) ? load<i8>(at) : load<u8>(at);
  for (let i: i32 = 1; i < bytes; i++) number = (number << 8) | <i64>load<u8>(at + i);
  return number;
}

/** A range of another column: two numbers, or two times that tell their deviation. */
function takeValues(row: i32, column: i32, selection: Selection): i32 {
  filtersTimes = nextByte() == TAG_OCTET_STRING || nextByte() == TAG_DATE_TIME;
  local = false;
  selection.from = filtersTimes ? takeInstant() : takeAnyNumber();
  const fromLocal = local;
  selection.to = filtersTimes ? takeInstant() : takeAnyNumber();
  filteredColumn = column;
  const status = takeColumns(row);
  return fromLocal || local ? <i32>Status.OUT_OF_RANGE : status;
}

function takeRange(row: i32, selection: Selection): i32 {
  takeStructure(4);
  const column = takeColumn(row);
  if (isSound() && column < 0) return Status.OUT_OF_RANGE;
  if (column > 0) return takeValues(row, column, selection);
  selection.from = takeInstant();
  const fromLocal = local;
  selection.to = takeInstant();
  selection.kind = local ? SELECT_LOCAL_RANGE : SELECT_RANGE;
  const status = takeColumns(row);
  return fromLocal == local ? status : <i32>Status.OUT_OF_RANGE;
}

/** Columns first..last, counted from 1; last 0 is the last one there is. Returns a Status. */
function wantColumns(first: u32, last: u32): i32 {
  if (first <= 1 && last == 0) return Status.OK;
  const end = last == 0 ? <u32>COLUMNS_MOST : last;
  if (first < 1 || first > end || end > <u32>COLUMNS_MOST) return Status.OUT_OF_RANGE;
  for (let column = first; column <= end; column++) wantedColumns |= <u64>1 << <u64>(column - 1);
  return Status.OK;
}

function takeEntries(selection: Selection): i32 {
  takeStructure(4);
  selection.kind = SELECT_ENTRIES;
  selection.from = takeUnsigned();
  selection.to = takeUnsigned();
  const firstColumn = takeUnsigned();
  const lastColumn = takeUnsigned();
  // 0: the last one there is.
  if (selection.to == 0) selection.to = i64.MAX_VALUE;
  return selection.from >= 1 ? wantColumns(firstColumn, lastColumn) : <i32>Status.OUT_OF_RANGE;
}

/**
 * Takes what a GET selects of the profile in a row of the tables: selector 0 for all of it. Returns OK; OUT_OF_RANGE for what
 * is not served or cannot be; BAD_LENGTH for what is malformed.
 */
export function takeSelection(selector: i32, row: i32, pointer: usize, length: i32, selection: Selection): i32 {
  selection.kind = SELECT_ALL;
  wantedColumns = 0;
  filteredColumn = -1;
  if (selector == 0) return Status.OK;
  if (selector != BY_RANGE && selector != BY_ENTRY) return Status.OUT_OF_RANGE;
  beginReading(pointer, length);
  const status = selector == BY_RANGE ? takeRange(row, selection) : takeEntries(selection);
  if (!isSound()) return Status.BAD_LENGTH;
  return status != Status.OK || unread() == 0 ? status : Status.BAD_LENGTH;
}
