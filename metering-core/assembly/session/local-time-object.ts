// Zone, daylight rules and the schedule of freezes as a client sees and changes them; each change is an event.
// Legally relevant (IR46). Changes alter the software identification.
import { putNumber } from '../../../shared-protocol/assembly/dlms/writer';
import { DATE_TIME_BYTES } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { LOCAL_TIME_BYTES, LocalTime } from '../../../shared-protocol/generated/assembly/layouts';
import { AUDIT_LOCAL_TIME, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { localTime, localTimeCrc, localTimeFits, replaceLocalTime } from '../clock/local-time';
import { noteLocalTime } from '../events/event-moments';
import { copyBytes } from '../math/copy';
import { enterAudit } from '../records/audit';
import { askingAssociation } from './asker';
import { staged, stagedLength, stagedNumber } from './staging';

/** Of a rule: any year; no deviation; hundredths that nobody tells. */
const ANY_YEAR: u32 = 0xffff;
const NO_DEVIATION: u32 = 0x8000;
const OPEN: u8 = 0xff;
/** Fields of a date and time. */
const MONTH: usize = 2;
const HOUR: usize = 5;
const MINUTE: usize = 6;
const SECOND: usize = 7;
const HUNDREDTHS: usize = 8;
const DEVIATION: usize = 9;
const CLOCK_STATUS: usize = 11;
const QUARTER_min: i32 = 15;
/** Fields of the schedule, by their nodes. */
const LEAF_BILLING_DAY: i32 = 1;
const LEAF_BILLING_HOUR: i32 = 2;
const LEAF_SLEW: i32 = 3;
const LEAF_UNCERTAINTY: i32 = 4;

// @ts-ignore: decorator
@lazy const NEXT = memory.data(LOCAL_TIME_BYTES, 8);
// @ts-ignore: decorator
@lazy const RULE = memory.data(DATE_TIME_BYTES, 8);

/** What is in force, to be changed. */
function next(): LocalTime {
  copyBytes(NEXT, changetype<usize>(localTime()), LOCAL_TIME_BYTES);
  return changetype<LocalTime>(NEXT);
}

function replace(): i32 {
  if (!localTimeFits(NEXT)) return Status.OUT_OF_RANGE;
  const before = localTimeCrc(changetype<usize>(localTime()));
  let status = enterAudit(AUDIT_LOCAL_TIME, askingAssociation().client, 0, before, localTimeCrc(NEXT));
  if (status == Status.OK) status = replaceLocalTime(NEXT);
  if (status == Status.OK) noteLocalTime();
  return status;
}

/** UTC less local time without daylight saving, minutes, as in a date and time. */
export function timeZone(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, -<i64>localTime().zone_min);
}

export function commitTimeZone(row: ObjectRow, entry: i32, place: i32): i32 {
  next().zone_min = <i16>-stagedNumber();
  return replace();
}

/** A rule of four bytes (month, day, weekday, quarter of an hour) as a date and time of any year. */
function setRule(value: Value, rule: usize): i32 {
  putNumber(RULE, ANY_YEAR, 2);
  store<u16>(RULE + MONTH, load<u16>(rule));
  store<u8>(RULE, load<u8>(rule, 2), 4);
  const quarter = <i32>load<u8>(rule, 3);
  store<u8>(RULE + HOUR, <u8>(quarter * QUARTER_min / 60));
  store<u8>(RULE + MINUTE, <u8>(quarter * QUARTER_min % 60));
  store<u8>(RULE + SECOND, 0);
  store<u8>(RULE + HUNDREDTHS, OPEN);
  putNumber(RULE + DEVIATION, NO_DEVIATION, 2);
  store<u8>(RULE + CLOCK_STATUS, 0);
  return setBytes(value, RULE, DATE_TIME_BYTES);
}

/** The same back; a Status. What is out of its range is refused with the record as a whole. */
function takeRule(rule: usize): i32 {
  const at = staged();
  if (stagedLength != DATE_TIME_BYTES) return Status.BAD_LENGTH;
  const minute = <i32>load<u8>(at + MINUTE);
  const second = load<u8>(at + SECOND);
  if (load<u16>(at) != <u16>ANY_YEAR || load<u8>(at + HOUR) > 23 || minute > 45) return Status.OUT_OF_RANGE;
  if (minute % QUARTER_min != 0 || (second != 0 && second != OPEN)) return Status.OUT_OF_RANGE;
  store<u16>(rule, load<u16>(at + MONTH));
  store<u8>(rule, load<u8>(at, 4), 2);
  store<u8>(rule, <u8>(<i32>load<u8>(at + HOUR) * 4 + minute / QUARTER_min), 3);
  return replace();
}

export function daylightBegin(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setRule(value, changetype<usize>(localTime()) + offsetof<LocalTime>('begin_month'));
}

export function commitDaylightBegin(row: ObjectRow, entry: i32, place: i32): i32 {
  return takeRule(changetype<usize>(next()) + offsetof<LocalTime>('begin_month'));
}

export function daylightEnd(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setRule(value, changetype<usize>(localTime()) + offsetof<LocalTime>('end_month'));
}

export function commitDaylightEnd(row: ObjectRow, entry: i32, place: i32): i32 {
  return takeRule(changetype<usize>(next()) + offsetof<LocalTime>('end_month'));
}

/** Minutes by which daylight saving puts clocks forward; 0 for none. */
export function daylightDeviation(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, localTime().daylight_min);
}

export function commitDaylightDeviation(row: ObjectRow, entry: i32, place: i32): i32 {
  next().daylight_min = <i8>stagedNumber();
  return replace();
}

/** It is where its deviation is not 0. */
export function daylightEnabled(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, localTime().daylight_min ? 1 : 0);
}

/** Day and hour that a billing period begins at, seconds a day of a slew, seconds of uncertainty that mark records. */
export function schedule(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const record = localTime();
  if (leaf == LEAF_BILLING_DAY) return setNumber(value, record.billing_day);
  if (leaf == LEAF_BILLING_HOUR) return setNumber(value, record.billing_hour);
  return setNumber(value, leaf == LEAF_SLEW ? <i64>record.slew_limit_s : <i64>record.uncertainty_limit_s);
}

export function commitSchedule(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = next();
  record.billing_day = <u8>stagedNumber(LEAF_BILLING_DAY);
  record.billing_hour = <u8>stagedNumber(LEAF_BILLING_HOUR);
  record.slew_limit_s = <u8>stagedNumber(LEAF_SLEW);
  record.uncertainty_limit_s = <u16>stagedNumber(LEAF_UNCERTAINTY);
  return replace();
}
