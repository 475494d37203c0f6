// Providers: the special days of the tariff (class 11), read and replaced as a whole, or one by one for the array manager.
import { SPECIAL_DAYS_BYTES, SpecialDays } from '../../../shared-protocol/generated/assembly/layouts';
import { SPECIAL_DAYS_MOST, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { daysOfMonth } from '../../../shared-protocol/assembly/objects/calendar';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ANY_YEAR, OPEN, specialDayAt } from '../registers/tariff-day';
import { replaceSpecialDays, specialDays } from '../registers/tariff-tables';

const LEAF_COUNT: i32 = 0;
const LEAF_INDEX: i32 = 2;
const LEAF_DATE: i32 = 3;
/** Year with its high byte first, month, day, weekday. */
const DATE_BYTES: i32 = 5;
const YEAR: usize = 2;
const MONTH: usize = 4;
const DAY: usize = 5;
const WEEKDAY: usize = 6;
const TABLE: usize = 7;
const LEAP_YEAR: i32 = 2028;

// @ts-ignore: decorator
@lazy const NEXT = memory.data(SPECIAL_DAYS_BYTES, 8);
// @ts-ignore: decorator
@lazy const DATE = memory.data(DATE_BYTES, 8);
/** Bit n: a day has an index whose lowest byte is n. */
const SEEN_BYTES: i32 = 32;
// @ts-ignore: decorator
@lazy const SEEN = memory.data(SEEN_BYTES, 8);

function setDate(value: Value, day: usize): i32 {
  store<u8>(DATE, load<u8>(day, YEAR + 1));
  store<u8>(DATE, load<u8>(day, YEAR), 1);
  store<u8>(DATE, load<u8>(day, MONTH), 2);
  store<u8>(DATE, load<u8>(day, DAY), 3);
  store<u8>(DATE, load<u8>(day, WEEKDAY), 4);
  return setBytes(value, DATE, DATE_BYTES);
}

export function specialDayList(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const day = specialDayAt(changetype<usize>(specialDays()), index);
  if (leaf == LEAF_INDEX) return setNumber(value, load<u16>(day));
  return leaf == LEAF_DATE ? setDate(value, day) : setNumber(value, load<u8>(day, TABLE));
}

export function countSpecialDayList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, specialDays().count);
}

export function beginSpecialDayList(row: ObjectRow, entry: i32, place: i32): i32 {
  memory.fill(NEXT, 0, SPECIAL_DAYS_BYTES);
  return Status.OK;
}

function isOpenOrIn(field: i32, most: i32): bool {
  return field == OPEN || (field >= 1 && field <= most);
}

/** What is open fits any; the rest must be a date. */
function takeDate(day: usize): i32 {
  const year = (<i32>load<u8>(DATE) << 8) | <i32>load<u8>(DATE, 1);
  const month = <i32>load<u8>(DATE, 2);
  const dayOfMonth = <i32>load<u8>(DATE, 3);
  const weekday = <i32>load<u8>(DATE, 4);
  if (!isOpenOrIn(month, 12) || !isOpenOrIn(weekday, 7)) return Status.OUT_OF_RANGE;
  const longest = month == OPEN ? 31 : daysOfMonth(year == ANY_YEAR || year == 0 ? LEAP_YEAR : year, month);
  if (!isOpenOrIn(dayOfMonth, longest)) return Status.OUT_OF_RANGE;
  store<u16>(day, <u16>year, YEAR);
  store<u8>(day, <u8>month, MONTH);
  store<u8>(day, <u8>dayOfMonth, DAY);
  store<u8>(day, <u8>weekday, WEEKDAY);
  return Status.OK;
}

function putDate(day: usize, value: Value): i32 {
  memory.copy(DATE + value.offset, value.pointer, value.length);
  return value.offset + value.length < DATE_BYTES ? Status.OK : takeDate(day);
}

