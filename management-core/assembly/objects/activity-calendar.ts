// Providers: the activity calendar (class 20), its active set read, its passive set read and written.
import { TARIFF_TABLE_BYTES, TARIFF_TABLE_name, TariffTable } from '../../../shared-protocol/generated/assembly/layouts';
import {
  Status, TARIFF_DAY_SWITCHINGS, TARIFF_DAYS, TARIFF_RATES, TARIFF_SEASONS,
  TARIFF_SWITCHINGS, TARIFF_WEEKS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { activeTable, passiveTable, replacePassive } from '../registers/tariff-tables';
import {
  dayAt, dayIsSound, findDay, firstSwitchingOf, NAME, NAME_MOST, putDay, RATE_STEP, sameName, seasonAt, startOf, switchingAt,
  switchingsOf, weekAt, weekNameOf,
} from '../registers/tariff-rules';
import { staged, stagedLength } from './staging';
import { startIsSound } from './season-start';

/** Attributes 2 to 5 are of the active set, 6 to 9 the same of the passive one; place 0 is the logical name. */
const FIRST_PASSIVE: i32 = 5;
/** Nodes: of the array, then of an entry. */
const LEAF_COUNT: i32 = 0;
const LEAF_FIRST: i32 = 2;
const LEAF_START: i32 = 3;
const LEAF_SWITCHINGS: i32 = 3;
const LEAF_TIME: i32 = 5;
const LEAF_SCRIPT: i32 = 6;
const LEAF_SELECTOR: i32 = 7;
const WEEKDAYS: i32 = 7;
const TIME_BYTES: i32 = 4;
const OPEN: u8 = 0xff;

/** 0-0:10.0.100.255, the script table whose scripts are the rates. */
// @ts-ignore: decorator
@lazy const SCRIPTS = memory.data<u8>([0, 0, 10, 0, 100, 255]);
const SCRIPT_BYTES: i32 = 6;
// @ts-ignore: decorator
@lazy const NEXT = memory.data(TARIFF_TABLE_BYTES, 8);
// @ts-ignore: decorator
@lazy const TIME = memory.data(TIME_BYTES, 8);

function tableOf(place: i32): TariffTable {
  return place < FIRST_PASSIVE ? activeTable() : passiveTable();
}

function next(): TariffTable {
  return changetype<TariffTable>(NEXT);
}

function setName(value: Value, name: usize): i32 {
  return setBytes(value, name + 1, load<u8>(name));
}

/** The active set is only replaced by the passive one. */
function beginNext(place: i32): i32 {
  if (place < FIRST_PASSIVE) return Status.OUT_OF_RANGE;
  memory.copy(NEXT, changetype<usize>(passiveTable()), TARIFF_TABLE_BYTES);
  return Status.OK;
}

/** A piece of a name of at most eight bytes. */
function putName(name: usize, value: Value): i32 {
  const length = value.offset + value.length;
  if (length > NAME_MOST) return Status.BAD_LENGTH;
  if (value.offset == 0) memory.fill(name, 0, NAME);
  memory.copy(name + 1 + value.offset, value.pointer, value.length);
  store<u8>(name, <u8>length);
  return Status.OK;
}

function putPiece(at: usize, most: i32, value: Value): i32 {
  if (value.offset + value.length > most) return Status.BAD_LENGTH;
  memory.copy(at + value.offset, value.pointer, value.length);
  return Status.OK;
}

export function calendarName(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setName(value, changetype<usize>(tableOf(place)) + TARIFF_TABLE_name);
}

export function commitCalendarName(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength > NAME_MOST) return Status.BAD_LENGTH;
  const status = beginNext(place);
  if (status != Status.OK) return status;
  memory.fill(NEXT + TARIFF_TABLE_name, 0, NAME);
  memory.copy(NEXT + TARIFF_TABLE_name + 1, staged(), stagedLength);
  store<u8>(NEXT + TARIFF_TABLE_name, <u8>stagedLength);
  return replacePassive(NEXT);
}

export function calendarSeasons(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const season = seasonAt(tableOf(place), index);
  if (leaf == LEAF_FIRST) return setName(value, season);
  return leaf == LEAF_START ? setBytes(value, startOf(season), DATE_TIME_BYTES) : setName(value, weekNameOf(season));
}

export function countCalendarSeasons(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, tableOf(place).seasons);
}

export function beginCalendarSeasons(row: ObjectRow, entry: i32, place: i32): i32 {
  return beginNext(place);
}

export function putCalendarSeasons(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) {
    if (value.number > TARIFF_SEASONS) return Status.OUT_OF_RANGE;
    next().seasons = <u8>value.number;
    return Status.OK;
  }
  const season = seasonAt(next(), index);
  if (leaf == LEAF_FIRST) return putName(season, value);
  return leaf == LEAF_START ? putPiece(startOf(season), DATE_TIME_BYTES, value) : putName(weekNameOf(season), value);
}

/** Every season begins at some midnight, and no two have one name. */
export function commitCalendarSeasons(row: ObjectRow, entry: i32, place: i32): i32 {
  const count = <i32>next().seasons;
  for (let i: i32 = 0; i < count; i++) {
    if (!startIsSound(startOf(seasonAt(next(), i)))) return Status.OUT_OF_RANGE;
    for (let j: i32 = 0; j < i; j++) if (sameName(seasonAt(next(), i), seasonAt(next(), j))) return Status.OUT_OF_RANGE;
  }
  return replacePassive(NEXT);
}

