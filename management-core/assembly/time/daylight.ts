// Which of both offsets of local time holds at any moment, not only at that of the last minute record.
import { DAY_s, civilOf, daysOf, weekdayOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { daylightOf, zoneKnown } from './zone';

const HOUR_s: i64 = 3600;
const BOTH: i32 = 3;
const MARCH: i32 = 3;
const OCTOBER: i32 = 10;
const DAYS: i32 = 31;

/** 01:00 UTC on the last Sunday of a month of 31 days. */
function change_s(year: i32, month: i32): i64 {
  const last = daysOf(year, month, DAYS);
  return <i64>(last - (weekdayOf(last) % 7)) * DAY_s + HOUR_s;
}

/** 1 in the summer time of Europe (directive 2000/84/EC), else 0. */
export function europeanDaylight(utc_s: i64): i32 {
  const year = yearOf(civilOf(<i32>(utc_s / DAY_s)));
  return utc_s >= change_s(year, MARCH) && utc_s < change_s(year, OCTOBER) ? 1 : 0;
}

/**
 * 1 where daylight saving holds at a time, else 0: by the rule of Europe where that agrees with what the metering core told with
 * its last record, and both offsets are known; else as that record was.
 */
export function daylightAt(utc_s: i64, told_s: i64, quality: i32): i32 {
  const told = daylightOf(quality);
  return zoneKnown() == BOTH && europeanDaylight(told_s) == told ? europeanDaylight(utc_s) : told;
}
