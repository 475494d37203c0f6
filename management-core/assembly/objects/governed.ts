// What an association may do with an object: by the meter's own rights, narrowed by the companion profile in force.
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { CLIENTS } from '../../../shared-protocol/generated/assembly/objects';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { accessTo, attributeAt, isVisible } from '../../../shared-protocol/assembly/objects/tables';
import { companionInForce } from '../access/companion';
import { accessIn, CODE_SHIFT, codeAt, columnOf, hasAccessIn, kindIn, toldCode, UNNAMED } from '../access/companion-image';
import { askingAssociation, isAsked } from '../access/association';
import { bareTables } from './bare-tables';

/** Read and write; of a method the first is access. */
const NARROWED: i32 = 3;
const CLASS_DATA: i32 = 1;
const CLASS_ASSOCIATION: i32 = 15;
const CLASS_DEVICES: i32 = 17;
/** C and D of 0-0:42.0.0.255, and of 0-0:96.144.e.255. */
const C_DEVICE_NAME: i32 = 42;
const C_GENERAL: i32 = 96;
const D_COMPANION: i32 = 144;
/** F, the last of the six fields of a code. */
const LAST_GROUP: i32 = 5;

/** What every logical device has, and the way back from a profile: no profile takes these away. */
function isFixed(row: ObjectRow): bool {
  if (row.class == <u16>CLASS_ASSOCIATION || row.class == <u16>CLASS_DEVICES) return true;
  if (row.class != <u16>CLASS_DATA || row.a != 0) return false;
  return <i32>row.c == C_DEVICE_NAME || (<i32>row.c == C_GENERAL && <i32>row.d == D_COMPANION);
}

// Of the association that is looked for: itself, the profile that says what it may do (0 for none), its column there.
let looked: i32 = 0;
let image: usize = 0;
let column: i32 = 0;

export function resetGoverned(): void {
  looked = 0;
  image = 0;
  column = 0;
}

/** What follows is asked for an association. */
export function lookAs(association: i32): void {
  looked = association;
  image = companionInForce();
  if (image != 0) column = columnOf(image, load<u8>(CLIENTS + association));
  if (column == UNNAMED) image = 0;
}

/** The code of an entry as a number. */
function codeOf(row: ObjectRow, entry: i32): u64 {
  const code = codeAt(changetype<usize>(row));
  if (entry == 0) return code;
  return code + (<u64>(entry * <i32>row.step) << <u64>(CODE_SHIFT + ((LAST_GROUP - <i32>row.group) << 3)));
}

/** What the profile has for an entry. */
function kindOf(row: ObjectRow, entry: i32): i32 {
  return kindIn(image, codeOf(row, entry), row.class);
}

/** True where no entry of a row has to be looked up: it is seen by whoever the meter itself lets see it. */
function isUngoverned(row: ObjectRow): bool {
  return image == 0 || isFixed(row);
}

/** Access byte of an association to an attribute or method of an entry of a row. */
export function governedAccess(row: ObjectRow, entry: i32, place: i32, association: i32): i32 {
  const own = accessTo(bareTables(), row, place, association);
  lookAs(association);
  if (own == 0 || isUngoverned(row)) return own;
  const kind = kindOf(row, entry);
  if (kind == UNNAMED) return 0;
  const attribute = attributeAt(bareTables(), row, place);
  return own & ~NARROWED | own & accessIn(image, kind, attribute.id, attribute.source == SOURCE_METHOD, column) & NARROWED;
}

/** True when an entry of a row is there for an association; where it may do nothing with it, that is denied. */
export function isThere(row: ObjectRow, entry: i32, association: i32): bool {
  lookAs(association);
  return isVisible(row, association) && (isUngoverned(row) || kindOf(row, entry) != UNNAMED);
}

/** True when who was looked for may do something with an entry of a row. */
function isOpen(row: ObjectRow, entry: i32): bool {
  const kind = kindOf(row, entry);
  return kind != UNNAMED && hasAccessIn(image, kind, column);
}

/** Entries of a row before the first one, from a number on, that is open to who was looked for; all where there is none. */
export function skipClosed(row: ObjectRow, entry: i32): i32 {
  if (!isVisible(row, looked)) return row.span;
  if (isUngoverned(row)) return entry;
  while (entry < <i32>row.span && !isOpen(row, entry)) entry++;
  return entry;
}

/** Entries of a row that are open to who was looked for. */
export function countOpen(row: ObjectRow): i32 {
  if (!isVisible(row, looked)) return 0;
  if (isUngoverned(row)) return row.span;
  let count: i32 = 0;
  for (let entry: i32 = 0; entry < <i32>row.span; entry++) if (isOpen(row, entry)) count++;
  return count;
}

/** The code by which who asks is told an event. */
export function codeTold(code: i32): i32 {
  if (!isAsked()) return code;
  lookAs(askingAssociation().rights);
  return image == 0 ? code : toldCode(image, code);
}
