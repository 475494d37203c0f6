// A value on its way from an object to an encoder: a number with its scaler, bytes, bits, a date and time, or nothing.
import { Status } from '../../generated/assembly/protocol';

export const VALUE_NULL: u8 = 0;
export const VALUE_NUMBER: u8 = 1;
export const VALUE_BYTES: u8 = 2;
export const VALUE_BITS: u8 = 3;
export const VALUE_DATE_TIME: u8 = 4;

/** Room for a Value in static memory. */
/** No deviation of local time from UTC is known. */
export const NO_DEVIATION: i32 = -32768;

@unmanaged
export class Value {
  /** The number; of a date and time local milliseconds since 1970-01-01. */
  number: i64;
  /** Sample of the meter's life at which it was so; 0 for what does not depend on time. */
  instant: i64;
  /** Bytes or bits; good until the next value is asked for. */
  pointer: usize;
  /** Bytes, or bits; of a date and time its deviation from UTC, minutes. */
  length: i32;
  /** Of bytes that are taken piece by piece: where this piece begins; `number` is how many it has. */
  offset: i32;
  /** METERING_FLAG_* of its record; of a date and time the clock status. */
  status: u32;
  kind: u8;
  /** A-XDR tag, where the shape leaves the choice to the value. */
  tag: u8;
  /** Power of ten of the number, in its unit (a code of IEC 62056-6-2). */
  scaler: i8;
  unit: u8;
}

/** Forgets what a value was before, in whole words since every leaf begins so: a setter is a call of its own. */
export function clearValue(value: Value): i32 {
  const at = changetype<usize>(value);
  value.instant = 0;
  // offset and status; then kind VALUE_NULL, tag, scaler 0 and unit 255.
  store<u64>(at, 0, offsetof<Value>('offset'));
  store<u32>(at, 0xff00_0000, offsetof<Value>('kind'));
  return Status.OK;
}

export function setNumber(value: Value, number: i64): i32 {
  value.kind = VALUE_NUMBER;
  value.number = number;
  return Status.OK;
}

export function setBytes(value: Value, pointer: usize, length: i32): i32 {
  value.kind = VALUE_BYTES;
  value.pointer = pointer;
  value.length = length;
  return Status.OK;
}

export function setBits(value: Value, pointer: usize, bits: i32): i32 {
  value.kind = VALUE_BITS;
  value.pointer = pointer;
  value.length = bits;
  return Status.OK;
}

export function setDateTime(value: Value, local_ms: i64, deviation_min: i32, clockStatus: u32): i32 {
  value.kind = VALUE_DATE_TIME;
  value.number = local_ms;
  value.length = deviation_min;
  value.status = clockStatus;
  return Status.OK;
}
