// Looks objects of the catalogue up in the mirror and writes them as text.
import {
  DIVISOR_TABLE, OBJECT_ROW, OBJECT_RULE_NEGATIVE, OBJECT_RULE_POSITIVE, OBJECT_TABLE, OBJECT_TYPE_I32,
  OBJECT_TYPE_I64, OBJECT_TYPE_U32, OBJECT_TYPE_U8, OBJECTS, PAGE_HIGHEST, PAGE_ORDERS, UNIT_ROW, UNIT_TABLE,
} from '../../../shared-protocol/generated/assembly/catalogue';
import { NOT_MEASURED } from '../../../shared-protocol/generated/assembly/protocol';
import { isMirrored, mirrored } from '../link/mirror';
import { putCharacter, putDigits, putNumber, putTerminated } from './text';

/** A row of the generated object table: an object, or an array of which an entry 0..orders-1 is an object. */
@unmanaged
export class ObjectRow {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
  f: u8;
  orders: u8;
  slot: u8;
  offset: u8;
  type: u8;
  rule: u8;
  digits: u8;
  decimals: u8;
  unit: u8;
  divisor: u8;
}

/** Row of object 0..OBJECTS-1. */
export function objectRow(index: i32): ObjectRow {
  return changetype<ObjectRow>(OBJECT_TABLE + index * OBJECT_ROW);
}

/** Index of the row that holds the object 1-0:c.d.e.255, or -1; its entry is e less the row's e. */
export function findObject(c: i32, d: i32, e: i32): i32 {
  for (let i: i32 = 0; i < OBJECTS; i++) {
    const row = objectRow(i);
    const inRow = e >= <i32>row.e && e < <i32>row.e + <i32>row.orders;
    if (row.c == c && row.d == d && inRow && row.a == 1 && row.b == 0 && row.f == 255) return i;
  }
  return -1;
}

/** Slot of the mirror an object's value lies in: arrays go on from page to page. */
export function objectSlot(row: ObjectRow, entry: i32 = 0): i32 {
  return row.slot + entry / PAGE_ORDERS;
}

/** True when the mirror holds the object, and it was measured: of an array up to the page's highest order. */
export function objectIsKnown(row: ObjectRow, entry: i32 = 0): bool {
  const slot = objectSlot(row, entry);
  if (!isMirrored(slot)) return false;
  if (row.orders > 1) return entry < <i32>load<u8>(mirrored(slot) + PAGE_HIGHEST);
  return row.type != OBJECT_TYPE_U32 || load<u32>(mirrored(slot) + row.offset) != NOT_MEASURED;
}

/** Value in the units of its field, before any rule. Entries of arrays have four bytes. */
function storedValue(row: ObjectRow, entry: i32): i64 {
  const at = mirrored(objectSlot(row, entry)) + row.offset + ((entry % PAGE_ORDERS) << 2);
  if (row.type == OBJECT_TYPE_I64) return load<i64>(at);
  if (row.type == OBJECT_TYPE_I32) return <i64>load<i32>(at);
  if (row.type == OBJECT_TYPE_U32) return <i64>load<u32>(at);
  return row.type == OBJECT_TYPE_U8 ? <i64>load<u8>(at) : 0;
}

/** Value in the units of its field, after the object's sign rule. */
export function objectValue(row: ObjectRow, entry: i32 = 0): i64 {
  const value = storedValue(row, entry);
  if (row.rule == OBJECT_RULE_POSITIVE) return value > 0 ? value : 0;
  if (row.rule == OBJECT_RULE_NEGATIVE) return value < 0 ? -value : 0;
  return value;
}

/** Writes A-B:C.D.E*F, as IEC 62056-21 wants its identifiers. */
export function putObis(at: usize, row: ObjectRow, entry: i32 = 0): usize {
  at = putCharacter(putNumber(at, row.a), 45);
  at = putCharacter(putNumber(at, row.b), 58);
  at = putReducedObis(at, row, entry);
  return putNumber(putCharacter(at, 42), row.f);
}

/** Writes C.D.E, the short form of the display. */
export function putReducedObis(at: usize, row: ObjectRow, entry: i32 = 0): usize {
  at = putCharacter(putNumber(at, row.c), 46);
  at = putCharacter(putNumber(at, row.d), 46);
  return putNumber(at, <i32>row.e + entry);
}

function powerOfTen(exponent: i32): i64 {
  let power: i64 = 1;
  for (let i: i32 = 0; i < exponent; i++) power *= 10;
  return power;
}

/**
 * Writes the value with at most decimals decimals, cut off and not rounded up: a register shows what it counted.
 * What is cut to nothing has no sign. Worst case: a remainder below 3.6e9 times 10^9 stays below 2^63.
 */
export function putValue(at: usize, row: ObjectRow, decimals: i32, entry: i32 = 0): usize {
  const value = objectValue(row, entry);
  const magnitude = value < 0 ? -value : value;
  const divisor = load<i64>(DIVISOR_TABLE + (row.divisor << 3));
  const shown = decimals < <i32>row.decimals ? decimals : <i32>row.decimals;
  const whole = magnitude / divisor;
  const fraction = ((magnitude % divisor) * powerOfTen(shown)) / divisor;
  if (value < 0 && (whole | fraction) != 0) at = putCharacter(at, 45);
  at = putDigits(at, whole, row.digits);
  return shown == 0 ? at : putDigits(putCharacter(at, 46), fraction, shown);
}

/** True when the object has a unit to show. */
export function hasUnit(row: ObjectRow): bool {
  return load<u8>(UNIT_TABLE + row.unit * UNIT_ROW) != 0;
}

/** Writes the unit. */
export function putUnit(at: usize, row: ObjectRow): usize {
  return putTerminated(at, UNIT_TABLE + row.unit * UNIT_ROW, UNIT_ROW);
}
