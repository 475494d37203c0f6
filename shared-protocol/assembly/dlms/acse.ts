// Associations as BER writes them: AARQ and RLRQ taken apart, AARE and RLRE written (IEC 62056-5-3, 7.2).
import { Status } from '../../generated/assembly/protocol';
import {
  beginReading, expectByte, isSound, refuseReading, takeByte, takeBytes, takeIf, takeLength, takeNumber, unread,
} from './reader';
import { APDU_AARE, APDU_AARQ, APDU_RLRE, APDU_RLRQ } from './tags';
import { lengthBytes, putByte, putBytes, putLength, putNumber } from './writer';

/** Bytes of a system title. */
export const TITLE_BYTES: i32 = 8;
/** Challenges of mechanisms 3 to 6 have 8 to 64 bytes. */
export const CHALLENGE_MIN: i32 = 8;
export const CHALLENGE_MAX: i32 = 64;

const TAG_CONTEXT: i32 = 0xa1;
const TAG_CALLING_TITLE: i32 = 0xa6;
const TAG_REQUIREMENTS: i32 = 0x8a;
const TAG_MECHANISM: i32 = 0x8b;
const TAG_AUTHENTICATION: i32 = 0xac;
const TAG_INFORMATION: i32 = 0xbe;
const TAG_RELEASE_REASON: i32 = 0x80;
const TAG_OBJECT_IDENTIFIER: i32 = 0x06;
const TAG_OCTETS: i32 = 0x04;
const TAG_INTEGER: i32 = 0x02;
/** A choice of an authentication value: a GraphicString. */
const TAG_CHARACTERS: i32 = 0x80;

/** 2.16.756.5.8: what identifiers of contexts (.1.n) and mechanisms (.2.n) begin with. */
const ARC_HIGH: u32 = 0x60857405;
const ARC_LOW: i32 = 0x08;
const OID_BYTES: i32 = 7;
const ARC_CONTEXT: i32 = 1;
const ARC_MECHANISM: i32 = 2;

/** An association's opening, either way; addresses point into what was read, or to what is to be written, 0 for nothing. */
@unmanaged
export class Association {
  title: usize;
  challenge: usize;
  information: usize;
  challengeLength: i32;
  informationLength: i32;
  /** Last arcs of the object identifiers; 0 for none, or for one that is not of DLMS. */
  context: u8;
  mechanism: u8;
  /** Of an answer. */
  result: u8;
  diagnostic: u8;
}

export const ASSOCIATION_BYTES: i32 = 24;

/** Last arc of an identifier 2.16.756.5.8.kind.n; 0 for another one. */
function takeIdentifier(kind: i32, length: i32): i32 {
  const from = takeBytes(length);
  if (from == 0 || length != OID_BYTES) return 0;
  const isOurs = bswap<u32>(load<u32>(from)) == ARC_HIGH && load<u8>(from, 4) == <u8>ARC_LOW && load<u8>(from, 5) == <u8>kind;
  return isOurs ? <i32>load<u8>(from, 6) : 0;
}

/** An element within another: its tag and length, which must fill the outer one. */
function takeInner(tag: i32, outer: i32): i32 {
  const before = unread();
  expectByte(tag);
  const length = takeLength();
  if (before - unread() + length != outer) refuseReading();
  return length;
}

function takeElement(association: Association, tag: i32, length: i32): void {
  if (tag == TAG_CONTEXT) {
    association.context = <u8>takeIdentifier(ARC_CONTEXT, takeInner(TAG_OBJECT_IDENTIFIER, length));
  } else if (tag == TAG_CALLING_TITLE) {
    const inner = takeInner(TAG_OCTETS, length);
    association.title = takeBytes(inner);
    if (inner != TITLE_BYTES) association.title = 0;
  } else if (tag == TAG_MECHANISM) {
    association.mechanism = <u8>takeIdentifier(ARC_MECHANISM, length);
  } else if (tag == TAG_AUTHENTICATION) {
    association.challengeLength = takeInner(TAG_CHARACTERS, length);
    association.challenge = takeBytes(association.challengeLength);
  } else if (tag == TAG_INFORMATION) {
    association.informationLength = takeInner(TAG_OCTETS, length);
    association.information = takeBytes(association.informationLength);
  } else takeBytes(length);
}

/** Head of an APDU whose length must be that of all bytes; false where it is none. */
function takeHead(tag: i32): bool {
  expectByte(tag);
  const length = takeLength();
  return isSound() && length == unread();
}

