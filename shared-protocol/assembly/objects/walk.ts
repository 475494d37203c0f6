// Walks the shape of an attribute node by node: what stands at a cursor, and the step to the next.
import { TAG_ARRAY, TAG_CHOICE, TAG_STRUCTURE } from '../../generated/assembly/tags';
import { Cursor, leafOf, NO_ARRAY } from './cursor';
import { readLeaf } from './read';
import { Selection } from './selection';
import { attributeAt, shapeLength, shapeNodes, tableRow } from './tables';
import { setNumber, Value } from './value';

/** log2 of the bytes of a node: its tag, then its argument. */
const NODE_SHIFT: i32 = 1;

/** Address of the node at the cursor. */
export function nodeAt<T>(tables: T, cursor: Cursor): usize {
  return shapeNodes(tables, cursor.shape) + (<i32>cursor.node << NODE_SHIFT);
}

export function nodeTag(node: usize): i32 {
  return load<u8>(node);
}

export function nodeArgument(node: usize): i32 {
  return load<u8>(node, 1);
}

/** An array at the head of a shape is the attribute's own: its entries are the items of the provider. */
function isOuterArray(cursor: Cursor, tag: i32): bool {
  return tag == TAG_ARRAY && cursor.node == 0;
}

/** True behind the last node. */
export function isDone<T>(tables: T, cursor: Cursor): bool {
  return <i32>cursor.node >= shapeLength(tables, cursor.shape);
}

/** Fixes first and last entry of an attribute that is an array; a Status, or how many there are. */
export function beginWalk<T>(tables: T, cursor: Cursor, selection: Selection): i32 {
  if (nodeTag(nodeAt(tables, cursor)) != TAG_ARRAY) return 0;
  const row = tableRow(tables, cursor.row);
  const status = tables.count(attributeAt(tables, row, cursor.place), row, cursor.entry, cursor.place, selection);
  if (status < 0) return status;
  cursor.first = selection.first;
  cursor.item = selection.first;
  cursor.end = selection.end;
  return <i32>(selection.end - selection.first);
}

/**
 * Puts what stands at the cursor: a leaf's value, or the number of entries or fields. Returns its tag, or a Status.
 */
export function present<T>(tables: T, cursor: Cursor, value: Value): i32 {
  const node = nodeAt(tables, cursor);
  const tag = nodeTag(node);
  if (isOuterArray(cursor, tag)) {
    setNumber(value, cursor.end - cursor.first);
    return tag;
  }
  if (tag == TAG_STRUCTURE) {
    setNumber(value, nodeArgument(node));
    return tag;
  }
  const row = tableRow(tables, cursor.row);
  const status = readLeaf(tables, row, cursor.entry, cursor.place, cursor.item, leafOf(cursor), cursor.snapshot, value);
  if (status < 0) return status;
  return tag == TAG_CHOICE ? <i32>value.tag : tag;
}

/** Nodes of an entry of the array at a node. */
function entryLength<T>(tables: T, cursor: Cursor, node: i32): i32 {
  return nodeArgument(shapeNodes(tables, cursor.shape) + (node << NODE_SHIFT));
}

/** Enters an array of `count` entries, or passes it by. */
function enterArray<T>(tables: T, cursor: Cursor, count: i32): void {
  const node = <i32>cursor.node;
  const length = entryLength(tables, cursor, node);
  if (node > 0 && count > 0) {
    cursor.innerNode = <u8>node;
    cursor.inner = 0;
    cursor.innerCount = <u16>count;
  }
  cursor.node = <u8>(count > 0 ? node + 1 : node + 1 + length);
}

/** Behind the last node of an entry: back to its first for the next entry, or on. */
function closeInner<T>(tables: T, cursor: Cursor): void {
  if (cursor.innerNode == NO_ARRAY) return;
  const array = <i32>cursor.innerNode;
  if (<i32>cursor.node != array + 1 + entryLength(tables, cursor, array)) return;
  cursor.inner++;
  if (cursor.inner < cursor.innerCount) cursor.node = <u8>(array + 1);
  else cursor.innerNode = NO_ARRAY;
}

function closeOuter<T>(tables: T, cursor: Cursor): void {
  if (!isDone(tables, cursor) || cursor.item == cursor.end) return;
  cursor.item++;
  if (cursor.item < cursor.end) cursor.node = 1;
}

/** Steps behind what stands at the cursor; `count` entries if it is an array. */
export function advance<T>(tables: T, cursor: Cursor, count: i32): void {
  const tag = nodeTag(nodeAt(tables, cursor));
  cursor.offset = 0;
  if (tag == TAG_ARRAY) enterArray(tables, cursor, count);
  else cursor.node++;
  closeInner(tables, cursor);
  closeOuter(tables, cursor);
}
