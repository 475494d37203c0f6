// Takes A-XDR apart leaf by leaf into the staging area of a provider: nothing holds until all of it was taken.
import { SOURCE_METHOD } from '../../generated/assembly/object-numbers';
import { Status } from '../../generated/assembly/protocol';
import { TAG_ARRAY, TAG_BIT_STRING, TAG_CHOICE, TAG_NULL_DATA, TAG_OCTET_STRING, TAG_STRUCTURE, TAG_UTF8_STRING,
  TAG_VISIBLE_STRING } from '../../generated/assembly/tags';
import { isSigned, numberBytes } from './axdr';
import { Cursor, leafOf, resetCursor } from './cursor';
import { attributeAt, tableRow } from './tables';
import { clearValue, setBits, setBytes, setNumber, Value } from './value';
import { advance, isDone, nodeArgument, nodeAt, nodeTag } from './walk';

/** Longest string: a cursor counts its bytes in 16 bits, one of which says that its head was taken. */
const STRING_MAX: i32 = 65_534;

// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

// Head of a piece: bytes of tag and length, and the length.
let headLength: i32 = 0;
let bodyLength: i32 = 0;

/** Reads a length behind the tag; INCOMPLETE while bytes of it are missing. */
function readHead(bytes: usize, length: i32): i32 {
  if (length < 2) return Status.INCOMPLETE;
  const first = <i32>load<u8>(bytes, 1);
  const more = first < 128 ? 0 : first & 127;
  if (more > 4) return Status.BAD_LENGTH;
  if (length < 2 + more) return Status.INCOMPLETE;
  let number: u32 = first < 128 ? first : 0;
  for (let i: i32 = 0; i < more; i++) number = (number << 8) | load<u8>(bytes + 2 + i);
  if (number > <u32>STRING_MAX) return Status.BAD_LENGTH;
  headLength = 2 + more;
  bodyLength = <i32>number;
  return Status.OK;
}

function stage<T>(tables: T, cursor: Cursor): i32 {
  const row = tableRow(tables, cursor.row);
  const attribute = attributeAt(tables, row, cursor.place);
  return tables.put(attribute, row, cursor.entry, cursor.place, cursor.item, leafOf(cursor), changetype<Value>(VALUE));
}

/** Entries of an array or fields of a structure; bytes taken, or a Status. */
function takeCount<T>(tables: T, cursor: Cursor, bytes: usize, length: i32): i32 {
  const node = nodeAt(tables, cursor);
  const tag = nodeTag(node);
  const status = readHead(bytes, length);
  if (status < 0) return status;
  const count = bodyLength;
  if (tag == TAG_STRUCTURE && count != nodeArgument(node)) return Status.BAD_LENGTH;
  setNumber(changetype<Value>(VALUE), count);
  const refused = tag == TAG_ARRAY ? stage(tables, cursor) : Status.OK;
  if (refused < 0) return refused;
  if (tag == TAG_ARRAY && cursor.node == 0) cursor.end = count;
  advance(tables, cursor, count);
  return headLength;
}

function takeNumber<T>(tables: T, cursor: Cursor, tag: i32, bytes: usize, length: i32): i32 {
  const count = numberBytes(tag);
  if (length < 1 + count) return Status.INCOMPLETE;
  let number: i64 = isSigned(tag) ? load<i8>(bytes, 1) : load<u8>(bytes, 1);
  for (let i: i32 = 1; i < count; i++) number = (number << 8) | load<u8>(bytes + 1 + i);
  if (count > 0) setNumber(changetype<Value>(VALUE), number);
  const refused = stage(tables, cursor);
  if (refused < 0) return refused;
  advance(tables, cursor, 0);
  return 1 + count;
}

/** Bytes a string has by the length in its head. */
function stringBytes(tag: i32): i32 {
  return tag == TAG_BIT_STRING ? (bodyLength + 7) >> 3 : bodyLength;
}

/** The head of a string: it says in the cursor how many bytes follow. */
function takeStringHead<T>(tables: T, cursor: Cursor, tag: i32, bytes: usize, length: i32): i32 {
  const status = readHead(bytes, length);
  if (status < 0) return status;
  const fixed = nodeArgument(nodeAt(tables, cursor));
  if (fixed != 0 && bodyLength != fixed) return Status.BAD_LENGTH;
  cursor.first = bodyLength;
  cursor.offset = 1;
  return headLength;
}

