// Providers: when the passive set of the activity calendar takes over, at a time or at once.
import { ACTIVATION_LOCAL, ACTIVATION_NONE, ACTIVATION_UTC, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { DATE_TIME_BYTES, takeDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { NO_DEVIATION, setDateTime, Value } from '../../../shared-protocol/assembly/objects/value';
import { meteringClock_s } from '../link/records-follower';
import { scheduleChange, tariffHead } from '../registers/tariff-tables';
import { staged, stagedLength } from './staging';
import { isUnspecified, setUnspecified } from '../time/unspecified-time';

const SECOND_ms: i64 = 1000;
const MINUTE_s: i64 = 60;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Not specified while no change-over is awaited. */
export function calendarActivation(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const head = tariffHead();
  if (head.activation == <u8>ACTIVATION_NONE) return setUnspecified(value);
  if (head.activation == <u8>ACTIVATION_LOCAL) return setDateTime(value, head.activate_s * SECOND_ms, NO_DEVIATION, 0);
  return setDateTime(value, (head.activate_s + <i64>head.deviation_min * MINUTE_s) * SECOND_ms, head.deviation_min, 0);
}

/** Twelve bytes: with a deviation the time is UTC, without one local time; unspecified calls the change-over off. */
export function commitCalendarActivation(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength != DATE_TIME_BYTES) return Status.BAD_LENGTH;
  if (isUnspecified(staged())) return scheduleChange(ACTIVATION_NONE, 0, 0);
  const value = changetype<Value>(VALUE);
  const status = takeDateTime(staged(), value);
  if (status != Status.OK) return status;
  const local_s = value.number / SECOND_ms;
  if (value.length == NO_DEVIATION) return scheduleChange(ACTIVATION_LOCAL, local_s, 0);
  return scheduleChange(ACTIVATION_UTC, local_s - <i64>value.length * MINUTE_s, value.length);
}

/** At once is now, by the metering core's clock: minutes before it that are still to be followed have the rates they had. */
export function commitCalendarActivate(row: ObjectRow, entry: i32, place: i32): i32 {
  return scheduleChange(ACTIVATION_UTC, meteringClock_s(), 0);
}
