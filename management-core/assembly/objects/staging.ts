// What is written to a provider of one short value, until all of it is there: bytes, or the numbers of a structure.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { Value, VALUE_BYTES, VALUE_NUMBER } from '../../../shared-protocol/assembly/objects/value';

/** Longest string that is taken. */
const STAGED_MAX: i32 = 96;
// @ts-ignore: decorator
@lazy const STAGED = memory.data(STAGED_MAX, 8);

/** Numbers by the node they stand at; the first node is that of a number alone, or of the structure. */
const NODES: i32 = 16;
// @ts-ignore: decorator
@lazy const NUMBERS = memory.data(NODES << 3, 8);

/** Bytes staged. */
export let stagedLength: i32 = 0;

/** Where the staged bytes stand. */
export function staged(): usize {
  return STAGED;
}

/** The number at a node of the shape. */
export function stagedNumber(node: i32 = 0): i64 {
  return load<i64>(NUMBERS + (<usize>node << 3));
}

/** Forgets what was staged. */
export function beginStaging(): i32 {
  stagedLength = 0;
  memory.fill(STAGED, 0, STAGED_MAX);
  memory.fill(NUMBERS, 0, NODES << 3);
  return Status.OK;
}

/** A piece of a string, or a number. Returns a Status. */
export function stage(node: i32, value: Value): i32 {
  if (value.kind == VALUE_NUMBER) {
    if (<u32>node >= <u32>NODES) return Status.OUT_OF_RANGE;
    store<i64>(NUMBERS + (<usize>node << 3), value.number);
    return Status.OK;
  }
  if (value.kind != VALUE_BYTES) return Status.OUT_OF_RANGE;
  if (value.offset + value.length > STAGED_MAX) return Status.BAD_LENGTH;
  memory.copy(STAGED + value.offset, value.pointer, value.length);
  stagedLength = value.offset + value.length;
  return Status.OK;
}
