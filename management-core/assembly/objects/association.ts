// Providers: the association under way as an object (class 15): what its client sees, may do, and agreed on.
import { putNumber } from '../../../shared-protocol/assembly/dlms/writer';
import { CONTEXT_LN, CONTEXT_LN_CIPHERED, MECHANISM_NONE } from '../../../shared-protocol/assembly/dlms/tags';
import { CODE_BYTES, ObjectRow, putCode, rowAt } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { attributeAt, attributeCount } from '../../../shared-protocol/assembly/objects/tables';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { SOURCE_METHOD, UNLISTED } from '../../../shared-protocol/generated/assembly/object-numbers';
import { OBJECT_ROWS, OBJECTS } from '../../../shared-protocol/generated/assembly/objects';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { askingAssociation, isAsked } from '../access/association';
import { APDU_MOST, DLMS_VERSION, MANAGEMENT_DEVICE } from '../access/dlms-facts';
import { bareTables } from './bare-tables';
import { countOpen, governedAccess, lookAs, skipClosed } from './governed';

const CONFORMANCE_BITS: i32 = 24;
/** 2.16.756.5.8, then which kind, then which of it. */
const ARC: u32 = 0x60857405;
const ARC_CONTEXT: u32 = 0x0801;
const ARC_MECHANISM: u32 = 0x0802;
const IDENTIFIER_BYTES: i32 = 7;

/** Nodes of an entry of the object list; see object_list in cosem.json. */
const LEAF_CLASS: i32 = 2;
const LEAF_VERSION: i32 = 3;
const LEAF_NAME: i32 = 4;
const LEAF_ATTRIBUTES: i32 = 6;
const LEAF_ATTRIBUTE: i32 = 8;
const LEAF_ATTRIBUTE_ACCESS: i32 = 9;
const LEAF_METHODS: i32 = 11;
const LEAF_METHOD: i32 = 13;
const LEAF_METHOD_ACCESS: i32 = 14;
/** Nodes of what was agreed on. */
const LEAF_CONFORMANCE: i32 = 1;
const LEAF_RECEIVE: i32 = 2;
const LEAF_SEND: i32 = 3;
const LEAF_DLMS_VERSION: i32 = 4;
const LEAF_QUALITY: i32 = 5;

// @ts-ignore: decorator
@lazy const BYTES = memory.data(CODE_BYTES + 2, 8);

// Row and entry of an item of the list of one column of rights: items are asked for in their order, so the next one is near.
let listedRights: i32 = -1;
let listedItem: i32 = 0;
let listedRow: i32 = 0;
let listedEntry: i32 = 0;
/** Attributes of that row; its methods stand behind them. */
let listedAttributes: i32 = 0;

/** The list is gone through from its beginning. */
export function resetObjectList(): void {
  listedRights = -1;
  listedItem = 0;
  listedRow = 0;
  listedEntry = 0;
  listedAttributes = 0;
}

function attributesOf(row: ObjectRow): i32 {
  let count = attributeCount(bareTables(), row);
  while (count > 0 && attributeAt(bareTables(), row, count - 1).source == SOURCE_METHOD) count--;
  return count;
}

function isUnlisted(row: ObjectRow): bool {
  return (<i32>row.visibility & UNLISTED) != 0;
}

/** Goes to the first entry from where it stands that is listed, if there is one. */
function settle(): void {
  lookAs(askingAssociation().rights);
  while (listedRow < OBJECTS) {
    const row = rowAt(OBJECT_ROWS, listedRow);
    listedEntry = isUnlisted(row) ? <i32>row.span : skipClosed(row, listedEntry);
    if (listedEntry < <i32>row.span) {
      listedAttributes = attributesOf(row);
      return;
    }
    listedRow++;
    listedEntry = 0;
  }
}

/** Finds the row of an item; its entry is listedEntry. */
function seek(item: i32): ObjectRow {
  if (item < listedItem || listedRights != <i32>askingAssociation().rights) {
    resetObjectList();
    listedRights = <i32>askingAssociation().rights;
    settle();
  }
  for (; listedItem < item; listedItem++) {
    listedEntry++;
    settle();
  }
  // A profile that came into force while its list is read may have fewer.
  return rowAt(OBJECT_ROWS, min(listedRow, OBJECTS - 1));
}

