// What a SET or ACTION brings, until all of it is there: bytes or a number. One request is served at a time.
// Legally relevant (IR46). Changes alter the software identification.
import { Value, VALUE_BYTES, VALUE_NUMBER } from '../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';

/** Longest string that is taken: a challenge. */
const STAGED_MAX: i32 = 64;
// @ts-ignore: decorator
@lazy const STAGED = memory.data(STAGED_MAX, 8);

export let stagedLength: i32 = 0;
export let stagedNumber: i64 = 0;

export function staged(): usize {
  return STAGED;
}

export function beginStaging(): i32 {
  stagedLength = 0;
  stagedNumber = 0;
  return Status.OK;
}

/** A piece of a string, or a number. Returns a Status. */
export function stage(value: Value): i32 {
  if (value.kind == VALUE_NUMBER) {
    stagedNumber = value.number;
    return Status.OK;
  }
  if (value.kind != VALUE_BYTES) return Status.OUT_OF_RANGE;
  if (value.offset + value.length > STAGED_MAX) return Status.BAD_LENGTH;
  copyBytes(STAGED + value.offset, value.pointer, value.length);
  stagedLength = value.offset + value.length;
  return Status.OK;
}
