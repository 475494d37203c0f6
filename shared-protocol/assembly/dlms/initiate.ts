// What both sides of an association can do: InitiateRequest taken apart, InitiateResponse and its refusal written.
import { Status } from '../../generated/assembly/protocol';
import { beginReading, expectByte, isSound, refuseReading, takeByte, takeBytes, takeIf, takeLength, takeNumber, unread } from './reader';
import { APDU_CONFIRMED_SERVICE_ERROR, APDU_INITIATE_REQUEST, APDU_INITIATE_RESPONSE } from './tags';
import { putByte, putNumber } from './writer';

export const DLMS_VERSION: i32 = 6;
/** Least size of a PDU that a client may ask for (IEC 62056-5-3, 7.3.2). */
export const PDU_MIN: i32 = 12;
export const INITIATE_RESPONSE_BYTES: i32 = 14;

/** Tag of the conformance block, its length, and how many of its last bits are not used. */
const CONFORMANCE_HEAD: u32 = 0x5f1f0400;
/** VAA name of a server with logical names. */
const VAA_NAME: u32 = 0x0007;
const INITIATE_ERROR: i32 = 6;

@unmanaged
export class Initiate {
  conformance: u32;
  pduSize: u16;
  version: u8;
  /** It brings a key of its own for this association. */
  dedicatedKey: bool;
}

/** A value that may be left out: 00, or 01 and its bytes. */
function takeOptional(bytes: i32): void {
  if (takeIf(0)) return;
  expectByte(1);
  takeBytes(bytes);
}

/** Takes an InitiateRequest apart. Returns a Status: BAD_LENGTH for what is none. */
export function readInitiate(pointer: usize, length: i32, initiate: Initiate): i32 {
  beginReading(pointer, length);
  expectByte(APDU_INITIATE_REQUEST);
  initiate.dedicatedKey = !takeIf(0);
  if (initiate.dedicatedKey) {
    expectByte(1);
    takeBytes(takeLength());
  }
  takeOptional(1);
  takeOptional(1);
  initiate.version = <u8>takeByte();
  if (takeNumber(4) != CONFORMANCE_HEAD) refuseReading();
  initiate.conformance = takeNumber(3);
  initiate.pduSize = <u16>takeNumber(2);
  return isSound() && unread() == 0 ? Status.OK : Status.BAD_LENGTH;
}

/** Writes INITIATE_RESPONSE_BYTES: what was agreed on. */
export function putInitiateResponse(at: usize, conformance: u32, pduSize: i32): usize {
  let next = putByte(putByte(putByte(at, APDU_INITIATE_RESPONSE), 0), DLMS_VERSION);
  next = putNumber(putNumber(next, CONFORMANCE_HEAD, 4), conformance, 3);
  return putNumber(putNumber(next, <u32>pduSize, 2), VAA_NAME, 2);
}

/** Writes the ConfirmedServiceError of an InitiateRequest: INITIATE_*. */
export function putInitiateError(at: usize, error: i32): usize {
  return putByte(putByte(putByte(putByte(at, APDU_CONFIRMED_SERVICE_ERROR), 1), INITIATE_ERROR), error);
}
