// Where an encoder or decoder stands in an object: saved by a session, it makes a lost block again.

/** Room for a Cursor in static memory, and the most it may take. */
export const CURSOR_BYTES: i32 = 32;
/** No array within is under way. */
export const NO_ARRAY: u8 = 255;

@unmanaged
export class Cursor {
  /** Entry of the outer array, a sequence that its provider fixed at the start; first, and behind the last. */
  item: u32;
  first: u32;
  end: u32;
  /** The copy of the records that is read. */
  snapshot: u32;
  row: u16;
  entry: u16;
  /** Entry of an array within an entry, and how many it has. */
  inner: u16;
  innerCount: u16;
  /** Bytes of the present piece that are written or taken. */
  offset: u16;
  /** Objects of a list that are done. */
  position: u16;
  /** Attribute in its template. */
  place: u8;
  /** Node of the shape. */
  node: u8;
  /** Node of the array within that is under way. */
  innerNode: u8;
  /** The shape that is walked: of an attribute, of a method's parameter or of its result. */
  shape: u8;
}

/** Stands at the first node of an attribute of an entry of a row. */
export function resetCursor(cursor: Cursor, row: i32, entry: i32, place: i32, shape: i32): void {
  cursor.item = 0;
  cursor.first = 0;
  cursor.end = 0;
  cursor.row = <u16>row;
  cursor.entry = <u16>entry;
  cursor.place = <u8>place;
  cursor.inner = 0;
  cursor.offset = 0;
  cursor.node = 0;
  cursor.innerNode = NO_ARRAY;
  cursor.shape = <u8>shape;
}

/** The leaf a provider is asked for: its node, and above it the entry of an array within. */
export function leafOf(cursor: Cursor): i32 {
  return <i32>cursor.node | (cursor.innerNode == NO_ARRAY ? 0 : <i32>cursor.inner << 8);
}
