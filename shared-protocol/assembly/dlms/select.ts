// Selective access of a GET to a profile: a range of its first column, or entries by number (IEC 62056-6-2, 5.3.7).
import { Status } from '../../generated/assembly/protocol';
import { TAG_ARRAY, TAG_DOUBLE_LONG_UNSIGNED, TAG_INTEGER, TAG_LONG_UNSIGNED, TAG_OCTET_STRING, TAG_STRUCTURE } from '../../generated/assembly/tags';
import { DATE_TIME_BYTES, takeDateTime } from '../objects/date-time';
import { CODE_BYTES } from '../objects/rows';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, SELECT_RANGE, Selection } from '../objects/selection';
import { NO_DEVIATION, Value } from '../objects/value';
import { beginReading, expectByte, isSound, takeByte, takeBytes, takeIf, takeLength, takeNumber, unread } from './reader';

/** Selectors of a profile. */
export const BY_RANGE: i32 = 1;
export const BY_ENTRY: i32 = 2;
const MINUTE_ms: i64 = 60_000;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** A number of two or four bytes behind its tag. */
export function takeUnsigned(): u32 {
  if (takeIf(TAG_LONG_UNSIGNED)) return takeNumber(2);
  expectByte(TAG_DOUBLE_LONG_UNSIGNED);
  return takeNumber(4);
}

/** The head of a structure of so many fields. */
export function takeStructure(fields: i32): void {
  expectByte(TAG_STRUCTURE);
  expectByte(fields);
}

/** Column by which the range is: whatever it says, it is the first one, the clock's. */
function takeColumn(): void {
  takeStructure(4);
  expectByte(TAG_LONG_UNSIGNED);
  takeNumber(2);
  expectByte(TAG_OCTET_STRING);
  expectByte(CODE_BYTES);
  takeBytes(CODE_BYTES);
  expectByte(TAG_INTEGER);
  takeByte();
  expectByte(TAG_LONG_UNSIGNED);
  takeNumber(2);
}

/** An end of a range: milliseconds since 1970, of UTC where its deviation is told; says in `local` if it is not. */
let local: bool = false;

function takeInstant(): i64 {
  const value = changetype<Value>(VALUE);
  expectByte(TAG_OCTET_STRING);
  expectByte(DATE_TIME_BYTES);
  const at = takeBytes(DATE_TIME_BYTES);
  if (at == 0 || takeDateTime(at, value) != Status.OK) {
    takeBytes(-1);
    return 0;
  }
  local = value.length == NO_DEVIATION;
  return local ? value.number : value.number - <i64>value.length * MINUTE_ms;
}

function takeRange(selection: Selection): i32 {
  takeStructure(4);
  takeColumn();
  selection.from = takeInstant();
  const fromLocal = local;
  selection.to = takeInstant();
  selection.kind = local ? SELECT_LOCAL_RANGE : SELECT_RANGE;
  // All columns: an empty list of them.
  expectByte(TAG_ARRAY);
  const columns = takeLength();
  return fromLocal == local && columns == 0 ? Status.OK : Status.OUT_OF_RANGE;
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
  return selection.from >= 1 && firstColumn <= 1 && lastColumn == 0 ? Status.OK : Status.OUT_OF_RANGE;
}

/**
 * Takes what a GET selects: selector 0 for all of it. Returns OK; OUT_OF_RANGE for what is not served (some columns alone,
 * one end of a range local and the other not) or cannot be; BAD_LENGTH for what is malformed.
 */
export function readSelection(selector: i32, pointer: usize, length: i32, selection: Selection): i32 {
  selection.kind = SELECT_ALL;
  if (selector == 0) return Status.OK;
  if (selector != BY_RANGE && selector != BY_ENTRY) return Status.OUT_OF_RANGE;
  beginReading(pointer, length);
  const status = selector == BY_RANGE ? takeRange(selection) : takeEntries(selection);
  if (!isSound()) return Status.BAD_LENGTH;
  return status != Status.OK || unread() == 0 ? status : Status.BAD_LENGTH;
}
