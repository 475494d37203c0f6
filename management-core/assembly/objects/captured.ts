// Which column of a profile captures an attribute: asked of its capture objects, whatever profile it is.
import { Selection, SELECTION_BYTES } from '../../../shared-protocol/assembly/objects/selection';
import { CODE_BYTES } from '../../../shared-protocol/assembly/objects/rows';
import { attributeAt } from '../../../shared-protocol/assembly/objects/tables';
import { readLeaf } from '../../../shared-protocol/assembly/objects/read';
import { clearValue, Value } from '../../../shared-protocol/assembly/objects/value';
import { objectRow, objectTables } from './tables';

/** Place of attribute 3 in a profile. */
const OBJECTS: i32 = 2;
/** Nodes of [array, structure 4, class, code, attribute, index]. */
const LEAF_CLASS: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;

// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

function leafOf(row: i32, index: i32, leaf: i32): Value {
  const value = changetype<Value>(VALUE);
  clearValue(value);
  readLeaf(objectTables(), objectRow(row), 0, OBJECTS, index, leaf, 0, value);
  return value;
}

function captures(row: i32, index: i32, classId: i32, code: usize, attribute: i32): bool {
  if (<i32>leafOf(row, index, LEAF_CLASS).number != classId || <i32>leafOf(row, index, LEAF_ATTRIBUTE).number != attribute) return false;
  const found = leafOf(row, index, LEAF_CODE);
  return found.length == CODE_BYTES && memory.compare(found.pointer, code, CODE_BYTES) == 0;
}

/** Column 0.. of a profile that captures an attribute; -1 for none. */
export function columnCapturing(row: i32, classId: i32, code: usize, attribute: i32): i32 {
  const selection = changetype<Selection>(SELECTION);
  const profile = objectRow(row);
  const count = objectTables().count(attributeAt(objectTables(), profile, OBJECTS), profile, 0, OBJECTS, selection);
  for (let index: i32 = 0; index < count; index++) if (captures(row, index, classId, code, attribute)) return index;
  return -1;
}