/** As much of a string as is there; a leaf that comes in pieces is put piece by piece. */
function takeString<T>(tables: T, cursor: Cursor, tag: i32, bytes: usize, length: i32): i32 {
  let head: i32 = 0;
  if (cursor.offset == 0) {
    head = takeStringHead(tables, cursor, tag, bytes, length);
    if (head < 0) return head;
  }
  bodyLength = <i32>cursor.first;
  const before = <i32>cursor.offset - 1;
  const whole = stringBytes(tag);
  const count = min(whole - before, length - head);
  if (count == 0 && whole > before) return head;
  const value = changetype<Value>(VALUE);
  if (tag == TAG_BIT_STRING) setBits(value, bytes + head, bodyLength);
  else setBytes(value, bytes + head, count);
  value.offset = before;
  value.number = count;
  const refused = stage(tables, cursor);
  if (refused < 0) return refused;
  cursor.offset += <u16>count;
  if (before + count == whole) advance(tables, cursor, 0);
  return head + count;
}

function isString(tag: i32): bool {
  return tag == TAG_OCTET_STRING || tag == TAG_VISIBLE_STRING || tag == TAG_UTF8_STRING || tag == TAG_BIT_STRING;
}

/** Takes what stands next; bytes taken, INCOMPLETE while it is not all there, or why it is refused. */
function takePiece<T>(tables: T, cursor: Cursor, bytes: usize, length: i32): i32 {
  const wanted = nodeTag(nodeAt(tables, cursor));
  const begun = cursor.offset != 0;
  const value = changetype<Value>(VALUE);
  clearValue(value);
  const tag = begun ? (wanted == TAG_CHOICE ? <i32>cursor.position : wanted) : <i32>load<u8>(bytes);
  if (wanted != TAG_CHOICE && tag != wanted) return Status.OUT_OF_RANGE;
  if (!begun) cursor.position = <u16>tag;
  value.tag = <u8>tag;
  if (tag == TAG_ARRAY || tag == TAG_STRUCTURE) {
    return wanted == TAG_CHOICE ? Status.OUT_OF_RANGE : takeCount(tables, cursor, bytes, length);
  }
  if (isString(tag)) return takeString(tables, cursor, tag, bytes, length);
  return numberBytes(tag) || tag == TAG_NULL_DATA ? takeNumber(tables, cursor, tag, bytes, length) : Status.OUT_OF_RANGE;
}

/** Begins to take a value of an attribute, or the parameter of a method. */
export function beginDecoding<T>(tables: T, cursor: Cursor, row: i32, entry: i32, place: i32): i32 {
  const object = tableRow(tables, row);
  const attribute = attributeAt(tables, object, place);
  resetCursor(cursor, row, entry, place, attribute.source == SOURCE_METHOD ? attribute.format : attribute.shape);
  return tables.begin(attribute, object, entry, place);
}

/** Gives up what is staged. */
export function abortDecoding<T>(tables: T, cursor: Cursor): void {
  const row = tableRow(tables, cursor.row);
  tables.abort(attributeAt(tables, row, cursor.place), row, cursor.entry, cursor.place);
}

/**
 * Takes as many bytes as make whole leaves, strings in pieces; returns how many, those left come again before the next
 * ones. Behind the last leaf nothing more is taken. What is refused ends it: nothing stays staged.
 */
export function decode<T>(tables: T, cursor: Cursor, bytes: usize, length: i32): i32 {
  let taken: i32 = 0;
  while (taken < length && !isDone(tables, cursor)) {
    const count = takePiece(tables, cursor, bytes + taken, length - taken);
    if (count == Status.INCOMPLETE) return taken;
    if (count < 0) {
      abortDecoding(tables, cursor);
      return count;
    }
    taken += count;
  }
  return taken;
}

/** Makes what is staged hold; an unfinished value is given up. */
export function commitDecoding<T>(tables: T, cursor: Cursor): i32 {
  if (!isDone(tables, cursor)) {
    abortDecoding(tables, cursor);
    return Status.INCOMPLETE;
  }
  const row = tableRow(tables, cursor.row);
  return tables.commit(attributeAt(tables, row, cursor.place), row, cursor.entry, cursor.place);
}
