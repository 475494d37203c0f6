// Which object an identifier means: a code of six fields or a short form of it, and an attribute or method behind `#`.
import { entryIn } from '../../../../shared-protocol/assembly/objects/rows';
import { placeOf } from '../../objects/places';
import { findObject, objectRow } from '../../objects/tables';
import { AMPERSAND, COLON, DASH, DOT, HASH, STAR, ZERO } from './characters';
import { Session } from './session';

/** Groups of a code. */
const A: usize = 0;
const C: usize = 2;
const F: usize = 5;
/** Without a sixth field the present value is meant. */
const PRESENT: u8 = 255;
/** From here on C is of no medium: abstract, then those of electricity. */
const ABSTRACT: u8 = 96;
const ELECTRICITY: u8 = 1;
/** Value is the second attribute of a class. */
const VALUE: i32 = 2;

// @ts-ignore: decorator
@lazy const CODE = memory.data(8, 8);
// What is left of the identifier.
let at: usize = 0;
let end: usize = 0;

function next(): u8 {
  return at < end ? load<u8>(at) : 0;
}

/** Letters of the older identifiers (EDIS): C general, F errors, L lists, P profiles. */
function ofLetter(character: u8): i32 {
  if (character == 0x43) return 96;
  if (character == 0x46) return 97;
  if (character == 0x4c) return 98;
  return character == 0x50 ? 99 : -1;
}

/** The number that stands next; -1 where there is none, or it is no byte. */
function takeNumber(): i32 {
  const letter = ofLetter(next());
  if (letter >= 0) {
    at++;
    return letter;
  }
  let number: i32 = -1;
  while (<u32>(next() - ZERO) < 10 && next() >= ZERO && number < 256) {
    number = max(number, 0) * 10 + <i32>(next() - ZERO);
    at++;
  }
  return number < 256 ? number : -1;
}

/** Takes a number into a group of the code; false where there is none. */
function takeGroup(group: usize): bool {
  const number = takeNumber();
  if (number >= 0) store<u8>(CODE + group, <u8>number);
  return number >= 0;
}

/** Takes a character that stands next. */
function takes(character: u8): bool {
  if (next() != character) return false;
  at++;
  return true;
}

/** `A-B:`, where it is there: 1, 0, or -1 where it is spoilt. */
function takeMedium(): i32 {
  const start = at;
  if (takeNumber() < 0 || !takes(DASH)) {
    at = start;
    return 0;
  }
  at = start;
  return takeGroup(A) && takes(DASH) && takeGroup(A + 1) && takes(COLON) ? 1 : -1;
}

/** `C.D[.E][*F]`, F also behind a full stop or an ampersand. */
function takeRest(): bool {
  store<u16>(CODE + C + 2, 0);
  store<u8>(CODE + F, PRESENT);
  if (!takeGroup(C) || !takes(DOT) || !takeGroup(C + 1)) return false;
  if (takes(DOT) && !takeGroup(C + 2)) return false;
  if (takes(STAR) || takes(AMPERSAND) || takes(DOT)) return takeGroup(F);
  return true;
}

/** Row of the code; without a medium that of electricity or the abstract one, whichever there is. */
function findRow(hasMedium: bool): i32 {
  if (hasMedium) return findObject(CODE);
  const isAbstract = load<u8>(CODE + C) >= ABSTRACT;
  store<u16>(CODE, isAbstract ? 0 : ELECTRICITY);
  const row = findObject(CODE);
  if (row >= 0) return row;
  store<u16>(CODE, isAbstract ? ELECTRICITY : 0);
  return findObject(CODE);
}

/** Puts what an identifier means into the session. False where there is no such object, attribute or method. */
export function findAddressed(session: Session, id: usize, length: i32, isMethod: bool): bool {
  at = id;
  end = id + length;
  const medium = takeMedium();
  if (medium < 0 || !takeRest()) return false;
  const number = takes(HASH) ? takeNumber() : isMethod ? -1 : VALUE;
  if (number < 0 || at != end) return false;
  const row = findRow(medium == 1);
  const place = row < 0 ? -1 : placeOf(row, number, isMethod);
  if (place < 0) return false;
  session.row = <u16>row;
  session.entry = <u16>entryIn(objectRow(row), CODE);
  session.place = <u8>place;
  session.attribute = <u8>number;
  return true;
}
