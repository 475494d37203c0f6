// Takes an ACCESS request apart (IEC 62056-5-3, 7.3.13): what is to be done, in its order, and a value for each of it.
import {
  beginReading, isSound, readingAt, refuseReading, takeByte, takeBytes, takeLength, takeNumber, unread,
} from '../../../../shared-protocol/assembly/dlms/reader';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { dataLength } from './data-length';
import { Dialogue } from './dialogue';
import { DESCRIPTOR_BYTES, ITEMS_MOST } from './requests';

export const APDU_ACCESS: i32 = 0xd9;
export const ACCESS_GET: i32 = 1;
export const ACCESS_SET: i32 = 2;
export const ACCESS_ACTION: i32 = 3;
export const ACCESS_GET_SELECTED: i32 = 4;
export const ACCESS_SET_SELECTED: i32 = 5;

/** Of the number: what was asked for is told again; what follows an error is not done; an answer is wanted. */
export const LONG_SELF_DESCRIPTIVE: u32 = 1 << 28;
export const LONG_BREAKS: u32 = 1 << 29;
export const LONG_CONFIRMED: u32 = 1 << 30;

/** Passes by a value of A-XDR, whose length another reading tells. */
function passData(): void {
  const at = readingAt();
  const left = unread();
  const length = dataLength(at, left);
  beginReading(at, left);
  takeBytes(length);
}

/** Bytes of a specification: choice, descriptor, and of a selected one selector and parameters. */
export function specificationBytes(at: usize, left: i32): i32 {
  const plain = 1 + DESCRIPTOR_BYTES;
  if (<i32>load<u8>(at) < ACCESS_GET_SELECTED) return plain;
  return plain + 1 + dataLength(at + <usize>plain + 1, left - plain - 1);
}

function passSpecification(): void {
  const choice = takeByte();
  takeBytes(DESCRIPTOR_BYTES);
  if (choice < ACCESS_GET || choice > ACCESS_SET_SELECTED) refuseReading();
  if (!isSound() || choice < ACCESS_GET_SELECTED) return;
  takeBytes(1);
  passData();
}

function takeSpecifications(d: Dialogue): void {
  const count = takeLength();
  if (count < 1 || count > ITEMS_MOST) refuseReading();
  d.items = <u8>count;
  d.descriptor = readingAt();
  for (let i: i32 = 0; i < count && isSound(); i++) passSpecification();
  d.specified = readingAt();
}

/** Takes a request apart. Returns OK, or BAD_LENGTH for what is none, or has not a value for each. */
export function takeAccess(d: Dialogue, at: usize, length: i32): i32 {
  beginReading(at + 1, length - 1);
  d.longInvoke = takeNumber(4);
  takeBytes(takeLength()); // the time of the client, of which nothing is made
  takeSpecifications(d);
  if (takeLength() != <i32>d.items || !isSound()) return Status.BAD_LENGTH;
  d.end = at + <usize>length;
  d.value = readingAt();
  d.valueLength = unread();
  for (let i: i32 = 0; i < <i32>d.items && isSound(); i++) passData();
  return isSound() && unread() == 0 ? Status.OK : Status.BAD_LENGTH;
}
