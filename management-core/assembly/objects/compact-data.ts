// Providers: compact data (class 62): the newest row of a load profile as one string, its template told beside it.
import { PROFILE_ROW_value, ProfileRow } from '../../../shared-protocol/generated/assembly/layouts';
import { PROFILE_COLUMNS } from '../../../shared-protocol/generated/assembly/protocol';
import {
  TAG_LONG64, TAG_OCTET_STRING, TAG_STRUCTURE, TAG_UNSIGNED,
} from '../../../shared-protocol/generated/assembly/tags';
import { putByte } from '../../../shared-protocol/assembly/dlms/writer';
import { DATE_TIME_BYTES, putDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { editionOf } from '../profiles/settings';
import { endOfRows, firstRow, profileRow } from '../profiles/selection';
import { captureObject, COMMON, setClock } from './load-profile';

const NUMBER_BYTES: i32 = 8;
/** Template; clock with its length; status and quality; columns. */
const BUFFER_BYTES: i32 = 1 + 1 + DATE_TIME_BYTES + 2 + PROFILE_COLUMNS * NUMBER_BYTES;
const DESCRIPTION_BYTES: i32 = 2 + COMMON + PROFILE_COLUMNS;
/** Captured by the meter at the end of each interval, not when it is read. */
const ON_INVOCATION: i64 = 0;

// @ts-ignore: decorator
@lazy const BUFFER = memory.data(BUFFER_BYTES, 8);
// @ts-ignore: decorator
@lazy const DESCRIPTION = memory.data(DESCRIPTION_BYTES, 8);

/** Puts a row behind its template, as the description says. */
function putRow(profile: i32, found: ProfileRow, value: Value): void {
  setClock(value, found);
  putDateTime(putByte(putByte(BUFFER, editionOf(profile)), DATE_TIME_BYTES), value);
  let next = putByte(putByte(BUFFER + 2 + DATE_TIME_BYTES, found.status), found.quality);
  for (let column: i32 = 0; column < PROFILE_COLUMNS; column++) {
    store<u64>(next, bswap<u64>(load<u64>(changetype<usize>(found) + PROFILE_ROW_value + <usize>(column << 3))));
    next += NUMBER_BYTES;
  }
}

/** Nothing before there is a row, and where the newest one was lost. */
export function compactBuffer(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const end = endOfRows(entry);
  const at = end > firstRow(entry) ? profileRow(entry, end - 1) : 0;
  if (at == 0) return setBytes(value, BUFFER, 0);
  putRow(entry, changetype<ProfileRow>(at), value);
  return setBytes(value, BUFFER, BUFFER_BYTES);
}

/** Those of the profile. */
export function compactObjects(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return captureObject(entry, index, leaf, value);
}

export function countCompactObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, COMMON + PROFILE_COLUMNS);
}

/** Another one with each change of what the profile captures. */
export function templateId(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, editionOf(entry));
}

/** A structure of a string (the clock), two bytes, and numbers of 64 bits. */
export function templateDescription(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  let next = putByte(putByte(DESCRIPTION, TAG_STRUCTURE), COMMON + PROFILE_COLUMNS);
  next = putByte(putByte(putByte(next, TAG_OCTET_STRING), TAG_UNSIGNED), TAG_UNSIGNED);
  for (let column: i32 = 0; column < PROFILE_COLUMNS; column++) next = putByte(next, TAG_LONG64);
  return setBytes(value, DESCRIPTION, DESCRIPTION_BYTES);
}

export function captureMethod(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, ON_INVOCATION);
}
