// Rows of the generated object tables: their layout, the entry a code is in a row, and the search by code.
import { ROW_BYTES } from '../../generated/assembly/object-numbers';

/** Phases follow each other by 20 in C, the total before them (IEC 62056-6-1). */
const PHASE_STEP: i32 = 20;
const PHASES: i32 = 3;
/** Place of C among the six fields of a code. */
const GROUP_C: i32 = 2;
export const CODE_BYTES: i32 = 6;

/** An object, or as many as its span says: one group of their codes counts up by step. */
@unmanaged
export class ObjectRow {
  a: u8;
  b: u8;
  c: u8;
  d: u8;
  e: u8;
  f: u8;
  class: u16;
  version: u8;
  template: u8;
  group: u8;
  step: u8;
  span: u16;
  /** Bit n: association n sees it. */
  visibility: u16;
  /** Record of its first entry. */
  slot: u16;
  offset: u16;
  type: u8;
  rule: u8;
  /** Entries in one record; of bytes: how many. */
  perRecord: u8;
  /** Where a record says up to which entry it was measured; 255: nowhere. */
  highestAt: u8;
}

/** An attribute or method of a template. */
@unmanaged
export class AttributeRow {
  id: u8;
  source: u8;
  shape: u8;
  rights: u8;
  /** Of a method: the shape of its parameter. */
  format: u8;
  /** Room of the provider; of another field its type. */
  room: u8;
  /** Number in the room; of another field its offset. */
  provider: u16;
}

/** How a number is scaled and written. */
@unmanaged
export class FormatRow {
  divisor: u32;
  scaler: i8;
  unit: u8;
  style: u8;
  digits: u8;
  decimals: u8;
  textScaler: i8;
  textUnit: u8;
}

/** An entry of a list: an attribute of an entry of a row. */
@unmanaged
export class ListRow {
  row: u16;
  entry: u8;
  attribute: u8;
}

export function rowAt(rows: usize, index: i32): ObjectRow {
  return changetype<ObjectRow>(rows + index * ROW_BYTES);
}

/** Field 0..5 of a row's code. */
function fieldOf(row: ObjectRow, group: i32): i32 {
  return load<u8>(changetype<usize>(row) + group);
}

/** Field 0..5 of the code of an entry. */
export function codeField(row: ObjectRow, entry: i32, group: i32): i32 {
  return fieldOf(row, group) + (group == <i32>row.group && group ? entry * <i32>row.step : 0);
}

/** Writes the six fields of the code of an entry. */
export function putCode(at: usize, row: ObjectRow, entry: i32): usize {
  for (let group: i32 = 0; group < CODE_BYTES; group++) store<u8>(at + group, <u8>codeField(row, entry, group));
  return at + CODE_BYTES;
}

/** Entry of a row a code is, -1 for none. */
export function entryIn(row: ObjectRow, code: usize): i32 {
  let distance: i32 = 0;
  for (let group: i32 = 0; group < CODE_BYTES; group++) {
    const differs = <i32>load<u8>(code + group) - fieldOf(row, group);
    if (differs == 0) continue;
    if (group == 0 || group != <i32>row.group) return -1; // group 0: the row has no range
    distance = differs;
  }
  if (distance == 0) return 0;
  const entry = distance / <i32>row.step;
  return distance % <i32>row.step == 0 && entry > 0 && entry < <i32>row.span ? entry : -1;
}

/** Sign of the difference between a row's code and another, whose C is less by `shift`. */
function compareCode(row: ObjectRow, code: usize, shift: i32): i32 {
  for (let group: i32 = 0; group < CODE_BYTES; group++) {
    const wanted = <i32>load<u8>(code + group) - (group == GROUP_C ? shift : 0);
    const differs = fieldOf(row, group) - wanted;
    if (differs != 0) return differs;
  }
  return 0;
}

/** Last of the rows that stands not behind a code; -1 for none. */
function predecessor(rows: usize, count: i32, code: usize, shift: i32): i32 {
  let low: i32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareCode(rowAt(rows, middle), code, shift) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Row of a code of six bytes, -1 where there is none; class 0 stands for any. Rows are in order of code and class, so
 * those of one code stand together. A phase is looked for under its own code and under those of the phases before it.
 */
export function findRow(rows: usize, count: i32, code: usize, classId: i32 = 0): i32 {
  const c = <i32>load<u8>(code + GROUP_C);
  for (let phase: i32 = 0; phase <= PHASES && c >= phase * PHASE_STEP; phase++) {
    for (let index = predecessor(rows, count, code, phase * PHASE_STEP); index >= 0; index--) {
      const row = rowAt(rows, index);
      if (entryIn(row, code) < 0) break;
      if (classId == 0 || <i32>row.class == classId) return index;
    }
  }
  return -1;
}
