// Providers: the load switch as disconnect control (class 70), and what that class does not have.
import { CONTACT_UNKNOWN, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { isSwitchKnown, switchIsOpen } from '../control/load-switch';
import { reasonOpen, remoteDisconnect as disconnect, remoteReconnect as reconnect, setHold } from '../control/switching/load-control';
import { isControlMode } from '../control/switching/modes';
import { replaceSettings, settings, settingsToBe } from '../control/switching/settings';
import { controlState as state, openingsBy } from '../control/switching/state';
import { limitInForce_W, secondsToOpening } from '../control/switching/wishes';
import { now_us } from '../time/clock';
import { stagedNumber } from './staging';

const LEAF_WARNING: i32 = 1;
const LEAF_OUTAGE: i32 = 2;
const LEAF_SHED: i32 = 3;

/** By the contact, null before it was told. */
export function outputState(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return isSwitchKnown() ? setNumber(value, i32(!switchIsOpen())) : Status.OK;
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

export function commitSwitchTimes(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  next.warning_s = <u16>stagedNumber(LEAF_WARNING);
  next.outage_s = <u16>stagedNumber(LEAF_OUTAGE);
  next.shed = <u8>stagedNumber(LEAF_SHED);
  return replaceSettings(next);
}
