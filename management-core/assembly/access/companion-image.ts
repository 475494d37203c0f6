// A companion profile as bytes (companion_head in link.json): whether they are one, and what it says of an object.
import {
  COMPANION_HEAD_BYTES, COMPANION_HEAD_client, COMPANION_HEAD_name, CompanionHead,
} from '../../../shared-protocol/generated/assembly/layouts';

export const COMPANION_NAME_BYTES: i32 = 32;
const CLIENTS: i32 = 8;
const OBJECT_BYTES: i32 = 8;
const KIND_BYTES: i32 = 8;
const ITEM_BYTES: i32 = 2;
const EVENT_BYTES: i32 = 2;
/** In the number of an item. */
const METHOD: i32 = 128;
/** Bits below the code in a number that has its first byte highest. */
export const CODE_SHIFT: i32 = 16;
const PRINTABLE: i32 = 32;
const BEYOND_PRINTABLE: i32 = 127;

/** Objects of a profile that have class and rights in common. */
@unmanaged
class CompanionKind {
  class: u16;
  /** Its first item. */
  first: u16;
  items: u16;
  reserved: u16;
}

/** A profile says nothing of a client, or of an object. */
export const UNNAMED: i32 = -1;

function headOf(image: usize): CompanionHead {
  return changetype<CompanionHead>(image);
}

function objectsOf(image: usize): usize {
  return image + COMPANION_HEAD_BYTES;
}

function kindsOf(image: usize): usize {
  return objectsOf(image) + <usize>(<i32>headOf(image).objects * OBJECT_BYTES);
}

function patternsOf(image: usize): usize {
  return kindsOf(image) + <usize>(<i32>headOf(image).kinds * KIND_BYTES);
}

function itemsOf(image: usize): usize {
  return patternsOf(image) + <usize>(<i32>headOf(image).patterns * CLIENTS);
}

function eventsOf(image: usize): usize {
  return itemsOf(image) + <usize>(<i32>headOf(image).items * ITEM_BYTES);
}

function kindAt(image: usize, kind: i32): CompanionKind {
  return changetype<CompanionKind>(kindsOf(image) + <usize>(kind * KIND_BYTES));
}

function objectAt(image: usize, object: i32): usize {
  return objectsOf(image) + <usize>(object * OBJECT_BYTES);
}

function kindOfObject(image: usize, object: i32): i32 {
  return <i32>load<u16>(objectAt(image, object), 6);
}

/** The code of six bytes as a number, its first byte highest. */
export function codeAt(code: usize): u64 {
  return (<u64>bswap<u32>(load<u32>(code)) << 32) | (<u64>bswap<u16>(load<u16>(code, 4)) << <u64>CODE_SHIFT);
}

function hasName(image: usize): bool {
  let isOver = false;
  for (let i: i32 = 0; i < COMPANION_NAME_BYTES; i++) {
    const character = <i32>load<u8>(image + COMPANION_HEAD_name + i);
    if (character == 0) isOver = true;
    else if (isOver || character < PRINTABLE || character >= BEYOND_PRINTABLE) return false;
  }
  return load<u8>(image + COMPANION_HEAD_name) != 0;
}

/** Kinds lie within the items, items within the patterns. */
function kindsFit(image: usize): bool {
  const head = headOf(image);
  for (let i: i32 = 0; i < <i32>head.kinds; i++) {
    const kind = kindAt(image, i);
    if (<i32>kind.first + <i32>kind.items > <i32>head.items) return false;
  }
  for (let i: i32 = 0; i < <i32>head.items; i++) {
    if (load<u8>(itemsOf(image) + <usize>(i * ITEM_BYTES), 1) >= head.patterns) return false;
  }
  return true;
}

