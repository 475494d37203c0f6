// Rows of a profile whose value of a column lies between two ends: counted first, since an array tells its length before its entries; then found one by one.
import { Cursor } from '../../../../shared-protocol/assembly/objects/cursor';
import { lengthBytes } from '../../../../shared-protocol/assembly/dlms/writer';
import { readLeaf } from '../../../../shared-protocol/assembly/objects/read';
import { clearValue, Value, VALUE_DATE_TIME, VALUE_NUMBER } from '../../../../shared-protocol/assembly/objects/value';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { objectRow, objectTables } from '../../objects/tables';
import { cursorOf, Stream } from './dialogue';

/** Rows that are looked at in one go: between them other ports and the link have their turn. */
const ROWS_IN_ONE_GO: i32 = 64;
/** Nodes of a row before its columns. */
const LEAF_FIRST: i32 = 2;
const MINUTE_ms: i64 = 60_000;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** True where the value of the column in a row lies between both ends; times are UTC milliseconds. */
function isBetween(stream: Stream, cursor: Cursor, index: u32): bool {
  const value = changetype<Value>(VALUE);
  clearValue(value);
  const leaf = LEAF_FIRST + <i32>stream.column;
  const status = readLeaf(objectTables(), objectRow(cursor.row), cursor.entry, cursor.place, index, leaf, cursor.snapshot, value);
  if (status < 0 || (value.kind != VALUE_NUMBER && value.kind != VALUE_DATE_TIME)) return false;
  if ((value.kind == VALUE_DATE_TIME) != stream.isTime) return false;
  const number = stream.isTime ? value.number - <i64>value.length * MINUTE_ms : value.number;
  return number >= stream.from && number <= stream.to;
}

/** Begins behind beginEncoding, which has fixed the rows. */
export function beginFiltering(stream: Stream): void {
  const cursor = changetype<Cursor>(cursorOf(stream));
  stream.row = cursor.first;
  stream.first = cursor.first;
  stream.end = cursor.end;
  stream.matches = 0;
}

/** Counts on; true when all rows are counted, and the cursor stands before the array's length. */
export function countMatches(stream: Stream): bool {
  const cursor = changetype<Cursor>(cursorOf(stream));
  for (let i: i32 = 0; i < ROWS_IN_ONE_GO && stream.row < stream.end; i++) {
    if (isBetween(stream, cursor, stream.row)) stream.matches++;
    stream.row++;
  }
  if (stream.row < stream.end) return false;
  stream.row = stream.first;
  cursor.first = 0;
  cursor.item = 0;
  cursor.end = stream.matches;
  stream.headLeft = <u8>(1 + lengthBytes(stream.matches));
  return true;
}

/** Looks on for the next row. Returns 1 where it was found, and the cursor stands at its structure; 0 for not yet; NOT_FOUND where one is lost that was counted. */
export function findMatch(stream: Stream): i32 {
  const cursor = changetype<Cursor>(cursorOf(stream));
  for (let i: i32 = 0; i < ROWS_IN_ONE_GO && stream.row < stream.end; i++) {
    const index = stream.row++;
    if (!isBetween(stream, cursor, index)) continue;
    cursor.item = index;
    cursor.end = index + 1;
    cursor.node = 1;
    cursor.offset = 0;
    stream.matches--;
    return 1;
  }
  return stream.row < stream.end ? 0 : <i32>Status.NOT_FOUND;
}
