// Writes objects as A-XDR (IEC 62056-6-2 data types) into buffers of any size, from a cursor that can be saved.
import { Status } from '../../generated/assembly/protocol';
import {
  TAG_ARRAY, TAG_BIT_STRING, TAG_BOOLEAN, TAG_DATE_TIME, TAG_DOUBLE_LONG, TAG_DOUBLE_LONG_UNSIGNED, TAG_ENUM, TAG_INTEGER,
  TAG_LONG, TAG_LONG64, TAG_LONG64_UNSIGNED, TAG_LONG_UNSIGNED, TAG_NULL_DATA, TAG_OCTET_STRING, TAG_STRUCTURE, TAG_UNSIGNED,
} from '../../generated/assembly/tags';
import { Cursor, resetCursor } from './cursor';
import { DATE_TIME_BYTES, putDateTime } from './date-time';
import { ListRow } from './rows';
import { Selection } from './selection';
import { attributeAt, tableRow } from './tables';
import { Value, VALUE_BITS, VALUE_BYTES, VALUE_DATE_TIME, VALUE_NULL } from './value';
import { advance, beginWalk, isDone, present } from './walk';

/** There is nothing more to write. */
export const DONE: i32 = 0;

/** Room for the longest piece that is no string: tag, length, date and time. */
const HEAD_BYTES: i32 = 16;
/** Tag, and a length of up to five bytes or a number or a date and time. */
// @ts-ignore: decorator
@lazy const HEAD = memory.data(HEAD_BYTES, 8);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

// The piece that stands at the cursor: HEAD and, of strings, the bytes behind it.
let headLength: i32 = 0;
let body: usize = 0;
let bodyLength: i32 = 0;

/** Numbers of a width as bits by their tags, all below 32: a leaf asks for its width more than once. */
const ONE_BYTE: u32 = (1 << TAG_INTEGER) | (1 << TAG_UNSIGNED) | (1 << TAG_ENUM) | (1 << TAG_BOOLEAN);
const TWO_BYTES: u32 = (1 << TAG_LONG) | (1 << TAG_LONG_UNSIGNED);
const FOUR_BYTES: u32 = (1 << TAG_DOUBLE_LONG) | (1 << TAG_DOUBLE_LONG_UNSIGNED);
const EIGHT_BYTES: u32 = (1 << TAG_LONG64) | (1 << TAG_LONG64_UNSIGNED);
const SIGNED: u32 = (1 << TAG_INTEGER) | (1 << TAG_LONG) | (1 << TAG_DOUBLE_LONG) | (1 << TAG_LONG64);

/** Bytes of a number by its tag; 0 for what is no number. */
export function numberBytes(tag: i32): i32 {
  if (<u32>tag > 31) return 0;
  const bit: u32 = 1 << tag;
  if (FOUR_BYTES & bit) return 4;
  if (EIGHT_BYTES & bit) return 8;
  if (TWO_BYTES & bit) return 2;
  return ONE_BYTE & bit ? 1 : 0;
}

/** Of a number by its tag. */
export function isSigned(tag: i32): bool {
  return ((SIGNED >> tag) & 1) != 0;
}

/** True when a number stays what it is in so many bytes; unsigned numbers of 64 bits are all that an i64 can be. */
function fits(number: i64, tag: i32, bytes: i32): bool {
  if (bytes == 8) return true;
  const bits = <i64>(bytes << 3);
  return isSigned(tag) ? (number << (64 - bits)) >> (64 - bits) == number : number >> bits == 0;
}

function composeNumber(tag: i32, number: i64): i32 {
  const bytes = numberBytes(tag);
  if (bytes == 0 || !fits(number, tag, bytes)) return Status.OUT_OF_RANGE;
  // Its lowest bytes come first, the highest of them before the others; what stands behind them is not written out.
  store<u64>(HEAD, bswap<u64>(<u64>number << <u64>(64 - (bytes << 3))), 1);
  headLength = 1 + bytes;
  return Status.OK;
}

/** A length as BER has it: below 128 itself, else how many bytes follow. */
function composeLength(length: i32): void {
  const bytes = length < 128 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  headLength = 2 + bytes;
  store<u8>(HEAD, bytes ? <u8>(0x80 | bytes) : <u8>length, 1);
  for (let i: i32 = 0; i < bytes; i++) store<u8>(HEAD + 2 + i, <u8>(length >> ((bytes - 1 - i) << 3)));
}

/** As a type of its own a date and time has no length, as an octet string it has. */
function composeDateTime(tag: i32, value: Value): i32 {
  if (tag != TAG_DATE_TIME && tag != TAG_OCTET_STRING) return Status.OUT_OF_RANGE;
  composeLength(DATE_TIME_BYTES);
  if (tag == TAG_DATE_TIME) headLength = 1;
  putDateTime(HEAD + headLength, value);
  headLength += DATE_TIME_BYTES;
  return Status.OK;
}

function composeString(value: Value): i32 {
  composeLength(value.length);
  body = value.pointer;
  bodyLength = value.kind == VALUE_BITS ? (value.length + 7) >> 3 : value.length;
  return Status.OK;
}