export function abortCalendarSeasons(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

export function calendarWeeks(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const week = weekAt(tableOf(place), index);
  return leaf == LEAF_FIRST ? setName(value, week) : setNumber(value, load<u8>(week + NAME + leaf - LEAF_FIRST - 1));
}

export function countCalendarWeeks(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, tableOf(place).weeks);
}

export function beginCalendarWeeks(row: ObjectRow, entry: i32, place: i32): i32 {
  return beginNext(place);
}

export function putCalendarWeeks(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_COUNT) {
    if (value.number > TARIFF_WEEKS) return Status.OUT_OF_RANGE;
    next().weeks = <u8>value.number;
    return Status.OK;
  }
  const week = weekAt(next(), index);
  if (leaf == LEAF_FIRST) return putName(week, value);
  if (leaf <= LEAF_FIRST + WEEKDAYS) store<u8>(week + NAME + leaf - LEAF_FIRST - 1, <u8>value.number);
  return Status.OK;
}

/** No two weeks have one name. */
export function commitCalendarWeeks(row: ObjectRow, entry: i32, place: i32): i32 {
  for (let i: i32 = 0; i < <i32>next().weeks; i++) {
    for (let j: i32 = 0; j < i; j++) if (sameName(weekAt(next(), i), weekAt(next(), j))) return Status.OUT_OF_RANGE;
  }
  return replacePassive(NEXT);
}

export function abortCalendarWeeks(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

/** Hour and minute, seconds and hundredths zero. */
function setTime(value: Value, minute: i32): i32 {
  store<u8>(TIME, <u8>(minute / 60));
  store<u8>(TIME, <u8>(minute % 60), 1);
  store<u16>(TIME, 0, 2);
  return setBytes(value, TIME, TIME_BYTES);
}

export function calendarDays(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const table = tableOf(place);
  const day = dayAt(table, index);
  const node = leaf & 255;
  if (node == LEAF_FIRST) return setNumber(value, load<u8>(day));
  if (node == LEAF_SWITCHINGS) return setNumber(value, switchingsOf(day));
  if (node == LEAF_SCRIPT) return setBytes(value, SCRIPTS, SCRIPT_BYTES);
  const switching = <i32>load<u16>(switchingAt(table, firstSwitchingOf(day) + (leaf >> 8)));
  return node == LEAF_TIME ? setTime(value, switching / RATE_STEP) : setNumber(value, switching % RATE_STEP);
}

export function countCalendarDays(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, tableOf(place).days);
}

export function beginCalendarDays(row: ObjectRow, entry: i32, place: i32): i32 {
  const status = beginNext(place);
  next().days = 0;
  next().switchings = 0;
  return status;
}

function putSwitchingCount(day: usize, count: i64): i32 {
  if (count < 1 || count > TARIFF_DAY_SWITCHINGS) return Status.OUT_OF_RANGE;
  const first = <i32>next().switchings;
  if (first + <i32>count > TARIFF_SWITCHINGS) return Status.EXHAUSTED;
  putDay(day, load<u8>(day), <i32>count, first);
  next().switchings += <u16>count;
  return Status.OK;
}

/** The time comes before its rate: whole minutes of the day. */
function putTime(at: usize, value: Value): i32 {
  const status = putPiece(TIME, TIME_BYTES, value);
  if (status != Status.OK || value.offset + value.length < TIME_BYTES) return status;
  const hour = load<u8>(TIME);
  const minute = load<u8>(TIME, 1);
  const second = load<u8>(TIME, 2);
  const hundredths = load<u8>(TIME, 3);
  if (hour > 23 || minute > 59 || (second != 0 && second != OPEN) || (hundredths != 0 && hundredths != OPEN)) {
    return Status.OUT_OF_RANGE;
  }
  store<u16>(at, <u16>((<i32>hour * 60 + <i32>minute) * RATE_STEP));
  return Status.OK;
}

function putScript(value: Value): i32 {
  if (value.offset + value.length > SCRIPT_BYTES) return Status.BAD_LENGTH;
  return memory.compare(SCRIPTS + value.offset, value.pointer, value.length) == 0 ? Status.OK : Status.OUT_OF_RANGE;
}

function putRate(at: usize, rate: i64): i32 {
  if (rate < 1 || rate > TARIFF_RATES) return Status.OUT_OF_RANGE;
  store<u16>(at, <u16>(<i32>load<u16>(at) + <i32>rate));
  return Status.OK;
}

function putNumber(index: i32, number: i64): i32 {
  if (findDay(next(), <i32>number) != 0) return Status.OUT_OF_RANGE;
  putDay(dayAt(next(), index), <u8>number, 0, 0);
  next().days = <u8>(index + 1);
  return Status.OK;
}

export function putCalendarDays(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  const node = leaf & 255;
  if (node == LEAF_COUNT) return value.number > TARIFF_DAYS ? Status.OUT_OF_RANGE : Status.OK;
  if (node == LEAF_FIRST) return putNumber(index, value.number);
  const day = dayAt(next(), index);
  if (node == LEAF_SWITCHINGS) return putSwitchingCount(day, value.number);
  const at = switchingAt(next(), firstSwitchingOf(day) + (leaf >> 8));
  if (node == LEAF_TIME) return putTime(at, value);
  if (node == LEAF_SCRIPT) return putScript(value);
  return node == LEAF_SELECTOR ? putRate(at, value.number) : Status.OUT_OF_RANGE;
}

/** Every day begins at midnight and goes up. */
export function commitCalendarDays(row: ObjectRow, entry: i32, place: i32): i32 {
  for (let i: i32 = 0; i < <i32>next().days; i++) if (!dayIsSound(next(), dayAt(next(), i))) return Status.OUT_OF_RANGE;
  return replacePassive(NEXT);
}

export function abortCalendarDays(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