/** Takes an AARQ apart. Returns a Status: BAD_LENGTH for what is none. Elements it does not know are passed by. */
export function readAarq(pointer: usize, length: i32, association: Association): i32 {
  memory.fill(changetype<usize>(association), 0, ASSOCIATION_BYTES);
  beginReading(pointer, length);
  if (!takeHead(APDU_AARQ)) return Status.BAD_LENGTH;
  while (isSound() && unread() > 0) {
    const tag = takeByte();
    takeElement(association, tag, takeLength());
  }
  return isSound() ? Status.OK : Status.BAD_LENGTH;
}

/** Reason of an RLRQ, 0 where it gives none; a Status for what is no RLRQ. */
export function readRlrq(pointer: usize, length: i32): i32 {
  beginReading(pointer, length);
  if (!takeHead(APDU_RLRQ)) return Status.BAD_LENGTH;
  let reason: i32 = 0;
  if (takeIf(TAG_RELEASE_REASON)) reason = <i32>takeNumber(min(takeLength(), 4));
  if (unread() > 0) {
    expectByte(TAG_INFORMATION);
    takeBytes(takeLength());
  }
  return isSound() && unread() == 0 ? reason & 0xff : Status.BAD_LENGTH;
}

function putIdentifier(at: usize, kind: i32, last: i32): usize {
  return putByte(putByte(putByte(putNumber(at, ARC_HIGH, 4), ARC_LOW), kind), last);
}

/** Tag and length of an element, and of the one within. */
function putNested(at: usize, outer: i32, inner: i32, length: i32): usize {
  const head = putLength(putByte(at, outer), 1 + lengthBytes(length) + length);
  return putLength(putByte(head, inner), length);
}

/** Bytes of an element and the one within, heads included. */
function nestedBytes(length: i32): i32 {
  const inner = 1 + lengthBytes(length) + length;
  return length ? 1 + lengthBytes(inner) + inner : 0;
}

/** Elements of an AARE that every one has: context, result, diagnostic. */
const FIXED_BYTES: i32 = 11 + 5 + 7;
/** Element of the requirements and that of the mechanism. */
const AUTHENTICATION_BYTES: i32 = 4 + 2 + OID_BYTES;
const TAG_RESULT: i32 = 0xa2;
const TAG_DIAGNOSTIC: i32 = 0xa3;
/** The service user says why, not the provider. */
const TAG_BY_USER: i32 = 0xa1;
const TAG_RESPONDING_TITLE: i32 = 0xa4;
const TAG_RESPONDER_REQUIREMENTS: i32 = 0x88;
const TAG_RESPONDER_MECHANISM: i32 = 0x89;
const TAG_RESPONDING_VALUE: i32 = 0xaa;

function aareContent(a: Association): i32 {
  return FIXED_BYTES + nestedBytes(a.title ? TITLE_BYTES : 0) + (a.challenge ? AUTHENTICATION_BYTES : 0) +
    nestedBytes(a.challenge ? a.challengeLength : 0) + nestedBytes(a.informationLength);
}

/** Context, result and why. */
function putFixed(at: usize, a: Association): usize {
  let next = putIdentifier(putNested(at, TAG_CONTEXT, TAG_OBJECT_IDENTIFIER, OID_BYTES), ARC_CONTEXT, a.context);
  next = putByte(putNested(next, TAG_RESULT, TAG_INTEGER, 1), a.result);
  next = putLength(putByte(next, TAG_DIAGNOSTIC), 5);
  return putByte(putNested(next, TAG_BY_USER, TAG_INTEGER, 1), a.diagnostic);
}

/** What the other side has to answer to, by which mechanism. */
function putAuthentication(at: usize, a: Association): usize {
  // One bit of eight: authentication is asked for.
  let next = putNumber(putByte(at, TAG_RESPONDER_REQUIREMENTS), 0x020780, 3);
  next = putIdentifier(putLength(putByte(next, TAG_RESPONDER_MECHANISM), OID_BYTES), ARC_MECHANISM, a.mechanism);
  next = putNested(next, TAG_RESPONDING_VALUE, TAG_CHARACTERS, a.challengeLength);
  return putBytes(next, a.challenge, a.challengeLength);
}

/** Writes an AARE; gives the address behind it. */
export function putAare(at: usize, a: Association): usize {
  let next = putFixed(putLength(putByte(at, APDU_AARE), aareContent(a)), a);
  if (a.title) next = putBytes(putNested(next, TAG_RESPONDING_TITLE, TAG_OCTETS, TITLE_BYTES), a.title, TITLE_BYTES);
  if (a.challenge) next = putAuthentication(next, a);
  if (a.informationLength == 0) return next;
  next = putNested(next, TAG_INFORMATION, TAG_OCTETS, a.informationLength);
  return putBytes(next, a.information, a.informationLength);
}

export function putRlre(at: usize, reason: i32): usize {
  return putByte(putNumber(putByte(at, APDU_RLRE), 0x038001, 3), reason);
}
