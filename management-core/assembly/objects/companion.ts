// Providers: which companion profile is in force, its name, and one that a client loads.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { COMPANION_HEAD_name } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import {
  beginCompanion, commitCompanion, companionInForce, loadedBytes, loadedCompanion, putCompanion, rowsAreCompact,
  selectCompanion, selectedCompanion, setCompactRows,
} from '../access/companion';
import { COMPANION_NAME_BYTES } from '../access/companion-image';
import { stagedNumber } from './staging';

const OWN_NAME_BYTES: i32 = 9;
/** "Twinmeter". */
// @ts-ignore: decorator
@lazy const OWN_NAME = memory.data<u8>([84, 119, 105, 110, 109, 101, 116, 101, 114]);

export function companionChoice(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, selectedCompanion());
}

export function commitCompanionChoice(row: ObjectRow, entry: i32, place: i32): i32 {
  return selectCompanion(<i32>stagedNumber());
}

export function compactRows(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, rowsAreCompact() ? 1 : 0);
}

export function commitCompactRows(row: ObjectRow, entry: i32, place: i32): i32 {
  return setCompactRows(<i32>stagedNumber());
}

export function companionName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const image = companionInForce();
  if (image == 0) return setBytes(value, OWN_NAME, OWN_NAME_BYTES);
  let length: i32 = 0;
  while (length < COMPANION_NAME_BYTES && load<u8>(image + COMPANION_HEAD_name + length) != 0) length++;
  return setBytes(value, image + COMPANION_HEAD_name, length);
}

/** The profile that was loaded, as it came; nothing before there is one. */
export function companionFile(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, loadedCompanion(), loadedBytes());
}

export function beginCompanionFile(row: ObjectRow, entry: i32, place: i32): i32 {
  beginCompanion();
  return Status.OK;
}

export function putCompanionFile(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
  return putCompanion(value.offset, value.pointer, value.length);
}

export function commitCompanionFile(row: ObjectRow, entry: i32, place: i32): i32 {
  return commitCompanion();
}

export function abortCompanionFile(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.OK;
}