/** Makes the piece of a tag and its value. */
function compose(tag: i32, value: Value): i32 {
  bodyLength = 0;
  store<u8>(HEAD, <u8>tag);
  if (tag == TAG_ARRAY || tag == TAG_STRUCTURE) {
    composeLength(<i32>value.number);
    return Status.OK;
  }
  if (value.kind == VALUE_NULL || tag == TAG_NULL_DATA) {
    store<u8>(HEAD, <u8>TAG_NULL_DATA);
    headLength = 1;
    return Status.OK;
  }
  if (value.kind == VALUE_DATE_TIME) return composeDateTime(tag, value);
  if (value.kind == VALUE_BYTES || value.kind == VALUE_BITS) {
    return numberBytes(tag) || (tag == TAG_BIT_STRING) != (value.kind == VALUE_BITS) ? Status.OUT_OF_RANGE : composeString(value);
  }
  return composeNumber(tag, value.number);
}

/** Copies from an offset of the piece as much as there is room for. */
function copyPiece(out: usize, offset: i32, room: i32): i32 {
  if (offset == 0 && bodyLength == 0 && room >= HEAD_BYTES) {
    // Nearly every leaf: two words are quicker than its bytes, and what they leave behind it the next leaf overwrites.
    store<u64>(out, load<u64>(HEAD));
    store<u64>(out, load<u64>(HEAD, 8), 8);
    return headLength;
  }
  const length = min(headLength + bodyLength - offset, room);
  const ofHead = max(0, min(headLength - offset, length));
  for (let i: i32 = 0; i < ofHead; i++) store<u8>(out + i, load<u8>(HEAD + offset + i));
  if (length > ofHead) memory.copy(out + ofHead, body + (offset + ofHead - headLength), length - ofHead);
  return length;
}

/** Writes of the piece at the cursor what fits, and steps behind it when that is all; bytes, or a Status. */
function encodePiece<T>(tables: T, cursor: Cursor, out: usize, room: i32): i32 {
  const value = changetype<Value>(VALUE);
  const tag = present(tables, cursor, value);
  if (tag < 0) return tag;
  const status = compose(tag, value);
  if (status < 0) return status;
  const length = copyPiece(out, cursor.offset, room);
  cursor.offset += <u16>length;
  if (<i32>cursor.offset == headLength + bodyLength) advance(tables, cursor, <i32>value.number);
  return length;
}

/** Begins to write an attribute of an entry of a row, what is selected of it, out of a snapshot. */
export function beginEncoding<T>(
  tables: T, cursor: Cursor, row: i32, entry: i32, place: i32, selection: Selection, snapshot: usize,
): i32 {
  resetCursor(cursor, row, entry, place, attributeAt(tables, tableRow(tables, row), place).shape);
  cursor.position = 0;
  cursor.snapshot = <u32>snapshot;
  return beginWalk(tables, cursor, selection);
}

/** Writes the next bytes of the attribute, at most room; DONE behind the last, or a Status. */
export function encode<T>(tables: T, cursor: Cursor, out: usize, room: i32): i32 {
  if (room <= 0) return Status.BAD_LENGTH;
  let written: i32 = 0;
  while (written < room && !isDone(tables, cursor)) {
    const length = encodePiece(tables, cursor, out + written, room - written);
    if (length < 0) return length;
    written += length;
  }
  return written;
}

/** Begins to write the objects of a list: an array of the values of their attributes. */
export function beginList(cursor: Cursor, snapshot: usize): void {
  resetCursor(cursor, 0, 0, 0, 0);
  cursor.position = 0;
  cursor.snapshot = <u32>snapshot;
}

/** Goes to object 0.. of the list. */
function enterObject<T>(tables: T, cursor: Cursor, list: usize, position: i32, selection: Selection): i32 {
  const shown = changetype<ListRow>(list + (position << 2));
  const attribute = attributeAt(tables, tableRow(tables, shown.row), shown.attribute);
  resetCursor(cursor, shown.row, shown.entry, shown.attribute, attribute.shape);
  cursor.position = <u16>(position + 1);
  return beginWalk(tables, cursor, selection);
}

/** Writes of the head of the list what fits, and goes to its first object. */
function encodeHead<T>(tables: T, cursor: Cursor, list: usize, count: i32, selection: Selection, out: usize, room: i32): i32 {
  bodyLength = 0;
  store<u8>(HEAD, <u8>TAG_ARRAY);
  composeLength(count);
  const length = copyPiece(out, cursor.offset, room);
  cursor.offset += <u16>length;
  if (<i32>cursor.offset < headLength) return length;
  cursor.offset = 0;
  if (count == 0) {
    cursor.position = 1;
    return length;
  }
  const status = enterObject(tables, cursor, list, 0, selection);
  return status < 0 ? status : length;
}

/** Writes the next bytes of a list of `count` objects (ListRow), all of each selected; DONE behind the last. */
export function encodeList<T>(
  tables: T, cursor: Cursor, list: usize, count: i32, selection: Selection, out: usize, room: i32,
): i32 {
  if (room <= 0) return Status.BAD_LENGTH;
  let written: i32 = 0;
  while (written < room) {
    let length: i32 = 0;
    if (cursor.position == 0) length = encodeHead(tables, cursor, list, count, selection, out + written, room - written);
    else if (<i32>cursor.position > count) break;
    else if (!isDone(tables, cursor)) length = encodePiece(tables, cursor, out + written, room - written);
    else if (<i32>cursor.position == count) break;
    else length = min(0, enterObject(tables, cursor, list, cursor.position, selection));
    if (length < 0) return length;
    written += length;
  }
  return written;
}
