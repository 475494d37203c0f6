// What a request is answered with, before it is ciphered: results, and the data of a GET piece by piece, in blocks where they
// are longer than an APDU.
// Legally relevant (IR46). Changes alter the software identification.
import { PROTECTION_BYTES } from '../../../shared-protocol/assembly/dlms/protection';
import {
  blockHeadBytes, GET_HEAD_BYTES, putActionResult, putException, putGetBlock, putGetBlockRefusal, putGetData, putGetRefusal,
  putSetResult,
} from '../../../shared-protocol/assembly/dlms/response';
import {
  ACCESS_BLOCK_NUMBER_INVALID, ACCESS_DENIED, ACCESS_NO_LONG_GET, ACCESS_OTHER_REASON, ACCESS_TEMPORARY_FAILURE,
  ACCESS_TYPE_UNMATCHED, ACCESS_UNDEFINED, APDU_GET, APDU_SET, CONFORMANCE_BLOCK_GET,
} from '../../../shared-protocol/assembly/dlms/tags';
import { encode } from '../../../shared-protocol/assembly/objects/axdr';
import { Cursor, CURSOR_BYTES } from '../../../shared-protocol/assembly/objects/cursor';
import { isDone } from '../../../shared-protocol/assembly/objects/walk';
import { APDU_MAX, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { answered, apduAt, Exchange } from '../answers/apdu-answers';
import { copyBytes } from '../math/copy';
import { Association, lastCursor, nextCursor } from './association';
import { device } from './device';

/**
 * Bytes encoded at once. Those of the object list, the costliest, take some six tenths of what metering a block takes (in
 * process under wasm3): both together end within the block's time.
 */
const PIECE_BYTES: i32 = 64;

/** The plain answer of a request ends at an address. */
export function setText(exchange: Exchange, from: usize, end: usize): void {
  exchange.text = from;
  exchange.textLength = <i32>(end - from);
}

/** Answers with an exception, which is never ciphered. */
export function except(exchange: Exchange, state: i32, error: i32): void {
  const at = apduAt(exchange);
  answered(exchange, at, <i32>(putException(at, state, error) - at));
}

/** Data access result of a Status. */
export function resultOf(status: i32): i32 {
  switch (status) {
    case Status.NOT_FOUND: return ACCESS_UNDEFINED;
    case Status.SEALED: return ACCESS_DENIED;
    case Status.BUSY:
    case Status.EXHAUSTED:
    case Status.TIMEOUT: return ACCESS_TEMPORARY_FAILURE;
    case Status.BAD_LENGTH:
    case Status.INCOMPLETE:
    case Status.OUT_OF_RANGE: return ACCESS_TYPE_UNMATCHED;
    default: return ACCESS_OTHER_REASON;
  }
}

/** The plain answer is a result, of the service that was asked for. */
export function setResult(exchange: Exchange, service: i32, invoke: i32, result: i32): void {
  const at = apduAt(exchange);
  if (service == APDU_GET) setText(exchange, at, putGetRefusal(at, invoke, result));
  else setText(exchange, at, service == APDU_SET ? putSetResult(at, invoke, result) : putActionResult(at, invoke, result));
}

/** Bytes of data that an answer to this client has room for. */
function roomOf(open: Association): i32 {
  return open.pduSize - PROTECTION_BYTES - blockHeadBytes(APDU_MAX);
}

/** Begins to answer a GET: its cursor stands at the first byte. */
export function beginGet(exchange: Exchange, open: Association, invoke: i32): void {
  open.block = 1;
  open.invoke = invoke;
  beginBlock(exchange, open);
}

/** What is sent now begins where the cursor stands; it is kept, so that a block that is lost can be made again. */
function beginBlock(exchange: Exchange, open: Association): void {
  copyBytes(lastCursor(open), nextCursor(open), CURSOR_BYTES);
  setText(exchange, apduAt(exchange), apduAt(exchange));
}

/**
 * Goes on with a GET in blocks, behind the block that was received last; the one before it asks for the last one again.
 * False where the plain answer is why not.
 */
export function continueGet(exchange: Exchange, open: Association, invoke: i32, received: u32): bool {
  const isAgain = open.block > 1 && received == open.block - 1;
  const at = apduAt(exchange);
  let result: i32 = 0;
  if (open.block == 0 || (received == open.block && isDone(device(), changetype<Cursor>(nextCursor(open))))) {
    result = ACCESS_NO_LONG_GET;
  } else if (!isAgain && received != open.block) result = ACCESS_BLOCK_NUMBER_INVALID;
  if (result) {
    open.block = 0;
    setText(exchange, at, putGetBlockRefusal(at, invoke, received, result));
    return false;
  }
  open.invoke = invoke;
  if (isAgain) copyBytes(nextCursor(open), lastCursor(open), CURSOR_BYTES);
  else open.block++;
  beginBlock(exchange, open);
  return true;
}

/** A GET ends with why it cannot be answered. */
function giveUp(exchange: Exchange, open: Association, status: i32): void {
  const at = apduAt(exchange);
  const isFirst = open.block == 1;
  const result = resultOf(status);
  if (isFirst) setResult(exchange, APDU_GET, open.invoke, result);
  else setText(exchange, at, putGetBlockRefusal(at, open.invoke, open.block, result));
  open.block = 0;
}

/** Puts the head in front of the data: of an answer at once, or of a block. */
function close(exchange: Exchange, open: Association, isLast: bool): void {
  const data = apduAt(exchange);
  const length = exchange.textLength;
  const end = data + <usize>length;
  if (isLast && open.block == 1) {
    open.block = 0;
    putGetData(data - GET_HEAD_BYTES, open.invoke);
    return setText(exchange, data - GET_HEAD_BYTES, end);
  }
  const head = data - blockHeadBytes(length);
  putGetBlock(head, open.invoke, isLast, open.block, length);
  setText(exchange, head, end);
}

/** Encodes the next piece. True when the plain answer is complete. */
export function encodeNext(exchange: Exchange, open: Association): bool {
  const cursor = changetype<Cursor>(nextCursor(open));
  const room = roomOf(open) - exchange.textLength;
  const length = encode(device(), cursor, exchange.text + exchange.textLength, min(room, PIECE_BYTES));
  if (length < 0) {
    giveUp(exchange, open, length);
    return true;
  }
  exchange.textLength += length;
  const isLast = isDone(device(), cursor);
  if (!isLast && length < room) return false;
  if (!isLast && (open.conformance & CONFORMANCE_BLOCK_GET) == 0) giveUp(exchange, open, Status.BAD_LENGTH);
  else close(exchange, open, isLast);
  return true;
}
