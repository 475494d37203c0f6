// What an association may do with an object: by the meter's own rights, narrowed by the companion profile in force.
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { CLIENTS } from '../../../shared-protocol/generated/assembly/objects';
import { CODE_BYTES, ObjectRow, putCode } from '../../../shared-protocol/assembly/objects/rows';
import { accessTo, attributeAt, isVisible } from '../../../shared-protocol/assembly/objects/tables';
import { companionInForce } from '../access/companion';
import { accessIn, columnOf, hasAccessIn, kindIn, toldCode, UNNAMED } from '../access/companion-image';
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

// @ts-ignore: decorator
@lazy const CODE = memory.data(CODE_BYTES + 2, 8);

/** What every logical device has, and the way back from a profile: no profile takes these away. */
function isFixed(row: ObjectRow): bool {
  if (row.class == <u16>CLASS_ASSOCIATION || row.class == <u16>CLASS_DEVICES) return true;
  if (row.class != <u16>CLASS_DATA || row.a != 0) return false;
  return <i32>row.c == C_DEVICE_NAME || (<i32>row.c == C_GENERAL && <i32>row.d == D_COMPANION);
}

/** The profile that says what an association may do; 0 for none. */
function profileOf(association: i32): usize {
  const image = companionInForce();
  if (image == 0) return 0;
  return columnOf(image, load<u8>(CLIENTS + association)) == UNNAMED ? 0 : image;
}

function kindOf(image: usize, row: ObjectRow, entry: i32): i32 {
  putCode(CODE, row, entry);
  return kindIn(image, CODE, row.class);
}

/** Access byte of an association to an attribute or method of an entry of a row. */
export function governedAccess(row: ObjectRow, entry: i32, place: i32, association: i32): i32 {
  const own = accessTo(bareTables(), row, place, association);
  const image = profileOf(association);
  if (image == 0 || own == 0 || isFixed(row)) return own;
  const kind = kindOf(image, row, entry);
  if (kind == UNNAMED) return 0;
  const attribute = attributeAt(bareTables(), row, place);
  const column = columnOf(image, load<u8>(CLIENTS + association));
  return own & ~NARROWED | own & accessIn(image, kind, attribute.id, attribute.source == SOURCE_METHOD, column) & NARROWED;
}

/** True when an entry of a row is there for an association; where it may do nothing with it, that is denied. */
export function isThere(row: ObjectRow, entry: i32, association: i32): bool {
  if (!isVisible(row, association)) return false;
  const image = profileOf(association);
  return image == 0 || isFixed(row) || kindOf(image, row, entry) != UNNAMED;
}

/** True when an association may do something with an entry of a row. */
export function isOpenTo(row: ObjectRow, entry: i32, association: i32): bool {
  if (!isVisible(row, association)) return false;
  const image = profileOf(association);
  if (image == 0 || isFixed(row)) return true;
  const kind = kindOf(image, row, entry);
  return kind != UNNAMED && hasAccessIn(image, kind, columnOf(image, load<u8>(CLIENTS + association)));
}

/** The code by which who asks is told an event. */
export function codeTold(code: i32): i32 {
  if (!isAsked()) return code;
  const image = profileOf(askingAssociation().rights);
  return image == 0 ? code : toldCode(image, code);
}
