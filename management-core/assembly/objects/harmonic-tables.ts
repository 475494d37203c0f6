// Providers: all harmonics of one input in one value (class 61), out of the objects that have one order each.
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/objects';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { readField, slotOfEntry } from '../../../shared-protocol/assembly/objects/field';
import { CODE_BYTES, findRow, ObjectRow, rowAt } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { attributeAt, formatAt } from '../../../shared-protocol/assembly/objects/tables';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { recordIn } from '../link/mirror';
import { bareTables } from './bare-tables';

/** Nodes of [structure 4, class, code, array, E, attribute]. */
const NODE: i32 = 255;
const LEAF_CLASS: i32 = 1;
const LEAF_CODE: i32 = 2;
const LEAF_ORDERS: i32 = 3;
const LEAF_ORDER: i32 = 4;
const CLASS_REGISTER: i32 = 3;
const ATTRIBUTE_VALUE: i32 = 2;
/** Place of the value in a register. */
const VALUE: i32 = 1;

/** C of the inputs by E of 1-0:98.10.E.255: voltages of L1 to L3, currents of L1 to L3, of the neutral. */
// @ts-ignore: decorator
@lazy const C_OF_INPUT = memory.data<u8>([0, 32, 52, 72, 31, 51, 71, 91]);
/** The first order, 1-0:C.7.1.255. */
// @ts-ignore: decorator
@lazy const CODE = memory.data<u8>([1, 0, 0, 7, 1, 255]);

function code(table: ObjectRow, entry: i32): usize {
  store<u8>(CODE, load<u8>(C_OF_INPUT + <usize>(<i32>table.e + entry)), 2);
  return CODE;
}

/** The row whose entries are the orders. */
function orders(table: ObjectRow, entry: i32): ObjectRow {
  return rowAt(OBJECT_ROWS, findRow(OBJECT_ROWS, OBJECTS, code(table, entry), CLASS_REGISTER));
}

/** Of an order above the highest that was measured, and before the first measurement, null. */
export function harmonicCells(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const cells = orders(row, entry);
  const record = recordIn(snapshot, slotOfEntry(cells, index));
  if (record != 0) readField(cells, index, record, formatAt(bareTables(), attributeAt(bareTables(), cells, VALUE).format), value);
  return Status.OK;
}

export function countHarmonicCells(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, orders(row, entry).span);
}

/** Which registers stand in the cells: of one code, by E from 1 on. */
export function harmonicCellDefinition(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const node = leaf & NODE;
  if (node == LEAF_CLASS) return setNumber(value, CLASS_REGISTER);
  if (node == LEAF_CODE) return setBytes(value, code(row, entry), CODE_BYTES);
  if (node == LEAF_ORDERS) return setNumber(value, orders(row, entry).span);
  return setNumber(value, node == LEAF_ORDER ? (leaf >> 8) + 1 : ATTRIBUTE_VALUE);
}
