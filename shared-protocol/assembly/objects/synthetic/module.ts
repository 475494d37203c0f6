// The proof of the object model: a thousand rows and a long profile, encoded and decoded; built by its spec, in no product.
import { OBJECT_ROWS, OBJECTS, UNITS } from './objects';
import { EVERYTHING, EVERYTHING_ROWS } from './lists';
import { beginEncoding, beginList, encode, encodeList } from '../../../../shared-protocol/assembly/objects/axdr';
import { abortDecoding, beginDecoding, commitDecoding, decode } from '../../../../shared-protocol/assembly/objects/axdr-read';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { findRow, FormatRow, ListRow, rowAt } from '../../../../shared-protocol/assembly/objects/rows';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { attributeAt, formatAt } from '../../../../shared-protocol/assembly/objects/tables';
import { readLeaf } from '../../../../shared-protocol/assembly/objects/read';
import { Value } from '../../../../shared-protocol/assembly/objects/value';
import { putObis, putUnit, putValue } from '../../../../shared-protocol/assembly/objects/value-text';
import { SETTINGS, SETTINGS_BYTES, STAGED } from './settings';
import { tables } from './tables';

const OUT_BYTES: i32 = 1 << 20;
const RECORD_BYTES: i32 = 4096;

/** Room for the records that the synthetic rows name. */
const RECORDS_BYTES: i32 = 4096;

// @ts-ignore: decorator
@lazy const OUT = memory.data(1 << 20, 8);
// @ts-ignore: decorator
@lazy const RECORDS = memory.data(RECORDS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const CURSOR = memory.data(2 * CURSOR_BYTES, 8);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);
// @ts-ignore: decorator
@lazy const CODE = memory.data(8, 8);

export function out(): usize { return OUT; }
export function out_bytes(): i32 { return OUT_BYTES; }
export function records(): usize { return RECORDS; }
export function record_bytes(): i32 { return RECORD_BYTES; }
export function cursor(): usize { return CURSOR; }
export function cursor_bytes(): i32 { return CURSOR_BYTES >= <i32>offsetof<Cursor>() ? CURSOR_BYTES : -1; }
export function selection(): usize { return SELECTION; }
export function code(): usize { return CODE; }
export function row_count(): i32 { return OBJECTS; }
export function list_rows(): i32 { return EVERYTHING_ROWS; }
export function settings(): usize { return SETTINGS; }
export function staged(): usize { return STAGED; }
export function settings_bytes(): i32 { return SETTINGS_BYTES; }

export function find(classId: i32): i32 {
  return findRow(OBJECT_ROWS, OBJECTS, CODE, classId);
}

export function begin_list(): void {
  beginList(changetype<Cursor>(CURSOR), RECORDS);
}

export function encode_list(at: usize, room: i32): i32 {
  return encodeList(tables(), changetype<Cursor>(CURSOR), EVERYTHING, EVERYTHING_ROWS, changetype<Selection>(SELECTION), at, room);
}

export function begin_attribute(row: i32, entry: i32, place: i32): i32 {
  return beginEncoding(tables(), changetype<Cursor>(CURSOR), row, entry, place, changetype<Selection>(SELECTION), RECORDS);
}

export function encode_attribute(at: usize, room: i32): i32 {
  return encode(tables(), changetype<Cursor>(CURSOR), at, room);
}

/** The same object of the list as a line of text. */
export function text_line(index: i32, at: usize): i32 {
  const shown = changetype<ListRow>(EVERYTHING + (index << 2));
  const row = rowAt(OBJECT_ROWS, shown.row);
  const value = changetype<Value>(VALUE);
  const format: FormatRow = formatAt(tables(), attributeAt(tables(), row, shown.attribute).format);
  readLeaf(tables(), row, shown.entry, shown.attribute, 0, 0, RECORDS, value);
  const end = putUnit(putValue(putObis(at, row, shown.entry), value, format, 18), UNITS, format);
  return <i32>(end - at);
}

export function begin_write(row: i32, place: i32): i32 {
  return beginDecoding(tables(), changetype<Cursor>(CURSOR), row, 0, place);
}

export function write(at: usize, length: i32): i32 {
  return decode(tables(), changetype<Cursor>(CURSOR), at, length);
}

export function commit_write(): i32 {
  return commitDecoding(tables(), changetype<Cursor>(CURSOR));
}

export function abort_write(): void {
  abortDecoding(tables(), changetype<Cursor>(CURSOR));
}
