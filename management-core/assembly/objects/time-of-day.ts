// Providers: local time and date as text, for displays and readouts (OBIS 0.9.1 and 0.9.2).
import { civilOf, DAY_s, dayOf, monthOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { putCharacter, putDigits } from '../../../shared-protocol/assembly/objects/text';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../access/told-time';
import { daylightOfTime } from '../registers/books';
import { localOf } from '../time/zone';

const MINUTE_s: i64 = 60;
const HOUR_s: i64 = 3600;
const CENTURY: i32 = 100;
const COLON: i32 = 58;
const DASH: i32 = 45;
const BLANK: i32 = 32;
const TEXT_BYTES: i32 = 8;

// @ts-ignore: decorator
@lazy const TEXT = memory.data(TEXT_BYTES, 8);

/** Local seconds since 1970; 0 while no time is known. */
function local_s(): i64 {
  const utc_s = <i64>told_s();
  return utc_s == 0 ? 0 : localOf(utc_s, daylightOfTime(utc_s));
}

function putThree(at: usize, first: i64, second: i64, third: i64, between: i32): usize {
  at = putCharacter(putDigits(at, first, 2), between);
  return putDigits(putCharacter(putDigits(at, second, 2), between), third, 2);
}

function putDate(at: usize, local_s: i64): usize {
  const date = civilOf(<i32>(local_s / DAY_s));
  return putThree(at, yearOf(date) % CENTURY, monthOf(date), dayOf(date), DASH);
}

/** Writes a time as local `YY-MM-DD hh:mm`. */
export function putMinute(at: usize, utc_s: i64): usize {
  const local_s = localOf(utc_s, daylightOfTime(utc_s));
  at = putCharacter(putDate(at, local_s), BLANK);
  at = putCharacter(putDigits(at, (local_s % DAY_s) / HOUR_s, 2), COLON);
  return putDigits(at, (local_s / MINUTE_s) % MINUTE_s, 2);
}

/** `hh:mm:ss`. */
export function timeOfDay(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const now_s = local_s();
  if (now_s == 0) return Status.OK;
  putThree(TEXT, (now_s % DAY_s) / HOUR_s, (now_s / MINUTE_s) % MINUTE_s, now_s % MINUTE_s, COLON);
  return setBytes(value, TEXT, TEXT_BYTES);
}

/** `YY-MM-DD`. */
export function dateOfDay(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const now_s = local_s();
  if (now_s == 0) return Status.OK;
  putDate(TEXT, now_s);
  return setBytes(value, TEXT, TEXT_BYTES);
}