/** None yet: whoever writes the list counts it by countListed, since a profile makes that long. */
export function countObjectList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  if (!isAsked()) return Status.NOT_FOUND;
  resetObjectList();
  return selectWhole(selection, 0);
}

/** Objects that are listed of some rows, for the association that asks. */
export function countListed(first: i32, rows: i32): i32 {
  let count: i32 = 0;
  lookAs(askingAssociation().rights);
  for (let i = first; i < min(first + rows, OBJECTS); i++) {
    const each = rowAt(OBJECT_ROWS, i);
    if (!isUnlisted(each)) count += countOpen(each);
  }
  return count;
}

function idAt(row: ObjectRow, place: i32): i64 {
  return attributeAt(bareTables(), row, place).id;
}

function accessAt(row: ObjectRow, place: i32): i64 {
  return governedAccess(row, listedEntry, place, askingAssociation().rights);
}

/** What the list says of an object: which it is, and what this client may do with each attribute and method. */
export function objectList(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const object = seek(index);
  const inner = leaf >> 8;
  switch (leaf & 255) {
    case LEAF_CLASS: return setNumber(value, object.class);
    case LEAF_VERSION: return setNumber(value, object.version);
    case LEAF_NAME:
      putCode(BYTES, object, listedEntry);
      return setBytes(value, BYTES, CODE_BYTES);
    case LEAF_ATTRIBUTES: return setNumber(value, listedAttributes);
    case LEAF_ATTRIBUTE: return setNumber(value, idAt(object, inner));
    case LEAF_ATTRIBUTE_ACCESS: return setNumber(value, accessAt(object, inner));
    case LEAF_METHODS: return setNumber(value, attributeCount(bareTables(), object) - listedAttributes);
    case LEAF_METHOD: return setNumber(value, idAt(object, listedAttributes + inner));
    case LEAF_METHOD_ACCESS: return setNumber(value, accessAt(object, listedAttributes + inner));
    default: return Status.OK; // no selective access is told
  }
}

/** The client, and this device. */
export function partners(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (!isAsked()) return Status.NOT_FOUND;
  return setNumber(value, leaf == 1 ? askingAssociation().client : MANAGEMENT_DEVICE);
}

function setIdentifier(value: Value, kind: u32, last: i32): i32 {
  putNumber(putNumber(putNumber(BYTES, ARC, 4), kind, 2), last, 1);
  return setBytes(value, BYTES, IDENTIFIER_BYTES);
}

export function contextName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const isCiphered = isAsked() && askingAssociation().ciphered;
  return setIdentifier(value, ARC_CONTEXT, isCiphered ? CONTEXT_LN_CIPHERED : CONTEXT_LN);
}

export function mechanismName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setIdentifier(value, ARC_MECHANISM, isAsked() ? <i32>askingAssociation().mechanism : MECHANISM_NONE);
}

export function contextInfo(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (!isAsked()) return Status.NOT_FOUND;
  const asking = askingAssociation();
  if (leaf == LEAF_CONFORMANCE) {
    putNumber(BYTES, asking.conformance, 3);
    return setBits(value, BYTES, CONFORMANCE_BITS);
  }
  if (leaf == LEAF_RECEIVE) return setNumber(value, APDU_MOST);
  if (leaf == LEAF_SEND) return setNumber(value, asking.pduSize);
  if (leaf == LEAF_DLMS_VERSION) return setNumber(value, DLMS_VERSION);
  return leaf == LEAF_QUALITY ? setNumber(value, 0) : setBytes(value, BYTES, 0);
}

/** Nobody reads a secret. */
export function secret(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, BYTES, 0);
}

export function associationStatus(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return isAsked() ? setNumber(value, askingAssociation().state) : Status.NOT_FOUND;
}

/** 0-0:43.0.0.255. */
export function securityReference(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  store<u32>(BYTES, 0x002b0000);
  store<u16>(BYTES, 0xff00, 4);
  return setBytes(value, BYTES, CODE_BYTES);
}

/** Clients have no users. */
export function countUserList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 0);
}

export function userList(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.NOT_FOUND;
}

export function currentUser(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return leaf == 1 ? setNumber(value, 0) : setBytes(value, BYTES, 0);
}

/** The server itself answers it where a challenge waits; nothing is to be proved otherwise. */
export function replyToHls(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return Status.SEALED;
}

export function commitReplyToHls(row: ObjectRow, entry: i32, place: i32): i32 {
  return Status.SEALED;
}
