// Rows of days and billing periods that ended: which are there, one of them at hand, and which of them a selection means.
import { BILLING_ROW_BYTES, BILLING_ROW_registers, BillingRow } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { SELECT_ALL, SELECT_ENTRIES, SELECT_LOCAL_RANGE, Selection } from '../../../shared-protocol/assembly/objects/selection';
import { peekRow, readRow, Ring, rowsHeld } from '../storage/rows';
import { daylightOf, localOf } from '../time/zone';
import { books, booksAreOpen } from './books';

const SECOND_ms: i64 = 1000;

// @ts-ignore: decorator
@lazy const ROW = memory.data(BILLING_ROW_BYTES, 8);
/** What a row begins with: time and quality of its clock among it. */
// @ts-ignore: decorator
@lazy const HEAD = memory.data(BILLING_ROW_registers, 8);
/** What stands in ROW; sequence 0 for none. */
let heldRing: i32 = 0;
let heldSequence: u32 = 0;

export function resetEndedRows(): void {
  heldRing = 0;
  heldSequence = 0;
}

/** Sequence of the newest row of Ring.DAYS or Ring.BILLING, 0 for none. */
export function newestEnded(ring: i32): u32 {
  return ring == Ring.DAYS ? books().day_rows : books().billing_rows;
}

/** The row of a sequence, 0 where it is not there. A row once written stays as it is. */
export function endedRow(ring: i32, sequence: u32): usize {
  if (sequence == 0) return 0;
  if (ring == heldRing && sequence == heldSequence) return ROW;
  heldSequence = 0;
  if (readRow(ring, sequence, ROW) != Status.OK) return 0;
  heldRing = ring;
  heldSequence = sequence;
  return ROW;
}

/** Behind the newest row that can be read: while one is written, that before it. */
export function endOfEnded(ring: i32): u32 {
  const newest = newestEnded(ring);
  return booksAreOpen && newest != 0 && endedRow(ring, newest) == 0 ? newest : newest + 1;
}

export function firstEnded(ring: i32): u32 {
  const end = endOfEnded(ring);
  const held = <u32>rowsHeld(ring);
  return end > held ? end - held : 1;
}

/** When a row ended, UTC or local milliseconds; -1 for a row that was lost. */
function endedAt_ms(ring: i32, sequence: u32, isLocal: bool): i64 {
  if (!peekRow(ring, sequence, HEAD, BILLING_ROW_registers)) return -1;
  const row = changetype<BillingRow>(HEAD);
  return (isLocal ? localOf(<i64>row.time_s, daylightOf(row.quality)) : <i64>row.time_s) * SECOND_ms;
}

/** Rows are in the order in which they ended: a range by time goes from the first to the last that is in it. */
function selectTimes(ring: i32, selection: Selection): void {
  const isLocal = selection.kind == SELECT_LOCAL_RANGE;
  let first = selection.end;
  let end = selection.end;
  for (let n = selection.first; n < selection.end; n++) {
    const ended_ms = endedAt_ms(ring, n, isLocal);
    if (ended_ms < max<i64>(selection.from, 0) || ended_ms > selection.to) continue;
    if (first == selection.end) first = n;
    end = n + 1;
  }
  selection.first = first;
  selection.end = max(end, first);
}

/** Fixes the first and the last row: later ones do not join what is being read. */
export function selectEnded(ring: i32, selection: Selection): i32 {
  const first = firstEnded(ring);
  const end = endOfEnded(ring);
  selection.first = first;
  selection.end = end;
  if (selection.kind == SELECT_ENTRIES) {
    selection.first = <u32>min<i64>(<i64>first + max<i64>(selection.from - 1, 0), end);
    if (selection.to > 0 && selection.to < <i64>(end - first)) selection.end = first + <u32>selection.to;
    selection.end = max(selection.end, selection.first);
  } else if (selection.kind != SELECT_ALL) selectTimes(ring, selection);
  return Status.OK;
}
