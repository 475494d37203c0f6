// Rows of a profile with some of their columns alone: the shape that they have then, and which node of a whole row each of its nodes is.
import { CHOSEN_NODES, CHOSEN_SHAPE, SHAPE_NODES, SHAPES } from '../../../shared-protocol/generated/assembly/objects';
import { TAG_ARRAY, TAG_STRUCTURE } from '../../../shared-protocol/generated/assembly/tags';

/** Bytes of a span of the shapes, and of a node: its tag, then its argument. */
const SPAN: usize = 4;
const NODE: usize = 2;
const LENGTH: usize = 2;
const ARGUMENT: usize = 1;
/** Nodes before the columns: the array, and the structure of a row. */
const HEAD: i32 = 2;
/** Columns that can be chosen from. */
export const COLUMNS_MOST: i32 = CHOSEN_NODES - HEAD;

/** Node of a whole row by node of the shape. */
// @ts-ignore: decorator
@lazy const WHOLE = memory.data(CHOSEN_NODES, 8);

/** Columns are chosen: what a provider is asked for is of a whole row. */
let isChosen: bool = false;

function spanOf(shape: i32): usize {
  return SHAPES + <usize>shape * SPAN;
}

function firstNode(shape: i32): usize {
  return SHAPE_NODES + <usize>load<u16>(spanOf(shape)) * NODE;
}

/** All columns of an attribute whose entries are structures of values, bit n the n-th; 0 for any other. */
export function columnsOf(shape: i32): u64 {
  const length = <i32>load<u8>(spanOf(shape), LENGTH);
  const at = firstNode(shape);
  if (length <= HEAD || length > CHOSEN_NODES || load<u8>(at) != <u8>TAG_ARRAY || load<u8>(at, NODE) != <u8>TAG_STRUCTURE) return 0;
  const columns = <i32>load<u8>(at, NODE + ARGUMENT);
  return columns == length - HEAD ? u64.MAX_VALUE >> <u64>(64 - columns) : 0;
}

/** Makes CHOSEN_SHAPE that of rows of a shape with the columns of a set, bit n the n-th. */
export function chooseColumns(shape: i32, columns: u64): void {
  const from = firstNode(shape);
  const to = firstNode(CHOSEN_SHAPE);
  const count = <i32>popcnt(columns);
  let next = HEAD;
  for (let node = HEAD; node < <i32>load<u8>(spanOf(shape), LENGTH); node++) {
    if (((columns >> <u64>(node - HEAD)) & 1) == 0) continue;
    store<u16>(to + <usize>next * NODE, load<u16>(from + <usize>node * NODE));
    store<u8>(WHOLE + next, <u8>node);
    next++;
  }
  store<u8>(to, <u8>TAG_ARRAY);
  store<u8>(to, <u8>(count + 1), ARGUMENT);
  store<u8>(to, <u8>TAG_STRUCTURE, NODE);
  store<u8>(to, <u8>count, NODE + ARGUMENT);
  store<u8>(spanOf(CHOSEN_SHAPE), <u8>next, LENGTH);
  isChosen = true;
}

/** All columns again. */
export function chooseAll(): void {
  isChosen = false;
}

/** The leaf of a whole row that is meant. */
export function wholeLeaf(leaf: i32): i32 {
  return isChosen ? <i32>load<u8>(WHOLE + leaf) : leaf;
}
