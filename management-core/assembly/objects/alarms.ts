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

/** Begins to clear the bits of a register that are written as zero, told by a code; returns which they are, 0 for none. */
function beginClearing(register: u32, code: i32, scope: i32 = 0): u32 {
  const cleared = register & ~(<u32>stagedNumber());
  if (cleared == 0) return 0;
  beginEvents();
  putNow(code, cleared, scope);
  return cleared;
}

export function errorRegister(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, logState().error_register);
}

/** Bits that are written as zero are cleared. */
export function commitErrorRegister(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = beginClearing(logState().error_register, CODE_ERRORS_CLEARED);
  if (cleared == 0) return Status.OK;
  draftState().error_register &= ~cleared;
  return keepLogs();
}

/** What lasts, and what was momentary since it was cleared. */
export function alarmRegister(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, (logState().alarm_register | lastingAlarms()) & alarmsLetThrough());
}

/** Of alarms that last nothing is cleared: they end by themselves. */
export function commitAlarmRegister(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = beginClearing(logState().alarm_register, CODE_ALARMS_CLEARED);
  if (cleared == 0) return Status.OK;
  draftState().alarm_register &= ~cleared;
  return keepLogs();
}

export function alarmDescriptor(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, logState().alarm_descriptor);
}

export function commitAlarmDescriptor(row: ObjectRow, entry: i32, place: i32): i32 {
  const cleared = beginClearing(logState().alarm_descriptor, CODE_ALARMS_CLEARED, 1);
  if (cleared == 0) return Status.OK;
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
