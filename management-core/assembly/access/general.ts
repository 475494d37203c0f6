// general-ciphering as it travels: whose a message is and to whom, which key it is under, and the ciphered service.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { CONTROL_AND_COUNTER, readProtected, TAG_BYTES } from '../../../shared-protocol/assembly/dlms/protection';
import {
  beginReading, isSound, readingAt, refuseReading, takeByte, takeBytes, takeLength, unread,
} from '../../../shared-protocol/assembly/dlms/reader';
import { lengthBytes, putByte, putBytes, putLength, putNumber } from '../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { Addressed, addressedBytes, putAddressed, readAddressed, TRANSACTION_BYTES } from './addressed';

export const APDU_GENERAL_CIPHERING: i32 = 0xdd;

/** Which key a message is under: key-info of IEC 62056-5-3. */
export namespace Info {
  /** Not told: the one that both have, as GLOBAL. */
  export const NONE: u8 = 0;
  /** The global unicast key of the client. */
  export const GLOBAL: u8 = 1;
  /** One that comes with it, wrapped under the master key. */
  export const WRAPPED: u8 = 2;
  /** Agreed on by a key of this message alone, C(1e,1s). */
  export const ONCE: u8 = 3;
  /** Agreed on by the keys that both have for it, C(0e,2s). */
  export const STATIC: u8 = 4;
}

/** A key of AES-256, wrapped. */
const WRAPPED_MAX: i32 = 40;

/** Bytes of a wrapped key, of suite 2 or another one. */
export function wrappedBytes(isLong: bool): i32 {
  return isLong ? WRAPPED_MAX : 24;
}

/** Bytes of a public key and the signature of it. */
export function signedKeyBytes(isLong: bool): i32 {
  return isLong ? 192 : 128;
}

const CHOICE_IDENTIFIED: i32 = 0;
const CHOICE_WRAPPED: i32 = 1;
const CHOICE_AGREED: i32 = 2;
/** Numbers of the global unicast key, and of the master key. */
const UNICAST_KEY: i32 = 0;
const MASTER_KEY: i32 = 0;
const PARAMETER_ONCE: i32 = 1;
const PARAMETER_STATIC: i32 = 2;

@unmanaged
export class General extends Addressed {
  /** What comes with it: a wrapped key, or a public key and its signature. */
  given: usize;
  givenLength: i32;
  info: u8;
  /** Its sender has suite 2. */
  isLong: bool;
}

/** What an answer has of its request: the transaction, and by which key it is told. */
@unmanaged
export class Answering {
  info: u8;
  /** Its client has suite 2. */
  isLong: bool;
  /** How far the work for the key of the request is. */
  step: u8;
  transactionBytes: u8;
}

const TRANSACTION: usize = offsetof<Answering>();
const WRAPPED: usize = TRANSACTION + <usize>TRANSACTION_BYTES;
export const ANSWERING_BYTES: i32 = <i32>WRAPPED + WRAPPED_MAX;

/** Returns a Status: OUT_OF_RANGE for a key that nobody has. */
function readIdentified(found: General): i32 {
  found.info = Info.GLOBAL;
  return takeByte() == UNICAST_KEY ? Status.OK : Status.OUT_OF_RANGE;
}

function takeGiven(found: General, bytes: i32): void {
  found.givenLength = takeLength();
  found.given = takeBytes(found.givenLength);
  if (found.givenLength != bytes) refuseReading();
}

function readWrapped(found: General): i32 {
  found.info = Info.WRAPPED;
  if (takeByte() != MASTER_KEY) return Status.OUT_OF_RANGE;
  takeGiven(found, wrappedBytes(found.isLong));
  return Status.OK;
}

function readAgreed(found: General): i32 {
  if (takeByte() != 1) return Status.OUT_OF_RANGE;
  const parameter = takeByte();
  if (parameter != PARAMETER_ONCE && parameter != PARAMETER_STATIC) return Status.OUT_OF_RANGE;
  found.info = parameter == PARAMETER_ONCE ? Info.ONCE : Info.STATIC;
  takeGiven(found, found.info == Info.ONCE ? signedKeyBytes(found.isLong) : 0);
  return Status.OK;
}

/** Returns a Status. */
function readInfo(found: General): i32 {
  found.info = Info.NONE;
  found.givenLength = 0;
  const isThere = takeByte();
  if (isThere > 1) refuseReading();
  if (isThere != 1) return Status.OK;
  const choice = takeByte();
  if (choice == CHOICE_IDENTIFIED) return readIdentified(found);
  if (choice == CHOICE_WRAPPED) return readWrapped(found);
  return choice == CHOICE_AGREED ? readAgreed(found) : Status.OUT_OF_RANGE;
}

/** Takes the APDU apart of a sender that has suite 2, or another one. Returns a Status: BAD_LENGTH for what is none, OUT_OF_RANGE for a key or an agreement that is none. */
export function readGeneral(apdu: usize, length: i32, found: General, isLong: bool): i32 {
  found.isLong = isLong;
  beginReading(apdu + 1, length - 1);
  readAddressed(found);
  const status = readInfo(found);
  if (!isSound()) return Status.BAD_LENGTH;
  if (status != Status.OK) return status;
  // Behind the key it goes on as behind the tag of another one.
  const content = readProtected(readingAt() - 1, unread() + 1, found);
  found.service = <u8>APDU_GENERAL_CIPHERING;
  return content;
}

