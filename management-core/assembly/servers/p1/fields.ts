// Fields of a telegram: numbers of fixed width, times of day, octets in hexadecimal digits, codes.
import { civilOf, DAY_s, dayOf, daysOf, monthOf, yearOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { putCharacter, putDigits, putNumber } from '../../../../shared-protocol/assembly/objects/text';
import { daylightOfTime } from '../../registers/books';
import { localOf, offset_min } from '../../time/zone';

export const OPEN: i32 = 40;
export const CLOSE: i32 = 41;
export const STAR: i32 = 42;
const DASH: i32 = 45;
const DOT: i32 = 46;
const COLON: i32 = 58;
const SUMMER: i32 = 83;
const WINTER: i32 = 87;
const MINUTE_s: i64 = 60;
const HOUR_s: i64 = 3600;
const CENTURY: i32 = 100;
const MONTHS: i32 = 12;
/** Of a power of ten below 2^63. */
const EXPONENT_MAX: i32 = 18;

function powerOfTen(exponent: i32): i64 {
  let power: i64 = 1;
  for (let i: i32 = 0; i < min(exponent, EXPONENT_MAX); i++) power *= 10;
  return power;
}

/** number x 10^exponent as a whole number, cut, or rounded half up from zero. Not negative. */
export function scaled(number: i64, exponent: i32, isCut: bool): i64 {
  if (exponent >= 0) return number * powerOfTen(exponent);
  const divisor = powerOfTen(-exponent);
  return isCut ? number / divisor : (number + (divisor >> 1)) / divisor;
}

/** `digits` digits in all, `decimals` of them behind a point. A register goes round, all else stops at the highest number there is. */
export function putFixed(at: usize, number: i64, digits: i32, decimals: i32, goesRound: bool): usize {
  const shown = goesRound ? number : min(number, powerOfTen(digits) - 1);
  const unit = powerOfTen(decimals);
  at = putDigits(at, shown / unit, digits - decimals);
  return decimals == 0 ? at : putDigits(putCharacter(at, DOT), shown % unit, decimals);
}

/** A minus sign where a value has one. */
export function putSign(at: usize, isNegative: bool): usize {
  return isNegative ? putCharacter(at, DASH) : at;
}

export function putHexDigit(at: usize, value: i32): usize {
  const digit = value & 15;
  return putCharacter(at, digit < 10 ? 48 + digit : 55 + digit);
}

/** Each byte as two digits, capital letters. */
export function putOctets(at: usize, bytes: usize, length: i32): usize {
  for (let i: i32 = 0; i < length; i++) {
    const byte = <i32>load<u8>(bytes + i);
    at = putHexDigit(putHexDigit(at, byte >> 4), byte);
  }
  return at;
}

/** `A-B:C.D.E` of five bytes. */
export function putCode(at: usize, code: usize): usize {
  at = putCharacter(putNumber(at, load<u8>(code)), DASH);
  at = putCharacter(putNumber(at, load<u8>(code, 1)), COLON);
  at = putCharacter(putNumber(at, load<u8>(code, 2)), DOT);
  at = putCharacter(putNumber(at, load<u8>(code, 3)), DOT);
  return putNumber(at, load<u8>(code, 4));
}

/** YYMMDDhhmmss of a local time, and whether it is summer time. */
function putLocal(at: usize, local_s: i64, daylight: i32): usize {
  const day = <i32>(local_s / DAY_s);
  const rest = local_s - <i64>day * DAY_s;
  const date = civilOf(day);
  at = putDigits(at, yearOf(date) % CENTURY, 2);
  at = putDigits(putDigits(at, monthOf(date), 2), dayOf(date), 2);
  at = putDigits(putDigits(at, rest / HOUR_s, 2), (rest / MINUTE_s) % MINUTE_s, 2);
  return putCharacter(putDigits(at, rest % MINUTE_s, 2), daylight ? SUMMER : WINTER);
}

/** The local time of a moment. */
export function putTime(at: usize, utc_s: i64): usize {
  const daylight = daylightOfTime(utc_s);
  return putLocal(at, localOf(utc_s, daylight), daylight);
}

/** Local midnight with which a month (months since year 0) ended. */
export function putMonthEnd(at: usize, month: i32): usize {
  const next = month + 1;
  const local_s = <i64>daysOf(next / MONTHS, (next % MONTHS) + 1, 1) * DAY_s;
  return putLocal(at, local_s, daylightOfTime(local_s - <i64>offset_min(0) * MINUTE_s));
}
