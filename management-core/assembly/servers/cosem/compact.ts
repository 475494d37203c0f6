// Rows of a load profile as a compact array (IEC 62056-6-2): their types once, then the bare values, so that none may be null.
import { lengthBytes, putByte, putLength, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { encode, numberBytes } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../../shared-protocol/assembly/objects/cursor';
import { DATE_TIME_BYTES } from '../../../../shared-protocol/assembly/objects/date-time';
import { readLeaf } from '../../../../shared-protocol/assembly/objects/read';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { clearValue, Value, VALUE_NULL } from '../../../../shared-protocol/assembly/objects/value';
import { shapeLength, shapeNodes } from '../../../../shared-protocol/assembly/objects/tables';
import { CHOSEN_NODES } from '../../../../shared-protocol/generated/assembly/objects';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { TAG_OCTET_STRING, TAG_STRUCTURE } from '../../../../shared-protocol/generated/assembly/tags';
import { rowsAreCompact } from '../../access/companion';
import { objectRow, objectTables } from '../../objects/tables';
import { cursorOf, Stream } from './dialogue';

const TAG_COMPACT_ARRAY: i32 = 19;
const CLASS_PROFILE: u16 = 7;
const BUFFER: i32 = 2;
/** C of load profiles, and the last D of them: 1-0:99.1.0 and 99.2.0. */
const C_PROFILE: u8 = 99;
const D_LAST: u8 = 2;
/** Nodes of a row before its columns; the first column is the clock. */
const HEAD: i32 = 2;
/** Rows that are looked at in one go: between them other ports and the link have their turn. */
const ROWS_IN_ONE_GO: i32 = 64;
/** Tag and count of a structure; tag of a value. */
const STRUCTURE_BYTES: i32 = 2;
const TAG_BYTES: i32 = 1;
/** A date and time as a string: its length, too. */
const TIME_BYTES: i32 = 1 + DATE_TIME_BYTES;
/** Lengths from which on a byte says that four follow. */
const LONG: i32 = 0x10000;
const FOUR_FOLLOW: i32 = 0x84;
const CELL_MOST: i32 = TAG_BYTES + TIME_BYTES;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);
/** A row as it is in an array, then without its tags; the head of the array. */
// @ts-ignore: decorator
@lazy const ROW = memory.data(STRUCTURE_BYTES + CHOSEN_NODES * CELL_MOST + 16, 8);
// @ts-ignore: decorator
@lazy const BARE = memory.data(CHOSEN_NODES * CELL_MOST, 8);
// @ts-ignore: decorator
@lazy const HEAD_OF_ARRAY = memory.data(CHOSEN_NODES + 16, 8);
// @ts-ignore: decorator
@lazy const SAVED = memory.data(CURSOR_BYTES, 8);

/** True of the rows of a load profile where the meter is set so. */
export function canBeCompact(row: i32, attribute: i32): bool {
  const object = objectRow(row);
  return rowsAreCompact() && object.class == CLASS_PROFILE && attribute == BUFFER && object.a == 1 && object.c == C_PROFILE && object.d <= D_LAST;
}

function cursorIn(stream: Stream): Cursor {
  return changetype<Cursor>(cursorOf(stream));
}

function columnsIn(stream: Stream): i32 {
  return shapeLength(objectTables(), cursorIn(stream).shape) - HEAD;
}

/** Tag of a column. */
function tagOf(stream: Stream, column: i32): i32 {
  return load<u8>(shapeNodes(objectTables(), cursorIn(stream).shape) + (<usize>(HEAD + column) << 1));
}

/** Bytes of a value without its tag. */
function cellBytes(tag: i32): i32 {
  return tag == TAG_OCTET_STRING ? TIME_BYTES : numberBytes(tag);
}

function bareBytes(stream: Stream): i32 {
  let bytes: i32 = 0;
  for (let column: i32 = 0; column < columnsIn(stream); column++) bytes += cellBytes(tagOf(stream, column));
  return bytes;
}

/** Begins behind beginEncoding, which has fixed the rows. */
export function beginCompact(stream: Stream): void {
  const cursor = cursorIn(stream);
  stream.row = cursor.item;
  stream.end = cursor.end;
  stream.matches = stream.end - stream.row;
  stream.rowOffset = 0;
  stream.headLeft = 0;
}

