// Which entries of a long attribute are wanted: asked for by a reader, narrowed to first and last by its provider.

export const SELECT_ALL: i32 = 0;
/** Entries from..to, counted from 1. */
export const SELECT_ENTRIES: i32 = 1;
/** By the first column, from..to: milliseconds since 1970, UTC. */
export const SELECT_RANGE: i32 = 2;
/** The same in local time, whose deviation from UTC is the object's to know. */
export const SELECT_LOCAL_RANGE: i32 = 3;

export const SELECTION_BYTES: i32 = 32;

@unmanaged
export class Selection {
  from: i64;
  to: i64;
  kind: i32;
  /** Filled in by the provider: sequence of the first entry, and that behind the last; fixed while they are read. */
  first: u32;
  end: u32;
}

/** Narrows a selection to all of so many entries, of an attribute that is always read whole. Returns how many. */
export function selectWhole(selection: Selection, count: i32): i32 {
  selection.first = 0;
  selection.end = count;
  return count;
}
