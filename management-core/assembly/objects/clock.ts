// Providers: the clock (class 8) as the metering core told it; it is set in logical device 16 alone.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { NO_DEVIATION, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Status as MeteringStatus } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../access/told-time';
import { recordIn } from '../link/mirror';
import { slotOf } from '../link/slots';
import { daylightOfTime } from '../registers/books';
import { localOf, offset_min, offsetIsKnown } from '../time/zone';
import { setUnspecified } from '../time/unspecified-time';

/** Bits of the clock's status (IEC 62056-6-2, 4.1.6.1). */
const INVALID: i32 = 1;
const DOUBTFUL: i32 = 2;
const DAYLIGHT: i32 = 128;
/** An internal crystal. */
const CRYSTAL: i64 = 1;
const SECOND_ms: i64 = 1000;

/** How far the time can be trusted, and whether daylight saving is in it. */
function stateOf(utc_s: i64, snapshot: usize): i32 {
  const record = recordIn(snapshot, slotOf(MESSAGE_READ_STATUS, 0));
  if (utc_s == 0 || record == 0) return INVALID;
  const stopped = changetype<MeteringStatus>(record).clock_stopped != 0;
  return (stopped ? DOUBTFUL : 0) | (daylightOfTime(utc_s) ? DAYLIGHT : 0);
}

export function clockTime(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const utc_s = <i64>told_s();
  if (utc_s == 0) return setUnspecified(value);
  const daylight = daylightOfTime(utc_s);
  const deviation = offsetIsKnown(daylight) ? offset_min(daylight) : NO_DEVIATION;
  return setDateTime(value, localOf(utc_s, daylight) * SECOND_ms, deviation, stateOf(utc_s, snapshot));
}

/** UTC less local time without daylight saving, minutes. */
export function clockZone(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, -<i64>offset_min(0));
}

export function clockState(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, stateOf(<i64>told_s(), snapshot));
}

/** The rules are the metering core's: logical device 16 tells them. */
export function daylightBegin(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setUnspecified(value);
}

export function daylightEnd(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setUnspecified(value);
}

/** Minutes that daylight saving puts local time forward; 0 while both were not seen. */
export function daylightDeviation(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const isKnown = offsetIsKnown(0) && offsetIsKnown(1);
  return setNumber(value, isKnown ? offset_min(1) - offset_min(0) : 0);
}

export function daylightEnabled(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, offsetIsKnown(1) ? 1 : 0);
}

export function clockBase(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, CRYSTAL);
}
