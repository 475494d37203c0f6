// Providers: the load switch as disconnect control (class 70), and what that class does not have.
import { CONTACT_UNKNOWN, OPEN_HOURS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { isSwitchKnown, switchIsOpen } from '../control/load-switch';
import { reasonOpen, remoteDisconnect as disconnect, remoteReconnect as reconnect, setHold } from '../control/switching/load-control';
import { isControlMode } from '../control/switching/modes';
import { operatorLeft_s, operatorLimit_W, orderLimit } from '../control/switching/operator';
import { daysOf, fromOf_min, setHours, toOf_min } from '../control/switching/schedule';
import { replaceSettings, settings, settingsToBe } from '../control/switching/settings';
import { controlState as state, openingsBy } from '../control/switching/state';
import { limitInForce_W } from '../control/switching/limiter';
import { secondsToOpening } from '../control/switching/wishes';
import { now_us } from '../time/clock';
import { stagedNumber } from './staging';

const LEAF_WARNING: i32 = 1;
const LEAF_OUTAGE: i32 = 2;
const LEAF_SHED: i32 = 3;
const LEAF_OVERVOLTAGE: i32 = 1;
const LEAF_SPREAD: i32 = 2;
const LEAF_PROTECT: i32 = 3;
/** Numbers of an entry of the schedule. */
const HOURS_NUMBERS: i32 = 3;

/** By the contact, null before it was told. */
export function outputState(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return isSwitchKnown() ? setNumber(value, contact()) : Status.OK;
}

/** CONTROL_*. */
export function controlState(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, state().control);
}

export function controlMode(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().mode);
}

export function commitControlMode(row: ObjectRow, entry: i32, place: i32): i32 {
  if (!isControlMode(stagedNumber())) return Status.OUT_OF_RANGE;
  const next = settingsToBe();
  next.mode = <u8>stagedNumber();
  return replaceSettings(next);
}

/** The parameter of both methods is integer 0 and means nothing. */
export function commitRemoteDisconnect(row: ObjectRow, entry: i32, place: i32): i32 {
  return disconnect();
}

export function commitRemoteReconnect(row: ObjectRow, entry: i32, place: i32): i32 {
  return reconnect(now_us);
}

/** The contact: open, closed, or not told. */
function contact(): i32 {
  return isSwitchKnown() ? i32(!switchIsOpen()) : CONTACT_UNKNOWN;
}

export function loadSwitchState(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  switch (leaf) {
    case 1: return setNumber(value, contact());
    case 2: return setNumber(value, state().control);
    case 3: return setNumber(value, settings().mode);
    case 4: return setNumber(value, state().command);
    case 5: return setNumber(value, state().cause);
    case 6: return setNumber(value, reasonOpen());
    case 7: return setNumber(value, state().hold);
    case 8: return setNumber(value, limitInForce_W());
    case 9: return setNumber(value, secondsToOpening());
    default: return setNumber(value, state().changed_s);
  }
}

export function holdOn(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, state().hold);
}

export function commitHoldOn(row: ObjectRow, entry: i32, place: i32): i32 {
  return setHold(stagedNumber());
}

export function openings(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, openingsBy(leaf - 1));
}

export function switchTimes(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_WARNING) return setNumber(value, settings().warning_s);
  return setNumber(value, leaf == LEAF_OUTAGE ? settings().outage_s : settings().shed);
}

/** Overvoltage, spread of the voltages (mV), how long a fault lasts to open, and its end to close (s). */
export function protectionLimits(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_OVERVOLTAGE) return setNumber(value, settings().overvoltage_mV);
  if (leaf == LEAF_SPREAD) return setNumber(value, settings().spread_mV);
  return setNumber(value, leaf == LEAF_PROTECT ? settings().protect_s : settings().restore_s);
}

export function commitProtectionLimits(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  next.overvoltage_mV = <u32>stagedNumber(LEAF_OVERVOLTAGE);
  next.spread_mV = <u32>stagedNumber(LEAF_SPREAD);
  next.protect_s = <u16>stagedNumber(LEAF_PROTECT);
  next.restore_s = <u16>stagedNumber(LEAF_PROTECT + 1);
  return replaceSettings(next);
}

/** Days, from and to of each entry, one behind the other. */
export function openHours(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const hours = (leaf - 1) / HOURS_NUMBERS;
  const number = (leaf - 1) % HOURS_NUMBERS;
  if (number == 0) return setNumber(value, daysOf(settings(), hours));
  return setNumber(value, number == 1 ? fromOf_min(settings(), hours) : toOf_min(settings(), hours));
}

export function commitOpenHours(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  for (let i: i32 = 0; i < OPEN_HOURS; i++) {
    const node = 1 + i * HOURS_NUMBERS;
    if (!setHours(next, i, stagedNumber(node), stagedNumber(node + 1), stagedNumber(node + 2))) return Status.OUT_OF_RANGE;
  }
  return replaceSettings(next);
}

/** Limit in force, W, and seconds that it still holds; 0 and 0 without. */
export function operatorOrder(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, leaf == 1 ? operatorLimit_W() : operatorLeft_s());
}

export function commitOperatorOrder(row: ObjectRow, entry: i32, place: i32): i32 {
  return orderLimit(stagedNumber(1), stagedNumber(2));
}

export function operatorPort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, settings().operator_port);
}

export function commitOperatorPort(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  next.operator_port = <u8>stagedNumber();
  return replaceSettings(next);
}

export function commitSwitchTimes(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  next.warning_s = <u16>stagedNumber(LEAF_WARNING);
  next.outage_s = <u16>stagedNumber(LEAF_OUTAGE);
  next.shed = <u8>stagedNumber(LEAF_SHED);
  return replaceSettings(next);
}
