// What began between one time and the next: second, minute, interval, day, month, and whether the clock jumped.
import { civilOf, DAY_s, monthOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';

const MINUTE_s: i64 = 60;
/** Seconds by which a clock goes ahead between two of its minutes at most, without a jump. */
const STEP_s: i64 = 60;

/** What began, as bits. */
export namespace Began {
  export const SECOND: i32 = 1;
  export const MINUTE: i32 = 2;
  export const HOUR: i32 = 4;
  export const DAY: i32 = 8;
  export const MONTH: i32 = 16;
  /** More than a minute was passed over. */
  export const FORWARD: i32 = 32;
  export const BACK: i32 = 64;
}

/** Whole steps of local time up to a time; also before 1970. */
// @ts-ignore: decorator
@inline
function stepsOf(local_s: i64, step_s: i64): i64 {
  return local_s >= 0 ? local_s / step_s : (local_s - step_s + 1) / step_s;
}

/** Days since 1970 of a local time. */
export function dayOfTime(local_s: i64): i32 {
  return <i32>stepsOf(local_s, DAY_s);
}

/** Minute of the day 0..1439 of a local time. */
export function minuteOfTime(local_s: i64): i32 {
  return <i32>((local_s - <i64>dayOfTime(local_s) * DAY_s) / MINUTE_s);
}

/** Months since year 0 of a local time. */
export function monthOfTime(local_s: i64): i32 {
  const date = civilOf(dayOfTime(local_s));
  return yearOf(date) * 12 + monthOf(date) - 1;
}

/** True where an interval of so many minutes began: intervals count from local midnight. */
export function intervalBegan(before_s: i64, after_s: i64, minutes: i32): bool {
  if (dayOfTime(before_s) != dayOfTime(after_s)) return true;
  return minuteOfTime(before_s) / minutes != minuteOfTime(after_s) / minutes;
}

/**
 * Bits of Began for two local times that follow each other, `utc_s` seconds of UTC apart: a change of daylight saving moves
 * local time, and is no jump of the clock.
 */
export function began(before_s: i64, after_s: i64, utc_s: i64): i32 {
  let bits: i32 = utc_s < 0 ? Began.BACK : utc_s > STEP_s ? Began.FORWARD : 0;
  if (before_s != after_s) bits |= Began.SECOND;
  if (stepsOf(before_s, MINUTE_s) != stepsOf(after_s, MINUTE_s)) bits |= Began.MINUTE;
  if (intervalBegan(before_s, after_s, 60)) bits |= Began.HOUR;
  if (dayOfTime(before_s) != dayOfTime(after_s)) bits |= Began.DAY;
  return monthOfTime(before_s) != monthOfTime(after_s) ? bits | Began.MONTH : bits;
}
