// Finds the object of a descriptor, and holds what is asked of it against the client's rights.
import {
  ACCESS_DENIED, ACCESS_SUCCESS, ACCESS_UNDEFINED, APDU_ACTION, APDU_SET,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { CODE_BYTES, entryIn } from '../../../../shared-protocol/assembly/objects/rows';
import { accessTo } from '../../../../shared-protocol/assembly/objects/tables';
import { ASSOCIATION_PUBLIC } from '../../../../shared-protocol/generated/assembly/object-numbers';
import { PORT_OPTICAL } from '../../../../shared-protocol/generated/assembly/protocol';
import { coverIsOpen } from '../../surroundings/contacts';
import { governedAccess, isThere } from '../../objects/governed';
import { placeOf } from '../../objects/places';
import { findObject, objectRow, objectTables } from '../../objects/tables';
import { associationOf, Dialogue } from './dialogue';

/** Bits of an access byte: read, which of a method is access; write; what a request must have; a signature, which none has. */
const READ: i32 = 1;
const WRITE: i32 = 2;
const CIPHERED_REQUEST: i32 = 4 | 8;
const SIGNED_REQUEST: i32 = 16;

/** Writing in front of the meter wants the terminal cover open, but for what everybody may. */
function isUnderCover(d: Dialogue, place: i32, needed: i32): bool {
  if (d.port != <u8>PORT_OPTICAL || d.service != <u8>APDU_SET && d.service != <u8>APDU_ACTION || coverIsOpen()) return false;
  return (accessTo(objectTables(), objectRow(d.row), place, ASSOCIATION_PUBLIC) & needed) == 0;
}

function judge(d: Dialogue): i32 {
  const association = associationOf(d);
  const needed = d.service == <u8>APDU_SET ? WRITE : READ;
  const access = governedAccess(objectRow(d.row), d.entry, d.place, association.rights);
  if ((access & needed) == 0 || (access & SIGNED_REQUEST) != 0 || isUnderCover(d, d.place, needed)) return ACCESS_DENIED;
  return (access & CIPHERED_REQUEST) == 0 || association.ciphered ? ACCESS_SUCCESS : ACCESS_DENIED;
}

/** Finds what the descriptor at an address names, into the dialogue. Returns a data access result. */
export function findDescribed(d: Dialogue, at: usize): i32 {
  const code = at + 2;
  const row = findObject(code, bswap<u16>(load<u16>(at)));
  if (row < 0) return ACCESS_UNDEFINED;
  const entry = entryIn(objectRow(row), code);
  if (!isThere(objectRow(row), entry, associationOf(d).rights)) return ACCESS_UNDEFINED;
  const place = placeOf(row, load<u8>(code + CODE_BYTES), d.service == <u8>APDU_ACTION);
  if (place < 0) return ACCESS_UNDEFINED;
  d.row = <u16>row;
  d.entry = <u16>entry;
  d.place = <u8>place;
  d.attribute = load<u8>(code + CODE_BYTES);
  return judge(d);
}
