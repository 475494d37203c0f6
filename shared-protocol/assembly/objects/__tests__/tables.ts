// One object with tables of its own for the specs: a register whose value is set, and a method that takes a number.
import { SOURCE_METHOD, SOURCE_PROVIDER } from '../../../generated/assembly/object-numbers';
import { Status } from '../../../generated/assembly/protocol';
import {
  TAG_BIT_STRING, TAG_CHOICE, TAG_DOUBLE_LONG, TAG_INTEGER, TAG_LONG64, TAG_LONG64_UNSIGNED, TAG_LONG_UNSIGNED,
  TAG_OCTET_STRING, TAG_STRUCTURE, TAG_UNSIGNED,
} from '../../../generated/assembly/tags';
import { AttributeRow, ObjectRow } from '../rows';
import { Selection } from '../selection';
import { Value } from '../value';

/** Shapes 0..: one node each, and at last a structure of two. */
export const INTEGER: i32 = 0;
export const UNSIGNED: i32 = 1;
export const LONG_UNSIGNED: i32 = 2;
export const DOUBLE_LONG: i32 = 3;
export const LONG64: i32 = 4;
export const LONG64_UNSIGNED: i32 = 5;
export const OCTETS: i32 = 6;
export const BITS: i32 = 7;
export const CHOICE: i32 = 8;
export const PAIR: i32 = 9;
/** Places in the template: an attribute of each shape, then the method. */
export const METHOD: i32 = 10;

const ROWS = memory.data(24, 8);
const TEMPLATES = memory.data<u8>([0, 0, 11, 0]);
const ATTRIBUTES = memory.data<u8>([
  2, <u8>SOURCE_PROVIDER, <u8>INTEGER, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>UNSIGNED, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>LONG_UNSIGNED, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>DOUBLE_LONG, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>LONG64, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>LONG64_UNSIGNED, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>OCTETS, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>BITS, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>CHOICE, 0, 0, 0, 0, 0,
  2, <u8>SOURCE_PROVIDER, <u8>PAIR, 0, 0, 0, 0, 0,
  // Its result is a number of 64 bits, its parameter an integer.
  1, <u8>SOURCE_METHOD, <u8>LONG64, 0, <u8>INTEGER, 0, 0, 0,
]);
const FORMATS = memory.data<u8>([1, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0]);
const SHAPES = memory.data<u8>([
  0, 0, 1, 0, 1, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 4, 0, 1, 0, 5, 0, 1, 0, 6, 0, 1, 0, 7, 0, 1, 0, 8, 0, 1, 0, 9, 0, 3, 0,
]);
const NODES = memory.data<u8>([
  <u8>TAG_INTEGER, 0, <u8>TAG_UNSIGNED, 0, <u8>TAG_LONG_UNSIGNED, 0, <u8>TAG_DOUBLE_LONG, 0, <u8>TAG_LONG64, 0,
  <u8>TAG_LONG64_UNSIGNED, 0, <u8>TAG_OCTET_STRING, 0, <u8>TAG_BIT_STRING, 0, <u8>TAG_CHOICE, 0, <u8>TAG_STRUCTURE, 2,
  <u8>TAG_UNSIGNED, 0, <u8>TAG_INTEGER, 0,
]);

/** What the provider gives. */
export const GIVEN = memory.data(40, 8);
/** What was put last, and how a value ended. */
export let putNumber: i64 = 0;
export let committed: i32 = 0;
export let aborted: i32 = 0;

@unmanaged
export class Tables {
  rows(): usize { return ROWS; }
  templates(): usize { return TEMPLATES; }
  attributes(): usize { return ATTRIBUTES; }
  formats(): usize { return FORMATS; }
  shapes(): usize { return SHAPES; }
  nodes(): usize { return NODES; }
  rights(): usize { return 0; }
  stamps(): usize { return 0; }

  record(slot: i32, snapshot: usize): usize { return 0; }

  provide(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
    memory.copy(changetype<usize>(value), GIVEN, 40);
    return Status.OK;
  }

  count(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 { return 0; }
  begin(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 { return Status.OK; }

  put(a: AttributeRow, row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, value: Value): i32 {
    putNumber = value.number;
    return Status.OK;
  }

  commit(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    committed++;
    return Status.OK;
  }

  abort(a: AttributeRow, row: ObjectRow, entry: i32, place: i32): i32 {
    aborted++;
    return Status.OK;
  }
}

export function tables(): Tables {
  return changetype<Tables>(0);
}
