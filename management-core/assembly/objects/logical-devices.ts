// Providers: which logical devices there are (class 17), and the name of this one.
import { putByte, putBytes } from '../../../shared-protocol/assembly/dlms/writer';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ownTitle } from '../access/cipher';
import { MANAGEMENT_DEVICE, METERING_DEVICE } from '../access/dlms-facts';

const DEVICES: i32 = 2;
const LEAF_DEVICE: i32 = 2;
/** Three letters of the manufacturer, ten digits of the serial part of the title, two of the logical device. */
const LETTERS: i32 = 3;
const SERIAL_BYTES: i32 = 5;
const NAME_CHARACTERS: i32 = 15;
const ZERO: i32 = 48;

// @ts-ignore: decorator
@lazy const NAME = memory.data(NAME_CHARACTERS + 1, 8);

function putDigit(at: usize, half: i32): usize {
  return putByte(at, half < 10 ? ZERO + half : 55 + half);
}

function setName(value: Value, device: i32): i32 {
  let at = putBytes(NAME, ownTitle(), LETTERS);
  for (let i: i32 = 0; i < SERIAL_BYTES; i++) {
    const byte = <i32>load<u8>(ownTitle() + LETTERS + i);
    at = putDigit(putDigit(at, byte >> 4), byte & 15);
  }
  putDigit(putDigit(at, device / 10), device % 10);
  return setBytes(value, NAME, NAME_CHARACTERS);
}

export function deviceName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setName(value, MANAGEMENT_DEVICE);
}

export function countLogicalDevices(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, DEVICES);
}

export function logicalDevices(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const device = index == 0 ? MANAGEMENT_DEVICE : METERING_DEVICE;
  return leaf == LEAF_DEVICE ? setNumber(value, device) : setName(value, device);
}
