// Local time as DL/T 645-2007 writes it: digits of a date and a time, and back.
// Legally relevant (IR46). Changes alter the software identification.
import { civilOf, DAY_s, dayOf, daysOf, daysOfMonth, monthOf, weekdayOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { localOffset_s } from '../clock/local-time';
import { NO_VALUE, takeBcd } from './bcd';

const HOUR_s: i64 = 3600;
const MINUTE_s: i64 = 60;
const CENTURY: i32 = 2000;

/** YYMMDDhhmmss */
export function localDigits(utc_s: i64): i64 {
  if (utc_s <= 0) return NO_VALUE;
  return dateDigits(utc_s) * 1_000_000 + timeDigits(utc_s);
}

/** YYMMDD */
export function dateDigits(utc_s: i64): i64 {
  const date = civilOf(<i32>((utc_s + localOffset_s(utc_s)) / DAY_s));
  return ((yearOf(date) % 100) * 100 + monthOf(date)) * 100 + dayOf(date);
}

/** hhmmss */
export function timeDigits(utc_s: i64): i64 {
  const inDay_s = (utc_s + localOffset_s(utc_s)) % DAY_s;
  return ((inDay_s / HOUR_s) * 100 + (inDay_s / MINUTE_s) % 60) * 100 + inDay_s % 60;
}

/** 0 Sunday .. 6 Saturday */
export function localWeekday(utc_s: i64): i64 {
  return weekdayOf(<i32>((utc_s + localOffset_s(utc_s)) / DAY_s)) % 7;
}

/** UTC of mm hh DD MM YY as it is carried, and seconds; 0 where that is no time. What comes twice is the second one. */
export function utcOf(from: usize, second: i64): i64 {
  const minute = takeBcd(from, 1);
  const hour = takeBcd(from + 1, 1);
  const day = <i32>takeBcd(from + 2, 1);
  const month = <i32>takeBcd(from + 3, 1);
  const year = CENTURY + <i32>takeBcd(from + 4, 1);
  if (second < 0 || second > 59 || minute < 0 || minute > 59 || hour < 0 || hour > 23) return 0;
  if (month < 1 || month > 12 || year < CENTURY || day < 1 || day > daysOfMonth(year, month)) return 0;
  const local_s = <i64>daysOf(year, month, day) * DAY_s + hour * HOUR_s + minute * MINUTE_s + second;
  return local_s - localOffset_s(local_s - localOffset_s(local_s));
}
