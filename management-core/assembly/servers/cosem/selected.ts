// Reads an attribute piece by piece: what is selected of it, of rows the columns that are wanted.
import {
  ACCESS_SCOPE_VIOLATED, ACCESS_SUCCESS,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor } from '../../../../shared-protocol/assembly/objects/cursor';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { attributeAt } from '../../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { CHOSEN_SHAPE, OBJECTS } from '../../../../shared-protocol/generated/assembly/objects';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { countListed } from '../../objects/association';
import { chooseAll, chooseColumns, columnsOf } from '../../objects/chosen-columns';
import { objectRow, objectTables } from '../../objects/tables';
import { cursorOf, Dialogue, snapshotOf, Stream } from './dialogue';
import { beginCompact, canBeCompact, looksForLost, putCompactHead, putCompactRows } from './compact';
import { beginFiltering, countMatches, findMatch } from './filtering';
import { resultOf } from './results';
import { filteredColumn, filtersTimes, takeSelection, wantedColumns } from './selecting';

/** Rows are not filtered; they are counted; the length of their array is written; the next is looked for; it is written. */
const FILTER_NONE: u8 = 0;
const FILTER_COUNTS: u8 = 1;
const FILTER_LENGTH: u8 = 2;
const FILTER_FINDS: u8 = 3;
const FILTER_ROW: u8 = 4;
/** Rows of a compact array are looked through for lost ones; its head is written; its rows. */
const COMPACT_LOOKS: u8 = 5;
const COMPACT_HEAD: u8 = 6;
const COMPACT_ROWS: u8 = 7;
/** Objects of an association's list are counted. */
const LIST_COUNTS: u8 = 8;
/** Rows of objects that are counted in one go: between them other ports and the link have their turn. */
const ROWS_IN_ONE_GO: i32 = 64;
const CLASS_ASSOCIATION: u16 = 15;
const OBJECT_LIST: u8 = 2;
const CLASS_PROFILE: u16 = 7;
/** Attribute of a profile's rows. */
const BUFFER: u8 = 2;

// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);

function shapeOf(row: i32, place: i32): i32 {
  return attributeAt(objectTables(), objectRow(row), place).shape;
}

/** Takes what is selected; rows have columns to choose from. Returns a data access result. */
function select(d: Dialogue, stream: Stream, selector: i32, data: usize, length: i32): i32 {
  const isBuffer = objectRow(d.row).class == CLASS_PROFILE && d.attribute == BUFFER;
  const all = selector != 0 && isBuffer ? columnsOf(shapeOf(d.row, d.place)) : 0;
  if (selector != 0 && all == 0) return ACCESS_SCOPE_VIOLATED;
  if (takeSelection(selector, d.row, data, length, changetype<Selection>(SELECTION)) != Status.OK) return ACCESS_SCOPE_VIOLATED;
  const wanted = wantedColumns & all;
  stream.columns = wanted == all ? 0 : wanted;
  return wantedColumns == 0 || wanted != 0 ? ACCESS_SUCCESS : ACCESS_SCOPE_VIOLATED;
}

function isObjectList(d: Dialogue): bool {
  return objectRow(d.row).class == CLASS_ASSOCIATION && d.attribute == OBJECT_LIST;
}

/** Begins to read the attribute that the dialogue stands at; selector 0 is all of it. Returns a data access result. */
export function beginSelected(d: Dialogue, stream: Stream, selector: i32, data: usize, length: i32): i32 {
  const selected = select(d, stream, selector, data, length);
  if (selected != ACCESS_SUCCESS) return selected;
  const cursor = changetype<Cursor>(cursorOf(stream));
  const selection = changetype<Selection>(SELECTION);
  stream.filter = FILTER_NONE;
  if (filteredColumn > 0) {
    stream.from = selection.from;
    stream.to = selection.to;
    stream.column = <u8>filteredColumn;
    stream.isTime = filtersTimes;
  }
  const status = beginEncoding(objectTables(), cursor, d.row, d.entry, d.place, selection, snapshotOf(d));
  if (filteredColumn > 0) {
    beginFiltering(stream);
    stream.filter = FILTER_COUNTS;
  }
  if (stream.columns != 0) cursor.shape = <u8>CHOSEN_SHAPE;
  if (status >= 0 && filteredColumn <= 0 && canBeCompact(d.row, d.attribute)) {
    beginCompact(stream);
    stream.filter = COMPACT_LOOKS;
  }
  if (status >= 0 && isObjectList(d)) {
    stream.row = 0;
    stream.matches = 0;
    stream.filter = LIST_COUNTS;
  }
  return status < 0 ? resultOf(status) : ACCESS_SUCCESS;
}

