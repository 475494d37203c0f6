// Reads an attribute piece by piece: what is selected of it, of rows the columns that are wanted.
import {
  ACCESS_SCOPE_VIOLATED, ACCESS_SUCCESS,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { Cursor } from '../../../../shared-protocol/assembly/objects/cursor';
import { Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { attributeAt } from '../../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { CHOSEN_SHAPE } from '../../../../shared-protocol/generated/assembly/objects';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { chooseAll, chooseColumns, columnsOf } from '../../objects/chosen-columns';
import { objectRow, objectTables } from '../../objects/tables';
import { cursorOf, Dialogue, snapshotOf, Stream } from './dialogue';
import { resultOf } from './results';
import { takeSelection, wantedColumns } from './selecting';

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

/** Begins to read the attribute that the dialogue stands at; selector 0 is all of it. Returns a data access result. */
export function beginSelected(d: Dialogue, stream: Stream, selector: i32, data: usize, length: i32): i32 {
  const selected = select(d, stream, selector, data, length);
  if (selected != ACCESS_SUCCESS) return selected;
  const cursor = changetype<Cursor>(cursorOf(stream));
  const status = beginEncoding(objectTables(), cursor, d.row, d.entry, d.place, changetype<Selection>(SELECTION), snapshotOf(d));
  if (stream.columns != 0) cursor.shape = <u8>CHOSEN_SHAPE;
  return status < 0 ? resultOf(status) : ACCESS_SUCCESS;
}

/** All of what was read last is read. */
export let allIsRead: bool = false;

export function resetSelected(): void {
  allIsRead = false;
}

/** Writes the next bytes, at most room; allIsRead says whether that was all. Returns bytes, or a Status. */
export function readSelected(stream: Stream, out: usize, room: i32): i32 {
  const cursor = changetype<Cursor>(cursorOf(stream));
  if (stream.columns != 0) chooseColumns(shapeOf(cursor.row, cursor.place), stream.columns);
  const length = room > 0 ? encode(objectTables(), cursor, out, room) : 0;
  allIsRead = length >= 0 && isDone(objectTables(), cursor);
  chooseAll();
  return length;
}
