// Which rows of a load profile are there, and which of them a selection means.
import { PROFILE_ROW_BYTES, ProfileRow } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, Selection } from '../../../shared-protocol/assembly/objects/selection';
import { books, booksAreOpen } from '../registers/books';
import { readRow, rowsHeld } from '../storage/rows';
import { daylightOf, offset_min } from '../time/zone';
import { newestRow } from './capture';
import { firstOfEdition } from './settings';

const SECOND_ms: i64 = 1000;
const MINUTE_s: i64 = 60;
/** Rows that were lost, one behind the other, that a search steps over. */
const LOST_MOST: u32 = 8;

// @ts-ignore: decorator
@lazy const ROW = memory.data(PROFILE_ROW_BYTES, 8);
let heldProfile: i32 = -1;
let heldSequence: u32 = 0;

export function resetProfileRows(): void {
  heldProfile = -1;
  heldSequence = 0;
}

/** The row of a sequence, 0 where it is not there. */
export function profileRow(profile: i32, sequence: u32): usize {
  if (profile == heldProfile && sequence == heldSequence) return ROW;
  heldProfile = -1;
  if (readRow(profile, sequence, ROW) != Status.OK) return 0;
  heldProfile = profile;
  heldSequence = sequence;
  return ROW;
}

/** Behind the newest row that can be read: while one is written, that before it. */
export function endOfRows(profile: i32): u32 {
  const newest = newestRow(profile);
  return booksAreOpen && newest != 0 && profileRow(profile, newest) == 0 ? newest : newest + 1;
}

/** First row that can be read and has the columns in force; that behind the newest for none. */
export function firstRow(profile: i32): u32 {
  const end = endOfRows(profile);
  const held = <u32>rowsHeld(profile);
  const oldest = end > held ? end - held : 1;
  return min(max(oldest, firstOfEdition(profile)), end);
}

/** Time of a row, or of the next one that is there; all ones for none. */
function timeFrom(profile: i32, sequence: u32, end: u32): u64 {
  for (let at = sequence; at < min(sequence + LOST_MOST, end); at++) {
    if (profileRow(profile, at) != 0) return changetype<ProfileRow>(ROW).time_s;
  }
  return u64.MAX_VALUE;
}

/** Sequence of the first row not before a time, by halving. */
function rowFrom(profile: i32, time_s: i64): u32 {
  const end = endOfRows(profile);
  let from = firstRow(profile);
  let to = end;
  while (from < to) {
    const middle = from + (to - from) / 2;
    if (timeFrom(profile, middle, end) < <u64>max<i64>(time_s, 0)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Seconds, UTC, of an end of a range; local time by what is in force now. */
function utcOf(local_or_utc_s: i64, isLocal: bool): i64 {
  return isLocal ? local_or_utc_s - <i64>offset_min(daylightOf(books().quality)) * MINUTE_s : local_or_utc_s;
}

/** Fixes the first and the last row: later ones do not join what is being read. */
export function selectRows(profile: i32, selection: Selection): i32 {
  const first = firstRow(profile);
  const end = endOfRows(profile);
  selection.first = first;
  selection.end = end;
  if (selection.kind == SELECT_ALL) return Status.OK;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(<i64>first + max<i64>(selection.from - 1, 0), end);
    if (selection.to > 0 && selection.to < <i64>(end - first)) selection.end = first + <u32>selection.to;
  } else {
    const isLocal = selection.kind == SELECT_LOCAL_RANGE;
    const from_s = (selection.from + SECOND_ms - 1) / SECOND_ms;
    selection.first = rowFrom(profile, utcOf(from_s, isLocal));
    selection.end = rowFrom(profile, utcOf(selection.to / SECOND_ms + 1, isLocal));
  }
  selection.end = max(selection.end, selection.first);
  return Status.OK;
}