/** All of what was read last is read. */
export let allIsRead: bool = false;
/** Rows are looked for still: whoever reads goes on with the next tick. */
export let isSearching: bool = false;

export function resetSelected(): void {
  allIsRead = false;
  isSearching = false;
}

function readOn(stream: Stream, out: usize, room: i32): i32 {
  const cursor = changetype<Cursor>(cursorOf(stream));
  if (stream.columns != 0) chooseColumns(shapeOf(cursor.row, cursor.place), stream.columns);
  const length = room > 0 ? encode(objectTables(), cursor, out, room) : 0;
  allIsRead = length >= 0 && isDone(objectTables(), cursor);
  chooseAll();
  return length;
}

/** The array's tag and its length, as far as there is room. */
function putLengthOfRows(stream: Stream, out: usize, room: i32): i32 {
  const length = readOn(stream, out, min(room, stream.headLeft));
  stream.headLeft -= <u8>max(length, 0);
  if (stream.headLeft == 0) stream.filter = FILTER_FINDS;
  return length;
}

/** The row that was found; behind it the next one is looked for. */
function putRow(stream: Stream, out: usize, room: i32): i32 {
  const length = readOn(stream, out, room);
  if (!allIsRead) return length;
  stream.filter = FILTER_FINDS;
  allIsRead = stream.matches == 0;
  return length;
}

/** Rows are looked through first: where one was lost, they come as a plain array. */
function readCompact(stream: Stream, out: usize, room: i32): i32 {
  if (stream.filter == COMPACT_LOOKS) {
    const found = looksForLost(stream);
    isSearching = found == 0;
    if (isSearching) return 0;
    stream.filter = found < 0 ? FILTER_NONE : COMPACT_HEAD;
    if (found < 0) return readOn(stream, out, room);
  }
  const cursor = changetype<Cursor>(cursorOf(stream));
  if (stream.columns != 0) chooseColumns(shapeOf(cursor.row, cursor.place), stream.columns);
  let length: i32 = 0;
  if (stream.filter == COMPACT_HEAD) {
    length = putCompactHead(stream, out, room);
    if (stream.headLeft == 0) stream.filter = COMPACT_ROWS;
  }
  const rows = stream.filter == COMPACT_ROWS ? putCompactRows(stream, out + <usize>length, room - length) : 0;
  allIsRead = stream.filter == COMPACT_ROWS && rows >= 0 && isDone(objectTables(), cursor);
  chooseAll();
  return rows < 0 ? rows : length + rows;
}

function readFiltered(stream: Stream, out: usize, room: i32): i32 {
  if (stream.filter == FILTER_LENGTH) return putLengthOfRows(stream, out, room);
  if (stream.filter == FILTER_ROW) return putRow(stream, out, room);
  const found = stream.filter == FILTER_COUNTS ? <i32>countMatches(stream) : findMatch(stream);
  if (found < 0) return found;
  isSearching = found == 0;
  if (isSearching) return 0;
  stream.filter = stream.filter == FILTER_COUNTS ? FILTER_LENGTH : FILTER_ROW;
  return readFiltered(stream, out, room);
}

/** Objects are counted first, since an array tells its length before its entries. */
function readList(stream: Stream, out: usize, room: i32): i32 {
  stream.matches += countListed(stream.row, ROWS_IN_ONE_GO);
  stream.row += ROWS_IN_ONE_GO;
  isSearching = <i32>stream.row < OBJECTS;
  if (isSearching) return 0;
  changetype<Cursor>(cursorOf(stream)).end = stream.matches;
  stream.filter = FILTER_NONE;
  return readOn(stream, out, room);
}

/** Writes the next bytes, at most room; allIsRead says whether that was all. Returns bytes, or a Status. */
export function readSelected(stream: Stream, out: usize, room: i32): i32 {
  allIsRead = false;
  isSearching = false;
  if (stream.filter == FILTER_NONE) return readOn(stream, out, room);
  if (stream.filter == LIST_COUNTS) return readList(stream, out, room);
  return stream.filter >= COMPACT_LOOKS ? readCompact(stream, out, room) : readFiltered(stream, out, room);
}
