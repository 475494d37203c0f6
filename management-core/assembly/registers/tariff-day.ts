// Which rate holds at a minute: by special day, season and week of the active tariff table.
import { SPECIAL_DAYS_day } from '../../../shared-protocol/generated/assembly/layouts';
import { civilOf, dayOf, daysOf, daysOfMonth, monthOf, weekdayOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { dayOfTime, minuteOfTime } from '../time/schedule';
import { activeTable, specialDays, tariffEdition, tariffHead } from './tariff-tables';
import {
  findDay, findWeek, firstSwitchingOf, NAME, RATE_STEP, seasonAt, startOf, switchingAt, switchingsOf, weekAt, weekNameOf,
} from './tariff-rules';

/** A field that fits any. */
export const OPEN: i32 = 0xff;
export const ANY_YEAR: i32 = 0xffff;
/** The last day of the month, or the last such weekday of it. */
export const LAST: i32 = 0xfe;
/** Bytes of a special day, and where its fields stand behind its number. */
export const SPECIAL_DAY: i32 = 8;
const YEAR: usize = 2;
const MONTH: usize = 4;
const DAY: usize = 5;
const WEEKDAY: usize = 6;
const TABLE: usize = 7;
const NEVER: i32 = i32.MIN_VALUE;

/** The day that was looked up last, and of which edition; its day table, 0 for none. */
let knownDay: i32 = 0;
let knownEdition: u32 = 0;
let knownTable: usize = 0;

export function resetTariffDay(): void {
  knownDay = 0;
  knownEdition = 0;
  knownTable = 0;
}

function isOpenOr(field: i32, value: i32): bool {
  return field == OPEN || field == value;
}

/** A special day as it is stored. */
export function specialDayAt(days: usize, index: i32): usize {
  return days + SPECIAL_DAYS_day + <usize>(index * SPECIAL_DAY);
}

function isSpecial(at: usize, date: i32, weekday: i32): bool {
  const year = <i32>load<u16>(at, YEAR);
  if (year != ANY_YEAR && year != yearOf(date)) return false;
  return isOpenOr(load<u8>(at, MONTH), monthOf(date)) && isOpenOr(load<u8>(at, DAY), dayOf(date))
    && isOpenOr(load<u8>(at, WEEKDAY), weekday);
}

/** Day table of the first special day that a day is, 0 for none. */
function specialTable(day: i32): usize {
  const all = specialDays();
  for (let i: i32 = 0; i < <i32>all.count; i++) {
    const at = specialDayAt(changetype<usize>(all), i);
    if (isSpecial(at, civilOf(day), weekdayOf(day))) return findDay(activeTable(), load<u8>(at, TABLE));
  }
  return 0;
}

/** Year of a season's begin, ANY_YEAR for every one. */
export function yearOfStart(start: usize): i32 {
  return (<i32>load<u8>(start) << 8) | <i32>load<u8>(start, 1);
}

/** Day since 1970 on which a season begins in a year. */
export function seasonDay(start: usize, year: i32): i32 {
  const month = <i32>load<u8>(start, 2);
  const day = <i32>load<u8>(start, 3);
  const weekday = <i32>load<u8>(start, 4);
  const first = daysOf(year, month, 1);
  const last = first + daysOfMonth(year, month) - 1;
  if (day == LAST) return weekday == OPEN ? last : last - (weekdayOf(last) + 7 - weekday) % 7;
  const from = min(first + day - 1, last);
  return weekday == OPEN ? from : from + (weekday + 7 - weekdayOf(from)) % 7;
}

/** The last begin of a season up to a day; NEVER where it lies ahead. */
function beginUpTo(start: usize, day: i32): i32 {
  const fixed = yearOfStart(start);
  const year = fixed == ANY_YEAR ? yearOf(civilOf(day)) : fixed;
  const begin = seasonDay(start, year);
  if (begin <= day) return begin;
  return fixed == ANY_YEAR ? seasonDay(start, year - 1) : NEVER;
}

/** The season that began last, -1 for none. */
function seasonOf(day: i32): i32 {
  const table = activeTable();
  let found: i32 = -1;
  let latest: i32 = NEVER;
  for (let i: i32 = 0; i < <i32>table.seasons; i++) {
    const begin = beginUpTo(startOf(seasonAt(table, i)), day);
    if (begin == NEVER || begin < latest) continue;
    found = i;
    latest = begin;
  }
  return found;
}

/** Day table of a day by season and week, 0 for none. */
function weekTable(day: i32): usize {
  const table = activeTable();
  const season = seasonOf(day);
  if (season < 0) return 0;
  const week = findWeek(table, weekNameOf(seasonAt(table, season)));
  return week < 0 ? 0 : findDay(table, load<u8>(weekAt(table, week) + NAME + weekdayOf(day) - 1));
}

function tableOf(day: i32): usize {
  if (day != knownDay || knownEdition != tariffEdition) {
    const special = specialTable(day);
    knownTable = special ? special : weekTable(day);
    knownDay = day;
    knownEdition = tariffEdition;
  }
  return knownTable;
}

/** Rate 1..TARIFF_RATES that holds at a local time; the default rate where no table says one. */
export function rateAt(local_s: i64): i32 {
  const day = tableOf(dayOfTime(local_s));
  if (day == 0) return tariffHead().default_rate;
  const minute = minuteOfTime(local_s);
  let rate: i32 = 0;
  for (let i: i32 = 0; i < switchingsOf(day); i++) {
    const entry = <i32>load<u16>(switchingAt(activeTable(), firstSwitchingOf(day) + i));
    if (entry / RATE_STEP > minute) break;
    rate = entry % RATE_STEP;
  }
  return rate;
}
