// Days, months and weekdays of the Gregorian calendar, as days since 1970.

export const DAY_s: i64 = 86_400;
const DAYS_OF_400: i32 = 146_097;
const DAYS_OF_100: i32 = 36_524;
const DAYS_OF_4: i32 = 1461;
const DAYS_OF_1: i32 = 365;
/** Days from 1 March of year 0 to 1 January 1970. */
const EPOCH_FROM_MARCH: i32 = 719_468;

/**
 * The date of a day since 1970 (years 1 to 9999), as yearOf, monthOf and dayOf read it. Years are counted from 1
 * March, so that a leap day is the last of its year and months have lengths of 153 days in five.
 */
export function civilOf(days: i32): i32 {
  const all = days + EPOCH_FROM_MARCH;
  const era = all / DAYS_OF_400;
  let rest = all - era * DAYS_OF_400;
  const century = min(rest / DAYS_OF_100, 3);
  rest -= century * DAYS_OF_100;
  const olympiad = rest / DAYS_OF_4;
  rest -= olympiad * DAYS_OF_4;
  const inOlympiad = min(rest / DAYS_OF_1, 3);
  rest -= inOlympiad * DAYS_OF_1;
  const fromMarch = (5 * rest + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = era * 400 + century * 100 + olympiad * 4 + inOlympiad + (month <= 2 ? 1 : 0);
  return (year << 16) | (month << 8) | (rest - (153 * fromMarch + 2) / 5 + 1);
}

export function yearOf(date: i32): i32 {
  return date >> 16;
}

/** 1..12 */
export function monthOf(date: i32): i32 {
  return (date >> 8) & 0xff;
}

/** 1..31 */
export function dayOf(date: i32): i32 {
  return date & 0xff;
}

/** Days since 1970 of a date. */
export function daysOf(y: i32, m: i32, d: i32): i32 {
  const marchYear = m <= 2 ? y - 1 : y;
  const era = marchYear / 400;
  const inEra = marchYear - era * 400;
  const inYear = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  return era * DAYS_OF_400 + inEra * DAYS_OF_1 + inEra / 4 - inEra / 100 + inYear - EPOCH_FROM_MARCH;
}

/** Days of a month. */
export function daysOfMonth(y: i32, m: i32): i32 {
  return (m == 12 ? daysOf(y + 1, 1, 1) : daysOf(y, m + 1, 1)) - daysOf(y, m, 1);
}

/** 1 Monday .. 7 Sunday; the day that years are counted from was a Wednesday. */
export function weekdayOf(days: i32): i32 {
  return ((days + EPOCH_FROM_MARCH + 2) % 7) + 1;
}
