// Ciphered APDUs (security suite 0): taken apart, and laid out as AES-GCM takes them, in place; no key is known here.
import { Status } from '../../generated/assembly/protocol';
import { TITLE_BYTES } from './acse';
import { beginReading, isSound, takeByte, takeBytes, takeLength, takeNumber, unread } from './reader';
import { lengthBytes, putByte, putBytes, putLength, putNumber } from './writer';

/** Security control: authenticated, encrypted; suite 0, unicast key, not compressed. */
export const SECURED: i32 = 0x30;
export const AUTHENTICATED: i32 = 0x10;
export const TAG_BYTES: i32 = 12;
/** System title and counter. */
export const NONCE_BYTES: i32 = 12;
/** Counter and control byte behind it. */
export const CONTROL_AND_COUNTER: i32 = 5;

/** In front of the text when it is laid out: system title and counter (the nonce), then the security control. */
export const LAID_BYTES: i32 = NONCE_BYTES + 1;
/** Bytes covered and not ciphered: the security control. */
export const COVERED_BYTES: i32 = 1;
/** Most bytes that a ciphered APDU is longer than its text: tag, length, control, counter, tag of the cipher. */
export const PROTECTION_BYTES: i32 = 1 + 3 + CONTROL_AND_COUNTER + TAG_BYTES;

@unmanaged
export class Protected {
  /** The ciphered text, and its bytes; the tag of the cipher stands behind. */
  text: usize;
  length: i32;
  counter: u32;
  /** First byte of the APDU, and the security control. */
  service: u8;
  control: u8;
}

/** Takes a ciphered APDU apart. Returns a Status: BAD_LENGTH for what is none. */
export function readProtected(pointer: usize, length: i32, found: Protected): i32 {
  beginReading(pointer, length);
  found.service = <u8>takeByte();
  if (takeLength() != unread()) return Status.BAD_LENGTH;
  found.control = <u8>takeByte();
  found.counter = takeNumber(4);
  found.length = unread() - TAG_BYTES;
  found.text = takeBytes(max(found.length, 0));
  return isSound() && found.length >= 0 ? Status.OK : Status.BAD_LENGTH;
}

/** Writes LAID_BYTES before a text: nonce, then what is covered; gives where that begins. */
export function layBefore(text: usize, title: usize, counter: u32, control: i32): usize {
  const start = text - LAID_BYTES;
  putByte(putNumber(putBytes(start, title, TITLE_BYTES), counter, 4), control);
  return start;
}

/** Bytes from there to behind the tag of a text of so many bytes. */
export function laidLength(length: i32): i32 {
  return LAID_BYTES + length + TAG_BYTES;
}

/** Writes the head of a ciphered APDU in front of its text; gives where the APDU begins. */
export function headBefore(text: usize, length: i32, service: i32, counter: u32, control: i32): usize {
  const content = CONTROL_AND_COUNTER + length + TAG_BYTES;
  const start = text - CONTROL_AND_COUNTER - lengthBytes(content) - 1;
  putNumber(putByte(putLength(putByte(start, service), content), control), counter, 4);
  return start;
}

/** Bytes of what answers a challenge: control, counter, tag. */
export const TOKEN_BYTES: i32 = CONTROL_AND_COUNTER + TAG_BYTES;

/**
 * Lays out the GMAC over a challenge: nonce, control, challenge, and room for the tag. Returns the bytes it takes; all but
 * nonce and tag are covered.
 */
export function layChallenge(at: usize, title: usize, counter: u32, challenge: usize, length: i32): i32 {
  const nonce = putNumber(putBytes(at, title, TITLE_BYTES), counter, 4);
  putBytes(putByte(nonce, AUTHENTICATED), challenge, length);
  return LAID_BYTES + length + TAG_BYTES;
}
