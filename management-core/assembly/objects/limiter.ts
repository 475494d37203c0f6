// Providers: the limiter (class 71). Thresholds count as the monitored register does: mW.
import { CODE_LIMITER_CHANGED } from '../../../shared-protocol/generated/assembly/event-logs';
import { LoadControlSettings } from '../../../shared-protocol/generated/assembly/layouts';
import { EMERGENCY_GROUPS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { DATE_TIME_BYTES, takeDateTime } from '../../../shared-protocol/assembly/objects/date-time';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { NO_DEVIATION, setBytes, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { told_s } from '../access/told-time';
import { emergencyIsActive, groupAt } from '../control/switching/emergency';
import { activeThreshold_mW } from '../control/switching/limiter';
import { replaceSettings, settings, settingsToBe, settingsUnderWay } from '../control/switching/settings';
import { logEvent } from '../logs/log-event';
import { staged, stagedLength, stagedNumber } from './staging';
import { isUnspecified, setUnspecified } from '../time/unspecified-time';

const CLASS_REGISTER: i32 = 3;
const ATTRIBUTE_VALUE: i32 = 2;
const CODE_BYTES: i32 = 6;
const SECOND_ms: i64 = 1000;
const MINUTE_s: i64 = 60;
const MOST: i64 = 0xffffffff;
/** Nodes of the profile, and of the actions. */
const LEAF_ID: i32 = 1;
const LEAF_TIME: i32 = 2;
const LEAF_DURATION: i32 = 3;
const LEAF_OVER: i32 = 3;
const LEAF_UNDER: i32 = 6;
const LEAF_COUNT: i32 = 0;

/** 1-0:1.7.0.255, active power that is taken, of all phases. */
// @ts-ignore: decorator
@lazy const MONITORED = memory.data<u8>([1, 0, 1, 7, 0, 255]);
/** 0-0:10.0.106.255: script 1 disconnects, 2 reconnects. */
// @ts-ignore: decorator
@lazy const SCRIPTS = memory.data<u8>([0, 0, 10, 0, 106, 255]);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

export function monitoredValue(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_TIME) return setBytes(value, MONITORED, CODE_BYTES);
  return setNumber(value, leaf == LEAF_ID ? CLASS_REGISTER : ATTRIBUTE_VALUE);
}

export function activeThreshold(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, activeThreshold_mW());
}

/** What was changed is in the control log, with the threshold that counts now, W. */
function replaceThresholds(record: LoadControlSettings): i32 {
  const status = replaceSettings(record);
  if (status == Status.OK) logEvent(CODE_LIMITER_CHANGED, <i32>(activeThreshold_mW() / 1000));
  return status;
}

export function normalThreshold(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().normal_mW);
}

export function commitNormalThreshold(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = settingsToBe();
  record.normal_mW = <u32>stagedNumber();
  return replaceThresholds(record);
}

export function emergencyThreshold(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().emergency_mW);
}

export function commitEmergencyThreshold(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = settingsToBe();
  record.emergency_mW = <u32>stagedNumber();
  return replaceThresholds(record);
}

export function overDuration(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().over_s);
}

export function commitOverDuration(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = settingsToBe();
  record.over_s = <u32>stagedNumber();
  return replaceSettings(record);
}

export function underDuration(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().under_s);
}

export function commitUnderDuration(row: ObjectRow, entry: i32, place: i32): i32 {
  const record = settingsToBe();
  record.under_s = <u32>stagedNumber();
  return replaceSettings(record);
}

/** Number, activation in UTC, duration; the time is not specified without a profile. */
export function emergencyProfile(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_ID) return setNumber(value, settings().emergency_id);
  if (leaf == LEAF_DURATION) return setNumber(value, settings().emergency_s);
  if (settings().emergency_s == 0) return setUnspecified(value);
  return setDateTime(value, <i64>settings().emergency_from_s * SECOND_ms, 0, 0);
}

/** Seconds since 1970 (UTC) of the twelve bytes; not specified: at once. -1 for none: a time needs its deviation. */
function activation_s(): i64 {
  if (stagedLength != DATE_TIME_BYTES) return -1;
  if (isUnspecified(staged())) return <i64>told_s();
  const value = changetype<Value>(VALUE);
  if (takeDateTime(staged(), value) != Status.OK || value.length == NO_DEVIATION) return -1;
  return value.number / SECOND_ms - <i64>value.length * MINUTE_s;
}

/** A duration of 0 ends the profile. */
export function commitEmergencyProfile(row: ObjectRow, entry: i32, place: i32): i32 {
  const from_s = activation_s();
  if (from_s < 0 || from_s > MOST) return Status.OUT_OF_RANGE;
  const record = settingsToBe();
  record.emergency_id = <u16>stagedNumber(LEAF_ID);
  record.emergency_from_s = <u32>from_s;
  record.emergency_s = <u32>stagedNumber(LEAF_DURATION);
  return replaceSettings(record);
}

export function emergencyGroups(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, load<u16>(groupAt(settings(), index)));
}

export function countEmergencyGroups(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, settings().group_count);
}

export function beginEmergencyGroups(row: ObjectRow, entry: i32, place: i32): i32 {
  settingsToBe();
  return Status.OK;
}

export function putEmergencyGroups(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  const record = settingsUnderWay();
  if (leaf == LEAF_COUNT) {
    if (value.number > EMERGENCY_GROUPS) return Status.OUT_OF_RANGE;
    record.group_count = <u8>value.number;
    return Status.OK;
  }
  store<u16>(groupAt(record, index), <u16>value.number);
  return Status.OK;
}

export function commitEmergencyGroups(row: ObjectRow, entry: i32, place: i32): i32 {
  return replaceSettings(settingsUnderWay());
}

export function abortEmergencyGroups(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}

export function emergencyActive(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, i32(emergencyIsActive()));
}

/** Over: script 1; under: script 2, as far as the control mode lets the meter itself close. */
export function limiterActions(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_OVER) return setNumber(value, 1);
  if (leaf == LEAF_UNDER) return setNumber(value, 2);
  return setBytes(value, SCRIPTS, CODE_BYTES);
}