/** Bytes before the text as the tag covers it: nonce, control, fields. */
export function laidBytes(fieldsLength: i32): i32 {
  return TITLE_BYTES + 4 + 1 + fieldsLength;
}

function putNonce(at: usize, title: usize, counter: u32, control: i32): usize {
  return putByte(putNumber(putBytes(at, title, TITLE_BYTES), counter, 4), control);
}

/** Lays an APDU that was taken apart out as its tag covers it, over its own head, for which it may need 5 bytes before; gives where that begins. */
export function layGeneral(found: General): usize {
  const fields = found.text - <usize>found.fieldsLength;
  memory.copy(fields, found.fields, found.fieldsLength);
  found.title += fields - found.fields;
  found.recipient += fields - found.fields;
  found.fields = fields;
  const start = found.text - <usize>laidBytes(found.fieldsLength);
  putNonce(start, found.title, found.counter, found.control);
  return start;
}

/** Keeps of a request what its answer has. */
export function keepAnswering(found: General, answering: Answering): void {
  const at = changetype<usize>(answering);
  answering.info = found.info;
  answering.isLong = found.isLong;
  answering.transactionBytes = <u8>found.transactionBytes;
  memory.copy(at + TRANSACTION, found.fields, found.transactionBytes);
  if (found.info == Info.WRAPPED) memory.copy(at + WRAPPED, found.given, found.givenLength);
}

/** The transaction with its length, and the wrapped key. */
export function transactionOf(answering: Answering): usize {
  return changetype<usize>(answering) + TRANSACTION;
}

export function wrappedOf(answering: Answering): usize {
  return changetype<usize>(answering) + WRAPPED;
}

/** Bytes of the fields of an answer. */
export function answerFieldsBytes(answering: Answering): i32 {
  return addressedBytes(answering.transactionBytes);
}

function putFields(at: usize, answering: Answering, originator: usize, recipient: usize): usize {
  return putAddressed(at, transactionOf(answering), answering.transactionBytes, originator, recipient);
}

/** Lays the text of an answer out for its tag; gives where that begins. */
export function layAnswer(
  text: usize, answering: Answering, originator: usize, recipient: usize, counter: u32, control: i32,
): usize {
  const start = text - <usize>laidBytes(answerFieldsBytes(answering));
  putFields(putNonce(start, originator, counter, control), answering, originator, recipient);
  return start;
}

function infoBytes(answering: Answering): i32 {
  const info = answering.info;
  if (info == Info.NONE) return 1;
  if (info == Info.GLOBAL) return 3;
  if (info == Info.WRAPPED) return 4 + wrappedBytes(answering.isLong);
  return info == Info.ONCE ? 6 + signedKeyBytes(answering.isLong) : 5;
}

/** Writes which key the answer is under; `made` is a public key and its signature, where that is part of it. */
function putInfo(at: usize, answering: Answering, made: usize): usize {
  const info = answering.info;
  if (info == Info.NONE) return putByte(at, 0);
  let next = putByte(at, 1);
  if (info == Info.GLOBAL) return putByte(putByte(next, CHOICE_IDENTIFIED), UNICAST_KEY);
  if (info == Info.WRAPPED) {
    next = putLength(putByte(putByte(next, CHOICE_WRAPPED), MASTER_KEY), wrappedBytes(answering.isLong));
    return putBytes(next, wrappedOf(answering), wrappedBytes(answering.isLong));
  }
  next = putByte(putByte(next, CHOICE_AGREED), 1);
  if (info == Info.STATIC) return putByte(putByte(next, PARAMETER_STATIC), 0);
  const bytes = signedKeyBytes(answering.isLong);
  return putBytes(putLength(putByte(next, PARAMETER_ONCE), bytes), made, bytes);
}

/** Bytes that an answer of so long a text has before it. */
function headBytes(answering: Answering, length: i32): i32 {
  const content = CONTROL_AND_COUNTER + length + TAG_BYTES;
  return 1 + answerFieldsBytes(answering) + infoBytes(answering) + lengthBytes(content) + CONTROL_AND_COUNTER;
}

/** Bytes that an answer of any length has beside its text, at most. */
export function answerOverhead(answering: Answering): i32 {
  return headBytes(answering, 0xffff - CONTROL_AND_COUNTER - TAG_BYTES) + TAG_BYTES;
}

/** Writes the head of an answer in front of its ciphered text; gives where the APDU begins. */
export function answerHeadBefore(
  text: usize, length: i32, answering: Answering, originator: usize, recipient: usize, counter: u32, control: i32, made: usize,
): usize {
  const start = text - <usize>headBytes(answering, length);
  let next = putByte(start, APDU_GENERAL_CIPHERING);
  next = putInfo(putFields(next, answering, originator, recipient), answering, made);
  next = putLength(next, CONTROL_AND_COUNTER + length + TAG_BYTES);
  putNumber(putByte(next, control), counter, 4);
  return start;
}