/** Objects have kinds, and stand in the order of code and class. */
function objectsFit(image: usize): bool {
  for (let i: i32 = 0; i < <i32>headOf(image).objects; i++) {
    if (kindOfObject(image, i) >= <i32>headOf(image).kinds) return false;
    if (i == 0) continue;
    const before = codeAt(objectAt(image, i - 1));
    const code = codeAt(objectAt(image, i));
    if (code < before) return false;
    if (code == before && kindAt(image, kindOfObject(image, i)).class <= kindAt(image, kindOfObject(image, i - 1)).class) return false;
  }
  return true;
}

/** True for bytes that are a companion profile, whole. */
export function isCompanionImage(image: usize, length: i32): bool {
  if (length < COMPANION_HEAD_BYTES) return false;
  const head = headOf(image);
  const lists = <i32>head.objects * OBJECT_BYTES + <i32>head.kinds * KIND_BYTES + <i32>head.patterns * CLIENTS;
  const rest = <i32>head.items * ITEM_BYTES + <i32>head.events * EVENT_BYTES;
  if (length != COMPANION_HEAD_BYTES + lists + rest) return false;
  return hasName(image) && kindsFit(image) && objectsFit(image);
}

/** Column of a client among the rights; UNNAMED where the profile says nothing of it. */
export function columnOf(image: usize, client: i32): i32 {
  for (let i: i32 = 0; i < CLIENTS; i++) {
    if (client != 0 && <i32>load<u8>(image + COMPANION_HEAD_client + i) == client) return i;
  }
  return UNNAMED;
}

/** Last object that stands not behind a code; -1 for none. An object, read at once, is its code with its kind below it. */
function predecessor(image: usize, code: u64): i32 {
  const objects = objectsOf(image);
  const beyond = code + ((<u64>1) << <u64>CODE_SHIFT);
  let low: u32 = 0;
  let high: u32 = headOf(image).objects;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bswap<u64>(load<u64>(objects + <usize>(middle << 3))) < beyond) low = middle + 1;
    else high = middle;
  }
  return <i32>low - 1;
}

/** The kind of an object of a class, by its code as a number; UNNAMED where the profile has none. */
export function kindIn(image: usize, code: u64, classId: i32): i32 {
  let object = predecessor(image, code);
  for (; object >= 0 && codeAt(objectAt(image, object)) == code; object--) {
    const kind = kindOfObject(image, object);
    if (<i32>kindAt(image, kind).class == classId) return kind;
  }
  return UNNAMED;
}

/** Access of a client's column to an attribute or method of a kind: bits of an access byte, 0 for what it does not have. */
export function accessIn(image: usize, kind: i32, id: i32, isMethod: bool, column: i32): i32 {
  const found = kindAt(image, kind);
  const wanted = isMethod ? id | METHOD : id;
  for (let i = <i32>found.first; i < <i32>found.first + <i32>found.items; i++) {
    const item = itemsOf(image) + <usize>(i * ITEM_BYTES);
    if (<i32>load<u8>(item) != wanted) continue;
    return load<u8>(patternsOf(image) + <usize>(<i32>load<u8>(item, 1) * CLIENTS + column));
  }
  return 0;
}

/** True where a client's column has access to something of a kind. */
export function hasAccessIn(image: usize, kind: i32, column: i32): bool {
  const found = kindAt(image, kind);
  for (let i = <i32>found.first; i < <i32>found.first + <i32>found.items; i++) {
    const pattern = <i32>load<u8>(itemsOf(image) + <usize>(i * ITEM_BYTES), 1);
    if (load<u8>(patternsOf(image) + <usize>(pattern * CLIENTS + column)) != 0) return true;
  }
  return false;
}

/** The code of the profile for an event's own. */
export function toldCode(image: usize, code: i32): i32 {
  const events = eventsOf(image);
  for (let i: i32 = 0; i < <i32>headOf(image).events; i++) {
    if (<i32>load<u8>(events + <usize>(i * EVENT_BYTES)) == code) return load<u8>(events + <usize>(i * EVENT_BYTES), 1);
  }
  return code;
}
