// Writes the heads of answers to GET, SET and ACTION, and the exception that answers what is no such request.
import {
  APDU_ACTION, APDU_EXCEPTION, APDU_GET, APDU_SET, ERROR_INVOCATION_COUNTER, STATE_SERVICE_NOT_ALLOWED, TO_RESPONSE,
} from './tags';
import { lengthBytes, putByte, putLength, putNumber } from './writer';

const NORMAL: i32 = 1;
const WITH_BLOCK: i32 = 2;
/** Choice of an answer: data follow, or why there are none. */
const DATA: i32 = 0;
const REFUSED: i32 = 1;

/** Bytes before the data of a GET that is answered at once. */
export const GET_HEAD_BYTES: i32 = 4;

function putHead(at: usize, service: i32, form: i32, invoke: i32): usize {
  return putByte(putByte(putByte(at, service + TO_RESPONSE), form), invoke);
}

/** In front of all data of a GET. */
export function putGetData(at: usize, invoke: i32): usize {
  return putByte(putHead(at, APDU_GET, NORMAL, invoke), DATA);
}

export function putGetRefusal(at: usize, invoke: i32, result: i32): usize {
  return putByte(putByte(putHead(at, APDU_GET, NORMAL, invoke), REFUSED), result);
}

function putBlock(at: usize, invoke: i32, isLast: bool, block: u32, choice: i32): usize {
  return putByte(putNumber(putByte(putHead(at, APDU_GET, WITH_BLOCK, invoke), isLast ? 1 : 0), block, 4), choice);
}

/** Bytes in front of a block of so many bytes. */
export function blockHeadBytes(length: i32): i32 {
  return 9 + lengthBytes(length);
}

/** In front of a block of a GET. */
export function putGetBlock(at: usize, invoke: i32, isLast: bool, block: u32, length: i32): usize {
  return putLength(putBlock(at, invoke, isLast, block, DATA), length);
}

/** Ends a GET in blocks. */
export function putGetBlockRefusal(at: usize, invoke: i32, block: u32, result: i32): usize {
  return putByte(putBlock(at, invoke, true, block, REFUSED), result);
}

export function putSetResult(at: usize, invoke: i32, result: i32): usize {
  return putByte(putHead(at, APDU_SET, NORMAL, invoke), result);
}

/** Result of an action that gives nothing back. */
export function putActionResult(at: usize, invoke: i32, result: i32): usize {
  return putByte(putByte(putHead(at, APDU_ACTION, NORMAL, invoke), result), 0);
}

/** In front of the data that a method gives back. */
export function putActionData(at: usize, invoke: i32): usize {
  const next = putByte(putHead(at, APDU_ACTION, NORMAL, invoke), 0);
  return putByte(putByte(next, 1), DATA);
}

/** STATE_* and ERROR_*. */
export function putException(at: usize, state: i32, error: i32): usize {
  return putByte(putByte(putByte(at, APDU_EXCEPTION), state), error);
}

/** A counter that is not the next one, and the one that is awaited. */
export function putCounterException(at: usize, expected: u32): usize {
  return putNumber(putException(at, STATE_SERVICE_NOT_ALLOWED, ERROR_INVOCATION_COUNTER), expected, 4);
}