export function putSpecialDayList(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) {
    if (value.number > SPECIAL_DAYS_MOST) return Status.OUT_OF_RANGE;
    changetype<SpecialDays>(NEXT).count = <u16>value.number;
    return Status.OK;
  }
  const day = specialDayAt(NEXT, index);
  if (leaf == LEAF_INDEX) store<u16>(day, <u16>value.number);
  else if (leaf == LEAF_DATE) return putDate(day, value);
  else store<u8>(day, <u8>value.number, TABLE);
  return Status.OK;
}

/** True where none of the days before `end` but itself has the index of a day. */
function isAlone(at: i32, end: i32): bool {
  const index = load<u16>(specialDayAt(NEXT, at));
  for (let i: i32 = 0; i < end; i++) if (i != at && load<u16>(specialDayAt(NEXT, i)) == index) return false;
  return true;
}

/** No two have one index. Only where another had the same lowest byte are those before looked through. */
function areUnique(): bool {
  memory.fill(SEEN, 0, SEEN_BYTES);
  for (let i: i32 = 0; i < <i32>changetype<SpecialDays>(NEXT).count; i++) {
    const low = <i32>load<u8>(specialDayAt(NEXT, i));
    const at = SEEN + <usize>(low >> 3);
    const bit: u8 = 1 << <u8>(low & 7);
    if ((load<u8>(at) & bit) != 0 && !isAlone(i, i)) return false;
    store<u8>(at, load<u8>(at) | bit);
  }
  return true;
}

export function commitSpecialDayList(row: ObjectRow, entry: i32, place: i32): i32 {
  return areUnique() ? replaceSpecialDays(NEXT) : <i32>Status.OUT_OF_RANGE;
}

export function abortSpecialDayList(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

/** Those in force, to be changed. */
function daysToBe(): SpecialDays {
  memory.copy(NEXT, changetype<usize>(specialDays()), SPECIAL_DAYS_BYTES);
  return changetype<SpecialDays>(NEXT);
}

/** Moves the days from `first` up to the end to begin at `to`. */
function moveDays(first: i32, end: i32, to: i32): void {
  memory.copy(specialDayAt(NEXT, to), specialDayAt(NEXT, first), specialDayAt(NEXT, end) - specialDayAt(NEXT, first));
}

/** Puts a day as it comes, and has all of them in force where it is one. Returns a Status. */
function replaceDay(at: i32, index: i64, date: usize, table: i64): i32 {
  const day = specialDayAt(NEXT, at);
  memory.copy(DATE, date, DATE_BYTES);
  store<u16>(day, <u16>index);
  store<u8>(day, <u8>table, TABLE);
  const status = takeDate(day);
  if (status != Status.OK) return status;
  return isAlone(at, changetype<SpecialDays>(NEXT).count) ? replaceSpecialDays(NEXT) : <i32>Status.OUT_OF_RANGE;
}

/** A day more, behind so many others, or behind all. Returns a Status: EXHAUSTED where there is no room. */
export function insertSpecialDay(behind: i32, index: i64, date: usize, table: i64): i32 {
  const next = daysToBe();
  const count = <i32>next.count;
  if (count == SPECIAL_DAYS_MOST) return Status.EXHAUSTED;
  const at = min(behind, count);
  moveDays(at, count, at + 1);
  next.count = <u16>(count + 1);
  return replaceDay(at, index, date, table);
}

/** Another day in the place of one, 0..count-1. Returns a Status. */
export function updateSpecialDay(at: i32, index: i64, date: usize, table: i64): i32 {
  daysToBe();
  return replaceDay(at, index, date, table);
}

/** Takes the days from `first` up to the end out. Returns a Status. */
export function removeSpecialDays(first: i32, end: i32): i32 {
  const next = daysToBe();
  const count = <i32>next.count;
  moveDays(end, count, first);
  next.count = <u16>(count - (end - first));
  const left = <i32>next.count;
  memory.fill(specialDayAt(NEXT, left), 0, specialDayAt(NEXT, count) - specialDayAt(NEXT, left));
  return replaceSpecialDays(NEXT);
}