/** Looks on for a row that was lost. Returns 1 where there is none, 0 for not yet, NOT_FOUND where there is one. */
export function looksForLost(stream: Stream): i32 {
  const cursor = cursorIn(stream);
  const value = changetype<Value>(VALUE);
  for (let i: i32 = 0; i < ROWS_IN_ONE_GO && stream.row < stream.end; i++) {
    clearValue(value);
    const status = readLeaf(
      objectTables(), objectRow(cursor.row), cursor.entry, cursor.place, stream.row++, HEAD, cursor.snapshot, value,
    );
    if (status < 0 || value.kind == VALUE_NULL) return Status.NOT_FOUND;
  }
  return stream.row < stream.end ? 0 : 1;
}

/** A length of any number of bytes. */
function putAnyLength(at: usize, length: i32): usize {
  return length < LONG ? putLength(at, length) : putNumber(putByte(at, FOUR_FOLLOW), length, 4);
}

/** Makes the head: the types of a row, and how many bytes all rows have. Returns its bytes. */
function makeHead(stream: Stream): i32 {
  const columns = columnsIn(stream);
  let next = putByte(putByte(HEAD_OF_ARRAY, TAG_COMPACT_ARRAY), TAG_STRUCTURE);
  next = putLength(next, columns);
  for (let column: i32 = 0; column < columns; column++) next = putByte(next, tagOf(stream, column));
  next = putAnyLength(next, <i32>stream.matches * bareBytes(stream));
  return <i32>(next - HEAD_OF_ARRAY);
}

/** Passes by the head that an array of these rows would have. */
function passPlainHead(stream: Stream): void {
  encode(objectTables(), cursorIn(stream), ROW, 1 + lengthBytes(stream.matches));
}

/** Writes of the head what fits. Returns bytes; headLeft is what is left. */
export function putCompactHead(stream: Stream, out: usize, room: i32): i32 {
  const bytes = makeHead(stream);
  if (stream.headLeft == 0) {
    passPlainHead(stream);
    stream.headLeft = <u8>bytes;
  }
  const length = min(room, stream.headLeft);
  memory.copy(out, HEAD_OF_ARRAY + <usize>(bytes - <i32>stream.headLeft), length);
  stream.headLeft -= <u8>length;
  return length;
}

/** Makes the row at the cursor without tags, the cursor behind it. Returns its bytes, or a Status. */
function makeRow(stream: Stream): i32 {
  const columns = columnsIn(stream);
  const whole = STRUCTURE_BYTES + columns * TAG_BYTES + bareBytes(stream);
  const length = encode(objectTables(), cursorIn(stream), ROW, whole);
  if (length != whole) return length < 0 ? length : Status.NOT_FOUND;
  let from = ROW + STRUCTURE_BYTES;
  let to = BARE;
  for (let column: i32 = 0; column < columns; column++) {
    const bytes = cellBytes(tagOf(stream, column));
    memory.copy(to, from + TAG_BYTES, bytes);
    to += bytes;
    from += TAG_BYTES + bytes;
  }
  return <i32>(to - BARE);
}

/** Writes of the row at the cursor what fits; the cursor goes on when that is all. Returns bytes, or a Status. */
function putRow(stream: Stream, out: usize, room: i32): i32 {
  memory.copy(SAVED, cursorOf(stream), CURSOR_BYTES);
  const bytes = makeRow(stream);
  if (bytes < 0) return bytes;
  const length = min(room, bytes - <i32>stream.rowOffset);
  memory.copy(out, BARE + <usize>stream.rowOffset, length);
  stream.rowOffset += <u16>length;
  if (<i32>stream.rowOffset < bytes) memory.copy(cursorOf(stream), SAVED, CURSOR_BYTES);
  else stream.rowOffset = 0;
  return length;
}

/** Writes rows, at most room. Returns bytes, or a Status: NOT_FOUND where a row was lost that was there. */
export function putCompactRows(stream: Stream, out: usize, room: i32): i32 {
  let written: i32 = 0;
  while (written < room && !isDone(objectTables(), cursorIn(stream))) {
    const length = putRow(stream, out + <usize>written, room - written);
    if (length < 0) return length;
    written += length;
  }
  return written;
}
