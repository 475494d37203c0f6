// Providers: what a push setup (class 40, version 2) pushes, within which hours, and how it is protected.
import {
  KEY_CLIENTS, PUSH_OBJECTS, PUSH_WINDOWS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { ASSOCIATION_READING } from '../../../shared-protocol/generated/assembly/object-numbers';
import { TAG_ENUM, TAG_NULL_DATA } from '../../../shared-protocol/generated/assembly/tags';
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { clearValue, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { isWindow } from '../push/hours';
import { pushedAt, pushSetup, pushSetupToBe, pushSetupUnderWay, replacePushSetup, windowAt } from '../push/settings';
import { isReadBy } from './readable';

/** Nodes of [array, structure 6, class, code, attribute, index, structure 2, restriction, its value, array of columns, ...]. */
const NODE: i32 = 255;
const LEAF_COUNT: i32 = 0;
const LEAF_CLASS: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
const LEAF_RESTRICTION: i32 = 8;
/** Of what is pushed: where its code and its attribute stand behind the class. */
const CODE: usize = 2;
const ATTRIBUTE: usize = 8;
/** Nodes of [array, structure 2, start, end]. */
const LEAF_START: i32 = 2;
/** Nodes of [array, structure 2, kind, structure 5, four strings, structure 2, kind of key, key]. */
const LEAF_KIND: i32 = 2;
const LEAF_KEY_KIND: i32 = 9;
const LEAF_KEY: i32 = 10;
/** Authenticated and encrypted, by the global unicast key. */
const BOTH: i64 = 2;
/** No bytes. */
// @ts-ignore: decorator
@lazy const NOTHING = memory.data(8, 8);

function nothing(value: Value): i32 {
  clearValue(value);
  value.tag = <u8>TAG_NULL_DATA;
  return Status.OK;
}

export function pushList(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = pushedAt(pushSetup(row.b), index);
  const node = leaf & NODE;
  if (node == LEAF_CLASS) return setNumber(value, load<u16>(at));
  if (node == LEAF_CODE) return setBytes(value, at + CODE, CODE_BYTES);
  if (node == LEAF_ATTRIBUTE) return setNumber(value, load<u8>(at, ATTRIBUTE));
  return node == LEAF_RESTRICTION ? nothing(value) : setNumber(value, 0);
}

export function countPushList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, pushSetup(row.b).objects);
}

export function beginPushList(row: ObjectRow, entry: i32, place: i32): i32 {
  pushSetupToBe(row.b);
  return Status.OK;
}

/** No restriction, no part of an attribute, no columns: what is pushed is a whole value. */
export function putPushList(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  const record = pushSetupUnderWay();
  const at = pushedAt(record, index);
  if (leaf == LEAF_COUNT) {
    if (value.number > PUSH_OBJECTS) return Status.OUT_OF_RANGE;
    record.objects = <u8>value.number;
  } else if (leaf == LEAF_CLASS) store<u16>(at, <u16>value.number);
  else if (leaf == LEAF_CODE) memory.copy(at + CODE + <usize>value.offset, value.pointer, value.length);
  else if (leaf == LEAF_ATTRIBUTE) store<u8>(at, <u8>value.number, ATTRIBUTE);
  else if (leaf == LEAF_RESTRICTION) return <i32>value.tag == TAG_NULL_DATA ? Status.OK : Status.OUT_OF_RANGE;
  else if (value.number != 0) return Status.OUT_OF_RANGE;
  return Status.OK;
}

/** What goes out is read by whoever receives it: nothing that the reading client may not read. */
export function commitPushList(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = pushSetupUnderWay();
  for (let n: i32 = 0; n < <i32>record.objects; n++) {
    const at = pushedAt(record, n);
    if (!isReadBy(ASSOCIATION_READING, load<u16>(at), at + CODE, load<u8>(at, ATTRIBUTE))) return Status.OUT_OF_RANGE;
  }
  return replacePushSetup(row.b);
}

export function abortPushList(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

export function pushWindows(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = windowAt(pushSetup(row.b), index);
  return setBytes(value, leaf == LEAF_START ? at : at + DATE_TIME_BYTES, DATE_TIME_BYTES);
}

export function countPushWindows(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, pushSetup(row.b).windows);
}

export function beginPushWindows(row: ObjectRow, entry: i32, place: i32): i32 {
  pushSetupToBe(row.b);
  return Status.OK;
}

/** An end comes behind its start: with its last byte both are judged. */
export function putPushWindows(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  const record = pushSetupUnderWay();
  if (leaf == LEAF_COUNT) {
    if (value.number > PUSH_WINDOWS) return Status.OUT_OF_RANGE;
    record.windows = <u8>value.number;
    return Status.OK;
  }
  const at = windowAt(record, index);
  memory.copy(at + (leaf == LEAF_START ? 0 : DATE_TIME_BYTES) + value.offset, value.pointer, value.length);
  const isWhole = leaf != LEAF_START && value.offset + value.length == DATE_TIME_BYTES;
  return !isWhole || isWindow(at) ? Status.OK : Status.OUT_OF_RANGE;
}

export function commitPushWindows(row: ObjectRow, entry: i32, place: i32): i32 {
  return replacePushSetup(row.b);
}

export function abortPushWindows(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

export function pushProtection(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_KIND) return setNumber(value, BOTH);
  if (leaf == LEAF_KEY_KIND) return setNumber(value, 0);
  if (leaf != LEAF_KEY) return setBytes(value, NOTHING, 0);
  value.tag = <u8>TAG_ENUM;
  return setNumber(value, 0);
}

export function countPushProtection(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, pushSetup(row.b).protection);
}

export function beginPushProtection(row: ObjectRow, entry: i32, place: i32): i32 {
  pushSetupToBe(row.b);
  return Status.OK;
}

/** None, or authenticated and encrypted by the client's global unicast key, titles as the association has them. */
export function putPushProtection(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  const record = pushSetupUnderWay();
  if (leaf == LEAF_COUNT) {
    if (value.number > 1 || (value.number == 1 && <i32>record.client > KEY_CLIENTS)) return Status.OUT_OF_RANGE;
    record.protection = <u8>value.number;
    return Status.OK;
  }
  if (leaf == LEAF_KIND) return value.number == BOTH ? Status.OK : Status.OUT_OF_RANGE;
  if (leaf == LEAF_KEY_KIND) return value.number == 0 ? Status.OK : Status.OUT_OF_RANGE;
  if (leaf == LEAF_KEY) return <i32>value.tag == TAG_ENUM && value.number == 0 ? Status.OK : Status.OUT_OF_RANGE;
  return value.length == 0 ? Status.OK : Status.OUT_OF_RANGE;
}

export function commitPushProtection(row: ObjectRow, entry: i32, place: i32): i32 {
  return replacePushSetup(row.b);
}

export function abortPushProtection(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
