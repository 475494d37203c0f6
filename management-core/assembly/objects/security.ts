// Providers: security setup (class 64) of the association under way, and the invocation counters of all clients.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { askingAssociation, isAsked } from '../access/association';
import { ownTitle } from '../access/cipher';
import { expectedOf } from '../access/counters';

/** Requests and responses authenticated and encrypted: bits 2, 3, 5 and 6 (IEC 62056-6-2, version 1). */
const POLICY_SECURED: i64 = 0x6c;
const POLICY_NONE: i64 = 0;
const SUITE_0: i64 = 0;

// @ts-ignore: decorator
@lazy const TITLE = memory.data(TITLE_BYTES, 8);

/** Of the client of an entry: the least counter that its next request may have. */
export function invocationCounter(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, expectedOf(entry + 1));
}

export function securityPolicy(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, isAsked() && askingAssociation().ciphered ? POLICY_SECURED : POLICY_NONE);
}

export function securitySuite(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, SUITE_0);
}

export function clientTitle(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (!isAsked()) return Status.NOT_FOUND;
  store<u64>(TITLE, askingAssociation().title);
  return setBytes(value, TITLE, askingAssociation().title == 0 ? 0 : TITLE_BYTES);
}

export function serverTitle(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, ownTitle(), TITLE_BYTES);
}

/** Suite 0 has none. */
export function countCertificates(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 0);
}

export function certificates(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.NOT_FOUND;
}
