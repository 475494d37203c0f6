// Takes the heads of GET, SET and ACTION apart, all forms of them that are served (IEC 62056-5-3, 7.3).
import {
  beginReading, isSound, readingAt, takeByte, takeBytes, takeLength, takeNumber, unread,
} from '../../../../shared-protocol/assembly/dlms/reader';
import { APDU_ACTION, APDU_GET, APDU_SET } from '../../../../shared-protocol/assembly/dlms/tags';
import { CODE_BYTES } from '../../../../shared-protocol/assembly/objects/rows';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { dataLength } from './data-length';
import { Dialogue } from './dialogue';

/** Forms of a GET. */
export const GET_NORMAL: i32 = 1;
export const GET_NEXT: i32 = 2;
export const GET_LIST: i32 = 3;
/** Forms of a SET. */
export const SET_NORMAL: i32 = 1;
export const SET_FIRST_BLOCK: i32 = 2;
export const SET_BLOCK: i32 = 3;
export const SET_LIST: i32 = 4;
/** Forms of an ACTION. */
export const ACTION_NORMAL: i32 = 1;
export const ACTION_LIST: i32 = 3;

/** Class, code, attribute or method. */
export const DESCRIPTOR_BYTES: i32 = 2 + CODE_BYTES + 1;
/** The most that a list has. */
export const ITEMS_MOST: i32 = 64;

/** Of a GET: the selector of the descriptor at an address and its bytes behind it, flag included; -1 for what is none. */
export function selectionLength(at: usize, length: i32): i32 {
  if (length < 1 || load<u8>(at) > 1) return -1;
  if (load<u8>(at) == 0) return 1;
  const data = length > 2 ? dataLength(at + 2, length - 2) : -1;
  return data < 0 ? -1 : data + 2;
}

/** Passes by a descriptor and, of a GET or SET, its selection. */
function passDescriptor(isMethod: bool): void {
  takeBytes(DESCRIPTOR_BYTES);
  if (isMethod || !isSound()) return;
  const at = readingAt();
  const left = unread();
  const length = selectionLength(at, left);
  // The length of a selection is told by another reading: this one goes on behind it.
  beginReading(at, left);
  takeBytes(length);
}

/** Descriptors of a list from the reading on; where they end stands the reading. */
function takeDescriptors(d: Dialogue, isMethod: bool): void {
  const count = d.isList ? takeLength() : 1;
  d.descriptor = readingAt();
  d.items = <u8>count;
  if (count < 1 || count > ITEMS_MOST) takeBytes(-1);
  for (let i: i32 = 0; i < count && isSound(); i++) passDescriptor(isMethod);
}

function takeGet(d: Dialogue): i32 {
  if (d.form == <u8>GET_NEXT) d.block = takeNumber(4);
  else takeDescriptors(d, false);
  return isSound() && unread() == 0 ? Status.OK : Status.BAD_LENGTH;
}

/** The values stand behind the descriptors: of a list as many as these. */
function takeValues(d: Dialogue): i32 {
  if (d.isList && takeLength() != <i32>d.items) return Status.BAD_LENGTH;
  d.value = readingAt();
  d.valueLength = unread();
  return isSound() ? Status.OK : Status.BAD_LENGTH;
}

/** A block: whether it is the last, its number, and its bytes. */
function takeBlock(d: Dialogue): i32 {
  d.isLastBlock = takeByte() != 0;
  d.block = takeNumber(4);
  d.valueLength = takeLength();
  d.value = takeBytes(d.valueLength);
  return isSound() && unread() == 0 ? Status.OK : Status.BAD_LENGTH;
}

function takeSet(d: Dialogue): i32 {
  if (d.form == <u8>SET_BLOCK) return takeBlock(d);
  takeDescriptors(d, false);
  if (!isSound()) return Status.BAD_LENGTH;
  return d.form == <u8>SET_FIRST_BLOCK ? takeBlock(d) : takeValues(d);
}

function takeAction(d: Dialogue): i32 {
  takeDescriptors(d, true);
  if (!isSound()) return Status.BAD_LENGTH;
  if (d.isList) return takeValues(d);
  const flag = takeByte();
  if (!isSound() || flag > 1) return Status.BAD_LENGTH;
  d.value = readingAt();
  d.valueLength = unread();
  return flag == 1 || d.valueLength == 0 ? Status.OK : Status.BAD_LENGTH;
}

function isServed(service: i32, form: i32): bool {
  if (service == APDU_GET) return form >= GET_NORMAL && form <= GET_LIST;
  if (service == APDU_SET) return form >= SET_NORMAL && form <= SET_LIST;
  return form == ACTION_NORMAL || form == ACTION_LIST;
}

/**
 * Takes a plain request apart. Returns OK; UNKNOWN_MESSAGE for another service; OUT_OF_RANGE for a form of it that is not
 * served; BAD_LENGTH for what is too short, too long, or no request.
 */
export function takeHead(d: Dialogue, at: usize, length: i32): i32 {
  beginReading(at, length);
  const service = takeByte();
  if (service != APDU_GET && service != APDU_SET && service != APDU_ACTION) return Status.UNKNOWN_MESSAGE;
  const form = takeByte();
  d.service = <u8>service;
  d.form = <u8>form;
  d.invoke = <u8>takeByte();
  d.end = at + <usize>length;
  if (!isSound()) return Status.BAD_LENGTH;
  if (!isServed(service, form)) return Status.OUT_OF_RANGE;
  d.isList = (service == APDU_ACTION && form == ACTION_LIST) || (service == APDU_GET && form == GET_LIST) ||
    (service == APDU_SET && form == SET_LIST);
  if (service == APDU_GET) return takeGet(d);
  return service == APDU_SET ? takeSet(d) : takeAction(d);
}
