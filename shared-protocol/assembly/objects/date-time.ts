// Dates and times of COSEM: twelve bytes, local time with its deviation from UTC (IEC 62056-6-2, 4.1.6.1).
import { NO_DEVIATION, Value } from './value';

export const DATE_TIME_BYTES: i32 = 12;
const DAY_ms: i64 = 86_400_000;
/** Days from 0000-03-01 to 1970-01-01, and of 400 years: years begin in March, so that a leap day ends one. */
const EPOCH_days: i64 = 719_468;
const ERA_days: i64 = 146_097;

function putU16(at: usize, value: i32): void {
  store<u8>(at, <u8>(value >> 8));
  store<u8>(at, <u8>value, 1);
}

/** Year, month 1..12 and day of days since 1970 by the Gregorian calendar. */
function putDate(at: usize, days: i64): void {
  const shifted = days + EPOCH_days;
  const era = (shifted >= 0 ? shifted : shifted - (ERA_days - 1)) / ERA_days;
  const ofEra = <i32>(shifted - era * ERA_days);
  const year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * year + year / 4 - year / 100);
  const fromMarch = (5 * ofYear + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  putU16(at, <i32>(era * 400) + year + (month <= 2 ? 1 : 0));
  store<u8>(at, <u8>month, 2);
  store<u8>(at, <u8>(ofYear - (153 * fromMarch + 2) / 5 + 1), 3);
  // 1970-01-01 was a Thursday; Monday is 1.
  const weekday = <i32>((days + 3) % 7);
  store<u8>(at, <u8>((weekday < 0 ? weekday + 7 : weekday) + 1), 4);
}

function putTime(at: usize, ms: i32): void {
  store<u8>(at, <u8>(ms / 3_600_000));
  store<u8>(at, <u8>(ms / 60_000 % 60), 1);
  store<u8>(at, <u8>(ms / 1000 % 60), 2);
  store<u8>(at, <u8>(ms / 10 % 100), 3);
}

/** Writes a date and time as COSEM has it; the deviation there is UTC less local time, minutes. */
export function putDateTime(at: usize, value: Value): void {
  const days = (value.number >= 0 ? value.number : value.number - (DAY_ms - 1)) / DAY_ms;
  putDate(at, days);
  putTime(at + 5, <i32>(value.number - days * DAY_ms));
  putU16(at + 9, value.length == NO_DEVIATION ? 0x8000 : -value.length);
  store<u8>(at, <u8>value.status, 11);
}
