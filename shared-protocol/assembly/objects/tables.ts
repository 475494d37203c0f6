// Access to a core's object tables: a core hands in its own (T), so that this code is the same in both.
import { ATTRIBUTE_BYTES, FORMAT_BYTES } from '../../generated/assembly/object-numbers';
import { AttributeRow, FormatRow, ObjectRow, rowAt } from './rows';

/** Bytes of an entry of the tables that say where a list begins and how long it is. */
const SPAN_BYTES: i32 = 4;
/** Bit 0 of an access byte: read; of a method: access. */
const ACCESS_READ: i32 = 1;
const ACCESS_WRITE: i32 = 2;

/** Attributes and methods of a row. */
export function attributeCount<T>(tables: T, row: ObjectRow): i32 {
  return load<u8>(tables.templates() + <i32>row.template * SPAN_BYTES, 2);
}

/** Attribute or method in place 0.. of a row's template. */
export function attributeAt<T>(tables: T, row: ObjectRow, place: i32): AttributeRow {
  const first = <i32>load<u16>(tables.templates() + <i32>row.template * SPAN_BYTES);
  return changetype<AttributeRow>(tables.attributes() + (first + place) * ATTRIBUTE_BYTES);
}

export function formatAt<T>(tables: T, index: i32): FormatRow {
  return changetype<FormatRow>(tables.formats() + index * FORMAT_BYTES);
}

/** Address of the first node of a shape. */
export function shapeNodes<T>(tables: T, shape: i32): usize {
  return tables.nodes() + (<i32>load<u16>(tables.shapes() + shape * SPAN_BYTES) << 1);
}

/** Number of nodes of a shape. */
export function shapeLength<T>(tables: T, shape: i32): i32 {
  return load<u8>(tables.shapes() + shape * SPAN_BYTES, 2);
}

/** Access byte of an association to an attribute or method. */
export function accessTo<T>(tables: T, row: ObjectRow, place: i32, association: i32): i32 {
  return load<u8>(tables.rights() + <i32>attributeAt(tables, row, place).rights * tables.associations() + association);
}

export function mayRead<T>(tables: T, row: ObjectRow, place: i32, association: i32): bool {
  return (accessTo(tables, row, place, association) & ACCESS_READ) != 0;
}

export function mayWrite<T>(tables: T, row: ObjectRow, place: i32, association: i32): bool {
  return (accessTo(tables, row, place, association) & ACCESS_WRITE) != 0;
}

/** True when the association sees the object at all. */
export function isVisible(row: ObjectRow, association: i32): bool {
  return ((<i32>row.visibility >> association) & 1) != 0;
}

export function tableRow<T>(tables: T, index: i32): ObjectRow {
  return rowAt(tables.rows(), index);
}
