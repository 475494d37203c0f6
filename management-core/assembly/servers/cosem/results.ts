// Short answers: results by service, exceptions, and the data access result of a Status.
import { putByte, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { putActionResult, putException, putGetRefusal, putSetResult } from '../../../../shared-protocol/assembly/dlms/response';
import {
  ACCESS_DENIED, ACCESS_OTHER_REASON, ACCESS_TEMPORARY_FAILURE, ACCESS_TYPE_UNMATCHED, ACCESS_UNDEFINED, APDU_GET, APDU_SET,
  TO_RESPONSE,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { answered, Dialogue, outOf, setText } from './dialogue';

/** Forms of the answers to a SET in blocks. */
const SET_BLOCK_TAKEN: i32 = 2;
const SET_LAST_BLOCK: i32 = 3;

/** Answers with an exception, which is never ciphered. */
export function except(d: Dialogue, state: i32, error: i32): void {
  const at = outOf(d);
  answered(d, at, <i32>(putException(at, state, error) - at));
}

/** Data access result of a Status; an action's has the same numbers. */
export function resultOf(status: i32): i32 {
  switch (status) {
    case Status.OK: return 0;
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
export function setResult(d: Dialogue, result: i32): void {
  const at = outOf(d);
  const invoke = <i32>d.invoke;
  if (d.service == <u8>APDU_GET) setText(d, at, putGetRefusal(at, invoke, result));
  else setText(d, at, d.service == <u8>APDU_SET ? putSetResult(at, invoke, result) : putActionResult(at, invoke, result));
}

/** Head of an answer: service, form, number. */
export function putAnswerHead(d: Dialogue, at: usize, form: i32): usize {
  return putByte(putByte(putByte(at, <i32>d.service + TO_RESPONSE), form), <i32>d.invoke);
}

/** The block of a value was taken, and the next one is awaited. */
export function setBlockTaken(d: Dialogue): void {
  const at = outOf(d);
  setText(d, at, putNumber(putAnswerHead(d, at, SET_BLOCK_TAKEN), d.block, 4));
}

/** The last block of a value, or one that ends it, and what came of all of them. */
export function setLastBlock(d: Dialogue, result: i32): void {
  const at = outOf(d);
  setText(d, at, putNumber(putByte(putAnswerHead(d, at, SET_LAST_BLOCK), result), d.block, 4));
}
