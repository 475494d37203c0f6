// Providers: how HDLC is set (class 23): what it negotiates at most, and how long it waits.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { INACTIVITY_s, INFORMATION_MOST, INTER_OCTET_ms, PHYSICAL_ADDRESS, WINDOW_MOST } from '../access/dlms-facts';

/** 9600 Bd, in the enumeration of class 23. */
const BAUD_9600: i64 = 5;

export function hdlcSpeed(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, BAUD_9600);
}

export function hdlcWindow(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, WINDOW_MOST);
}

export function hdlcInformation(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, INFORMATION_MOST);
}

export function hdlcInterOctet(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, INTER_OCTET_ms);
}

export function hdlcInactivity(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, INACTIVITY_s);
}

export function hdlcAddress(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, PHYSICAL_ADDRESS);
}
