// Providers: the event logs (class 7) with their entries, the oldest first, and the code of the newest event of each.
import { EVENT_ENTRY_object, EventEntry } from '../../../shared-protocol/generated/assembly/layouts';
import { LOG_ENTRY_DAYLIGHT, LOG_ENTRY_DOUBTFUL, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { CODE_BYTES, ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBytes, setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { keepLogs, entryAt, logOfE, logSize, newestOf, oldestOf, refusedBy } from '../logs/log';
import { beginEvents, putClearing } from '../logs/log-event';
import { localOf, offset_min } from '../time/zone';
import { codeTold } from './governed';
import { setUnspecified } from '../time/unspecified-time';

const SECOND_ms: i64 = 1000;
/** Nodes of [array, structure 6, clock, code, scope, value, object, sequence]. */
const LEAF_CLOCK: i32 = 2;
const LEAF_CODE: i32 = 3;
const LEAF_SCOPE: i32 = 4;
const LEAF_VALUE: i32 = 5;
const LEAF_OBJECT: i32 = 6;
/** Nodes of a capture object. */
const LEAF_CLASS: i32 = 2;
const LEAF_OBIS: i32 = 3;
const LEAF_ATTRIBUTE: i32 = 4;
const COLUMNS: i32 = 6;
const CLASS_DATA: i64 = 1;
const CLASS_CLOCK: i64 = 8;
const ATTRIBUTE_VALUE: i64 = 2;
const FIFO: i64 = 1;
const DOUBTFUL: i32 = 2;
const DAYLIGHT: i32 = 128;
/** Place of E in a code. */
const E: usize = 4;

/** Clock; code of the event; of our own: phase or part, number, object with attribute, sequence. */
// @ts-ignore: decorator
@lazy const COLUMN_CODES = memory.data<u8>([
  0, 0, 1, 0, 0, 255, 0, 0, 96, 11, 0, 255, 0, 0, 96, 137, 0, 255, 0, 0, 96, 137, 1, 255, 0, 0, 96, 137, 2, 255, 0, 0, 96, 137, 3, 255,
]);
// @ts-ignore: decorator
@lazy const CODE = memory.data(CODE_BYTES, 8);
// @ts-ignore: decorator
@lazy const OBJECT = memory.data(CODE_BYTES + 1, 8);

function logOf(row: ObjectRow): i32 {
  return logOfE(row.e);
}

/** Local time as it was then. */
function setClock(value: Value, entry: EventEntry): i32 {
  if (entry.time_s == 0) return setUnspecified(value); // nobody knows when it was
  const daylight = entry.flags & <u8>LOG_ENTRY_DAYLIGHT ? 1 : 0;
  const status = (entry.flags & <u8>LOG_ENTRY_DOUBTFUL ? DOUBTFUL : 0) | (daylight ? DAYLIGHT : 0);
  return setDateTime(value, localOf(<i64>entry.time_s, daylight) * SECOND_ms, offset_min(daylight), status);
}

/** The object with the attribute; nothing where an event is about none. */
function setObject(value: Value, entry: EventEntry): i32 {
  memory.copy(OBJECT, changetype<usize>(entry) + EVENT_ENTRY_object, CODE_BYTES);
  store<u8>(OBJECT + CODE_BYTES, entry.attribute);
  return setBytes(value, OBJECT, entry.attribute ? CODE_BYTES + 1 : 0);
}

/** An entry that is damaged is null in all its fields. */
export function eventBuffer(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const found = entryAt(logOf(row), index);
  if (found == null) return Status.OK;
  if (leaf == LEAF_CLOCK) return setClock(value, found);
  if (leaf == LEAF_CODE) return setNumber(value, codeTold(found.code));
  if (leaf == LEAF_SCOPE) return setNumber(value, found.scope);
  if (leaf == LEAF_VALUE) return setNumber(value, found.value);
  return leaf == LEAF_OBJECT ? setObject(value, found) : setNumber(value, found.sequence);
}

/** Time of an entry as it is asked for. */
function timeOf(log: i32, sequence: u32, isLocal: bool): i64 {
  const found = entryAt(log, sequence);
  if (found == null) return 0;
  return isLocal ? localOf(<i64>found.time_s, found.flags & <u8>LOG_ENTRY_DAYLIGHT ? 1 : 0) : <i64>found.time_s;
}

/** Entries are in the order in which they were learnt: a range by time ends at the first and the last that is in it. */
function selectTimes(log: i32, selection: Selection): void {
  const isLocal = selection.kind == SELECT_LOCAL_RANGE;
  const from_s = (selection.from + SECOND_ms - 1) / SECOND_ms;
  const to_s = selection.to / SECOND_ms;
  let first = selection.end;
  let end = selection.end;
  for (let n = selection.first; n < selection.end; n++) {
    const time_s = timeOf(log, n, isLocal);
    if (time_s < from_s || time_s > to_s) continue;
    if (first == selection.end) first = n;
    end = n + 1;
  }
  selection.first = first;
  selection.end = max(end, first);
}

/** Fixes the first and the last entry: later ones do not join what is being read. */
export function countEventBuffer(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  const log = logOf(row);
  const first = oldestOf(log);
  const end = newestOf(log) + 1;
  selection.first = first;
  selection.end = end;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(<i64>first + max<i64>(selection.from - 1, 0), end);
    if (selection.to > 0) selection.end = max(<u32>min<i64>(<i64>first + selection.to, end), selection.first);
  } else if (selection.kind != SELECT_ALL) selectTimes(log, selection);
  return Status.OK;
}

/** What an entry has, by the nodes of a capture object. */
function columnObject(row: ObjectRow, column: i32, leaf: i32, value: Value): i32 {
  if (leaf == LEAF_CLASS) return setNumber(value, column == 0 ? CLASS_CLOCK : CLASS_DATA);
  if (leaf != LEAF_OBIS) return setNumber(value, leaf == LEAF_ATTRIBUTE ? ATTRIBUTE_VALUE : 0);
  memory.copy(CODE, COLUMN_CODES + <usize>(column * CODE_BYTES), CODE_BYTES);
  if (column == 1) store<u8>(CODE + E, row.e);
  return setBytes(value, CODE, CODE_BYTES);
}

export function eventObjects(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return columnObject(row, index, leaf, value);
}

export function countEventObjects(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, COLUMNS);
}

/** Nothing is captured by the clock. */
export function eventPeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, 0);
}

export function eventSort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, FIFO);
}

/** The clock, by leaves that stand one node before those of an array. */
export function eventSortObject(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return columnObject(row, 0, leaf + 1, value);
}

export function eventsInUse(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, newestOf(logOf(row)) + 1 - oldestOf(logOf(row)));
}

export function eventEntries(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, logSize(logOf(row)));
}

/** Clears a log: its first entry tells it. */
export function commitClearEvents(row: ObjectRow, entry: i32, place: i32): i32 {
  beginEvents();
  putClearing(logOf(row));
  return keepLogs();
}

/** Code of the newest event; null before there is one. */
export function eventCode(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const log = logOf(row);
  const found = newestOf(log) ? entryAt(log, newestOf(log)) : null;
  return found == null ? Status.OK : setNumber(value, codeTold(found.code));
}

/** How many events a log had no room for. */
export function eventsRefused(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, refusedBy(logOf(row)));
}
