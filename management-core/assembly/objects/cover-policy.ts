// Providers: what follows on an open terminal cover, when the utility's people are at the meter by right, and the port's mode.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { replaceSettings, settings, settingsToBe } from '../access/settings';
import { stagedNumber } from './staging';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';

/** Nodes of the window's structure. */
const LEAF_FROM: i32 = 1;
const LEAF_TO: i32 = 2;

/** COVER_POLICY_* bits. */
export function coverPolicy(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, settings().cover_policy);
}

export function commitCoverPolicy(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  const number = stagedNumber();
  if (number < 0 || number > 255) return Status.OUT_OF_RANGE;
  next.cover_policy = <u8>number;
  return replaceSettings(next);
}

/** From and to, seconds since 1970 (UTC). */
export function serviceWindow(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, leaf == LEAF_FROM ? settings().window_from_s : settings().window_to_s);
}

export function commitServiceWindow(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  next.window_from_s = <u32>stagedNumber(LEAF_FROM);
  next.window_to_s = <u32>stagedNumber(LEAF_TO);
  return replaceSettings(next);
}

/** OPTICAL_MODE_*. */
export function opticalMode(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, settings().mode);
}

export function commitOpticalMode(row: ObjectRow, entry: i32, place: i32): i32 {
  const next = settingsToBe();
  const number = stagedNumber();
  if (number < 0 || number > 255) return Status.OUT_OF_RANGE;
  next.mode = <u8>number;
  return replaceSettings(next);
}
