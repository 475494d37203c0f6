// Providers: the registers of errors and alarms, the filter and the descriptor; bits are cleared by writing, and set by events alone.
import { CODE_ALARMS_CLEARED, CODE_ERRORS_CLEARED } from '../../../shared-protocol/generated/assembly/event-logs';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { lastingAlarms } from '../events/lasting-alarms';
import { alarmsLetThrough } from '../logs/alarms';
import { keepLogs } from '../logs/log';
import { beginEvents, putNow } from '../logs/log-event';
import { draftState, logState } from '../logs/state';
import { stagedNumber } from './staging';

export function errorRegister(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, logState().error_register);
}

/** Bits that are written as zero are cleared. */
export function commitErrorRegister(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = logState().error_register & ~(<u32>stagedNumber());
  if (cleared == 0) return Status.OK;
  beginEvents();
  putNow(CODE_ERRORS_CLEARED, cleared);
  draftState().error_register &= ~cleared;
  return keepLogs();
}

/** What lasts, and what was momentary since it was cleared. */
export function alarmRegister(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, (logState().alarm_register | lastingAlarms()) & alarmsLetThrough());
}

/** Of alarms that last nothing is cleared: they end by themselves. */
export function commitAlarmRegister(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = logState().alarm_register & ~(<u32>stagedNumber());
  if (cleared == 0) return Status.OK;
  beginEvents();
  putNow(CODE_ALARMS_CLEARED, cleared);
  draftState().alarm_register &= ~cleared;
  return keepLogs();
}

export function alarmDescriptor(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, logState().alarm_descriptor);
}

export function commitAlarmDescriptor(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = logState().alarm_descriptor & ~(<u32>stagedNumber());
  if (cleared == 0) return Status.OK;
  beginEvents();
  putNow(CODE_ALARMS_CLEARED, cleared, 1);
  draftState().alarm_descriptor &= ~cleared;
  return keepLogs();
}

/** Bits of alarms that are let through. */
export function alarmFilter(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, alarmsLetThrough());
}

export function commitAlarmFilter(row: ObjectRow, entry: i32, place: i32): i32 {
  const filter = stagedNumber();
  if (filter < 0 || filter > <i64>u32.MAX_VALUE) return Status.OUT_OF_RANGE;
  beginEvents();
  draftState().alarm_filter = ~(<u32>filter);
  return keepLogs();
}
