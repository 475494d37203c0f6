// Local time: the zone, the rules of daylight saving, and the schedule of freezes that goes by it.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { LOCAL_TIME_BYTES, LocalTime } from '../../../shared-protocol/generated/assembly/layouts';
import { DAY_LAST, FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B, LOCAL_TIME_MAGIC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { Found, loadBanked, storeBanked } from '../storage/banked-record';
import { civilOf, DAY_s, daysOf, daysOfMonth, weekdayOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';

const MINUTE_s: i64 = 60;
/** Behind magic and sequence a record says what is in force, up to its CRC. */
const SAYS_FROM: i32 = offsetof<LocalTime>('zone_min');
const CRC_BYTES: i32 = 4;
const QUARTER_s: i64 = 900;
const QUARTERS: u8 = 96;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LOCAL_TIME_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(LOCAL_TIME_BYTES, 8);

/** What the start found, Found bits. */
export let localTimeFound: i32 = 0;

export function localTime(): LocalTime {
  return changetype<LocalTime>(RECORD);
}

/** UTC without daylight saving; a billing period begins on the first of the month. */
function useDefaults(): void {
  memory.fill(RECORD, 0, LOCAL_TIME_BYTES);
  const record = localTime();
  record.billing_day = 1;
  record.slew_limit_s = 10;
  record.uncertainty_limit_s = 60;
  record.begin_month = 3;
  record.begin_day = <u8>DAY_LAST;
  record.begin_weekday = 7;
  record.end_month = 10;
  record.end_day = <u8>DAY_LAST;
  record.end_weekday = 7;
}

export function loadLocalTime(): void {
  localTimeFound = loadBanked(
    RECORD, CANDIDATE, LOCAL_TIME_BYTES, LOCAL_TIME_MAGIC, FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B,
  );
  if (!(localTimeFound & Found.WHOLE)) useDefaults();
}

function isRule(month: u8, day: u8, weekday: u8, quarter: u8): bool {
  if (month < 1 || month > 12 || weekday < 1 || weekday > 7 || quarter >= QUARTERS) return false;
  return (day >= 1 && day <= 31) || day == <u8>DAY_LAST;
}

function isSchedule(r: LocalTime): bool {
  if (r.billing_day < 1 || r.billing_day > 28 || r.billing_hour > 23) return false;
  return r.slew_limit_s >= 1 && r.slew_limit_s <= 60 && r.uncertainty_limit_s >= 1 && r.uncertainty_limit_s <= 3600;
}

function isInRange(r: LocalTime): bool {
  if (r.zone_min < -720 || r.zone_min > 840 || r.daylight_min < 0 || r.daylight_min > 120) return false;
  if (!isSchedule(r) || r.begin_month == r.end_month) return false;
  return isRule(r.begin_month, r.begin_day, r.begin_weekday, r.begin_quarter)
    && isRule(r.end_month, r.end_day, r.end_weekday, r.end_quarter);
}

/** CRC-32 of what a record says, whenever it was sealed. */
export function localTimeCrc(record: usize): u32 {
  return crc32(record + SAYS_FROM, LOCAL_TIME_BYTES - SAYS_FROM - CRC_BYTES);
}

export function localTimeFits(record: usize): bool {
  return isInRange(changetype<LocalTime>(record));
}

/** Replaces the record as a whole; magic, sequence and CRC are set here. Returns OK, OUT_OF_RANGE or STORAGE_FAILED with the old one in force. */
export function replaceLocalTime(next: usize): i32 {
  if (!localTimeFits(next)) return Status.OUT_OF_RANGE;
  copyBytes(CANDIDATE, next, LOCAL_TIME_BYTES);
  changetype<LocalTime>(CANDIDATE).sequence = localTime().sequence;
  const status = storeBanked(CANDIDATE, LOCAL_TIME_BYTES, LOCAL_TIME_MAGIC, FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B);
  if (status == Status.OK) copyBytes(RECORD, CANDIDATE, LOCAL_TIME_BYTES);
  return status;
}

/** Days since 1970 of a rule's day in a year; a day that its month does not have lies in the next one. */
function ruleDay(y: i32, month: u8, rule: u8, weekday: u8): i32 {
  const first = daysOf(y, month, 1);
  if (rule == <u8>DAY_LAST) {
    const last = first + daysOfMonth(y, month) - 1;
    return last - (weekdayOf(last) + 7 - weekday) % 7;
  }
  const from = first + rule - 1;
  return from + (weekday + 7 - weekdayOf(from)) % 7;
}

/** Daylight saving is in force at a time (UTC). Each rule goes by the time that was in force before it. */
export function isDaylight(utc_s: i64): bool {
  const r = localTime();
  if (r.daylight_min == 0) return false;
  const standard_s = utc_s + <i64>r.zone_min * MINUTE_s;
  const year = yearOf(civilOf(<i32>(standard_s / DAY_s)));
  const begin_s = <i64>ruleDay(year, r.begin_month, r.begin_day, r.begin_weekday) * DAY_s + <i64>r.begin_quarter * QUARTER_s;
  const end_s = <i64>ruleDay(year, r.end_month, r.end_day, r.end_weekday) * DAY_s
    + <i64>r.end_quarter * QUARTER_s - <i64>r.daylight_min * MINUTE_s;
  if (begin_s < end_s) return standard_s >= begin_s && standard_s < end_s;
  return standard_s >= begin_s || standard_s < end_s;
}

/** Seconds that local time is ahead of UTC at a time (UTC). */
export function localOffset_s(utc_s: i64): i64 {
  const zone_s = <i64>localTime().zone_min * MINUTE_s;
  return isDaylight(utc_s) ? zone_s + <i64>localTime().daylight_min * MINUTE_s : zone_s;
}
