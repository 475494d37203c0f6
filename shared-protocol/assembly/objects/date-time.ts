// Dates and times of COSEM: twelve bytes, local time with its deviation from UTC (IEC 62056-6-2, 4.1.6.1).
import { Status } from '../../generated/assembly/protocol';
import { civilOf, dayOf, daysOf, daysOfMonth, monthOf, weekdayOf, yearOf } from './calendar';
import { NO_DEVIATION, setDateTime, Value } from './value';

export const DATE_TIME_BYTES: i32 = 12;
const DAY_ms: i64 = 86_400_000;

function putU16(at: usize, value: i32): void {
  store<u8>(at, <u8>(value >> 8));
  store<u8>(at, <u8>value, 1);
}

/** Year, month 1..12, day and day of the week, 1 Monday .. 7 Sunday. */
function putDate(at: usize, days: i32): void {
  const date = civilOf(days);
  putU16(at, yearOf(date));
  store<u8>(at, <u8>monthOf(date), 2);
  store<u8>(at, <u8>dayOf(date), 3);
  store<u8>(at, <u8>weekdayOf(days), 4);
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
  putDate(at, <i32>days);
  putTime(at + 5, <i32>(value.number - days * DAY_ms));
  putU16(at + 9, value.length == NO_DEVIATION ? 0x8000 : -value.length);
  store<u8>(at, <u8>value.status, 11);
}

function takeU16(at: usize): i32 {
  return ((<i32>load<u8>(at)) << 8) | <i32>load<u8>(at, 1);
}

function isDate(year: i32, month: i32, day: i32): bool {
  if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysOfMonth(year, month);
}

/** A field that may be left open: 0 for FF. */
function orZero(byte: u8): i32 {
  return byte == 0xff ? 0 : <i32>byte;
}

/** Milliseconds of hour, minute, second and hundredths at an address; -1 for what is no time. */
function takeTime(at: usize): i32 {
  const hour = <i32>load<u8>(at);
  const minute = <i32>load<u8>(at, 1);
  const second = orZero(load<u8>(at, 2));
  const hundredths = orZero(load<u8>(at, 3));
  if (hour > 23 || minute > 59 || second > 59 || hundredths > 99) return -1;
  return hour * 3_600_000 + minute * 60_000 + second * 1000 + hundredths * 10;
}

/**
 * Takes a date and time as COSEM has it: local milliseconds, deviation and status. Seconds, hundredths and day of the week
 * may be left open (FF), no other field. Returns a Status: OUT_OF_RANGE for what is no date and time.
 */
export function takeDateTime(at: usize, value: Value): i32 {
  const year = takeU16(at);
  const month = <i32>load<u8>(at, 2);
  const day = <i32>load<u8>(at, 3);
  const ms = takeTime(at + 5);
  const deviation = <i32><i16>takeU16(at + 9);
  if (!isDate(year, month, day) || ms < 0) return Status.OUT_OF_RANGE;
  if (deviation != NO_DEVIATION && (deviation < -840 || deviation > 720)) return Status.OUT_OF_RANGE;
  const minutes = deviation == NO_DEVIATION ? NO_DEVIATION : -deviation;
  return setDateTime(value, <i64>daysOf(year, month, day) * DAY_ms + <i64>ms, minutes, load<u8>(at, 11));
}
