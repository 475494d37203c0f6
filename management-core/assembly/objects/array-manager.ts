// Providers: the array manager (class 123): entries of a long array told, added, changed and removed one by one.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { specialDays } from '../registers/tariff-tables';
import { insertSpecialDay, removeSpecialDays, specialDayList, updateSpecialDay } from './special-days';
import { staged, stagedLength, stagedNumber } from './staging';

/** The one array that is long: attribute 2 of 0-0:11.0.0.255, special days. */
const ARRAY_ID: i64 = 1;
const CLASS_SPECIAL_DAYS: i64 = 11;
const ATTRIBUTE: i64 = 2;
// @ts-ignore: decorator
@lazy const SPECIAL_DAYS_CODE = memory.data<u8>([0, 0, 11, 0, 0, 255]);

/** Nodes of [array, structure 2, id, structure 3, class, code, attribute]. */
const LEAF_ID: i32 = 2;
const LEAF_CLASS: i32 = 4;
const LEAF_CODE: i32 = 5;
/** Nodes of [structure 2, id, structure 2, from, to], and of [structure 2, id, structure 2, index, structure 3, number, date, table]. */
const NODE_ID: i32 = 1;
const NODE_FROM: i32 = 3;
const NODE_TO: i32 = 4;
const NODE_INDEX: i32 = 3;
const NODE_NUMBER: i32 = 5;
const NODE_TABLE: i32 = 7;
const DATE_BYTES: i32 = 5;

export function managedArrays(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_CODE) return setBytes(value, SPECIAL_DAYS_CODE, CODE_BYTES);
  return setNumber(value, leaf == LEAF_ID ? ARRAY_ID : leaf == LEAF_CLASS ? CLASS_SPECIAL_DAYS : ATTRIBUTE);
}

export function countManagedArrays(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 1);
}

function entries(): i32 {
  return specialDays().count;
}

/** Behind the method: how many entries there are. */
export function numberOfEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, entries());
}

export function commitNumberOfEntries(row: ObjectRow, entry: i32, place: i32): i32 {
  return stagedNumber() == ARRAY_ID ? Status.OK : Status.OUT_OF_RANGE;
}

/** Behind the method: the entries of the range that was asked for, and are there. */
export function retrievedEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return specialDayList(row, entry, place, index, leaf, snapshot, value);
}

export function countRetrievedEntries(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const end = min(<i32>stagedNumber(NODE_TO), entries());
  const first = min(<i32>stagedNumber(NODE_FROM) - 1, end);
  selection.first = first;
  selection.end = end;
  return end - first;
}

/** Entries are counted from 1. */
function isRange(): bool {
  return stagedNumber(NODE_ID) == ARRAY_ID && stagedNumber(NODE_FROM) >= 1 && stagedNumber(NODE_FROM) <= stagedNumber(NODE_TO);
}

export function commitRetrievedEntries(row: ObjectRow, entry: i32, place: i32): i32 {
  return isRange() ? Status.OK : Status.OUT_OF_RANGE;
}

function isEntry(): bool {
  return stagedNumber(NODE_ID) == ARRAY_ID && stagedLength == DATE_BYTES;
}

/** Behind the entry of that number: 0 in front of all, more than there are behind all. */
export function commitInsertEntry(row: ObjectRow, entry: i32, place: i32): i32 {
  if (!isEntry()) return Status.OUT_OF_RANGE;
  return insertSpecialDay(<i32>stagedNumber(NODE_INDEX), stagedNumber(NODE_NUMBER), staged(), stagedNumber(NODE_TABLE));
}

export function commitUpdateEntry(row: ObjectRow, entry: i32, place: i32): i32 {
  const index = <i32>stagedNumber(NODE_INDEX);
  if (!isEntry() || index < 1 || index > entries()) return Status.OUT_OF_RANGE;
  return updateSpecialDay(index - 1, stagedNumber(NODE_NUMBER), staged(), stagedNumber(NODE_TABLE));
}

/** A range that reaches behind the last is none: nothing is removed. */
export function commitRemoveEntries(row: ObjectRow, entry: i32, place: i32): i32 {
  if (!isRange() || <i32>stagedNumber(NODE_TO) > entries()) return Status.OUT_OF_RANGE;
  return removeSpecialDays(<i32>stagedNumber(NODE_FROM) - 1, <i32>stagedNumber(NODE_TO));
}
