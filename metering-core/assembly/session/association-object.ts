// The association as an object (class 15): what a client sees, may do, and agreed on; takes the answer to a challenge.
// Legally relevant (IR46). Changes alter the software identification.
import { putNumber } from '../../../shared-protocol/assembly/dlms/writer';
import { CONTEXT_LN_CIPHERED, MECHANISM_GMAC } from '../../../shared-protocol/assembly/dlms/tags';
import { CODE_BYTES, ObjectRow, putCode } from '../../../shared-protocol/assembly/objects/rows';
import { Selection } from '../../../shared-protocol/assembly/objects/selection';
import { accessTo, attributeAt, attributeCount, tableRow } from '../../../shared-protocol/assembly/objects/tables';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ENTRIES } from '../../../shared-protocol/generated/assembly/device-objects';
import { SOURCE_METHOD } from '../../../shared-protocol/generated/assembly/object-numbers';
import { APDU_MAX, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { askingAssociation } from './asker';
import { PENDING } from './association';
import { answerChallenge } from './opening';
import { staged, stagedLength } from './staging';
import { tables } from './tables';

/** Number of this logical device. */
const DEVICE: i32 = 16;
const VERSION: i32 = 6;
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

// Entry of a row that an item of the list is: items are asked for in their order, so the next one is near.
let listed: i32 = 0;
let listedRow: i32 = 0;
let listedFirst: i32 = 0;
/** Attributes of that row; its methods stand behind them. */
let listedAttributes: i32 = 0;

export function resetObjectList(): void {
  listed = 0;
  listedRow = 0;
  listedFirst = 0;
  listedAttributes = attributesOf(tableRow(tables(), 0));
}

/** Finds the row of an item; its entry is the distance from listedFirst. */
function seek(item: i32): ObjectRow {
  if (item < listed) resetObjectList();
  listed = item;
  let row = tableRow(tables(), listedRow);
  while (item >= listedFirst + <i32>row.span) {
    listedFirst += <i32>row.span;
    row = tableRow(tables(), ++listedRow);
    listedAttributes = attributesOf(row);
  }
  return row;
}

export function countObjectList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  selection.first = 0;
  selection.end = ENTRIES;
  return ENTRIES;
}

function attributesOf(row: ObjectRow): i32 {
  let count = attributeCount(tables(), row);
  while (count > 0 && attributeAt(tables(), row, count - 1).source == SOURCE_METHOD) count--;
  return count;
}

function idAt(row: ObjectRow, place: i32): i64 {
  return attributeAt(tables(), row, place).id;
}

function accessAt(row: ObjectRow, place: i32): i64 {
  return accessTo(tables(), row, place, askingAssociation().client - 1);
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
      putCode(BYTES, object, index - listedFirst);
      return setBytes(value, BYTES, CODE_BYTES);
    case LEAF_ATTRIBUTES: return setNumber(value, listedAttributes);
    case LEAF_ATTRIBUTE: return setNumber(value, idAt(object, inner));
    case LEAF_ATTRIBUTE_ACCESS: return setNumber(value, accessAt(object, inner));
    case LEAF_METHODS: return setNumber(value, attributeCount(tables(), object) - listedAttributes);
    case LEAF_METHOD: return setNumber(value, idAt(object, listedAttributes + inner));
    case LEAF_METHOD_ACCESS: return setNumber(value, accessAt(object, listedAttributes + inner));
    default: return Status.OK; // no selective access is told
  }
}

/** The client, and this device. */
export function partners(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, leaf == 1 ? askingAssociation().client : DEVICE);
}

function setIdentifier(value: Value, kind: u32, last: i32): i32 {
  putNumber(putNumber(putNumber(BYTES, ARC, 4), kind, 2), last, 1);
  return setBytes(value, BYTES, IDENTIFIER_BYTES);
}

export function contextName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setIdentifier(value, ARC_CONTEXT, CONTEXT_LN_CIPHERED);
}

export function mechanismName(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setIdentifier(value, ARC_MECHANISM, MECHANISM_GMAC);
}

export function contextInfo(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const asking = askingAssociation();
  if (leaf == LEAF_CONFORMANCE) {
    putNumber(BYTES, asking.conformance, 3);
    return setBits(value, BYTES, CONFORMANCE_BITS);
  }
  if (leaf == LEAF_RECEIVE) return setNumber(value, APDU_MAX);
  if (leaf == LEAF_SEND) return setNumber(value, asking.pduSize);
  if (leaf == LEAF_DLMS_VERSION) return setNumber(value, VERSION);
  return leaf == LEAF_QUALITY ? setNumber(value, 0) : setBytes(value, BYTES, 0);
}

/** Nobody reads a secret; what stands here says so, too. */
export function secret(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, BYTES, 0);
}

export function associationStatus(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, askingAssociation().state);
}

/** There is no object of the security setup. */
export function securitySetup(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  memory.fill(BYTES, 0, CODE_BYTES);
  return setBytes(value, BYTES, CODE_BYTES);
}

/** Clients have no users. */
export function countUserList(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  selection.first = 0;
  selection.end = 0;
  return 0;
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

/** The token that answers the client's own challenge: what the method gives back. */
export function replyToHls(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setBytes(value, staged(), stagedLength);
}

export function commitReplyToHls(row: ObjectRow, entry: i32, place: i32): i32 {
  const asking = askingAssociation();
  return asking.state == PENDING ? answerChallenge(asking, staged(), stagedLength) : Status.SEALED;
}
