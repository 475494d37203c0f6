// The proof of the DLMS codec: each of its functions over one buffer; built by its spec, in no product.
import { Association, ASSOCIATION_BYTES, putAare, putRlre, readAarq, readRlrq } from '../acse';
import { Initiate, putInitiateError, putInitiateResponse, readInitiate } from '../initiate';
import {
  headBefore, layBefore, layChallenge, Protected, readProtected,
} from '../protection';
import { readRequest, Request, REQUEST_BYTES } from '../request';
import {
  putActionData, putActionResult, putCounterException, putException, putGetBlock, putGetBlockRefusal, putGetData,
  putGetRefusal, putSetResult,
} from '../response';
import { readSelection } from '../select';
import { putDateTime, takeDateTime } from '../../objects/date-time';
import { Selection, SELECTION_BYTES } from '../../objects/selection';
import { Value } from '../../objects/value';

/** What stands before a text that is laid out in place. */
const HEADROOM: i32 = 64;
const BYTES: i32 = 4096;
const INPUT_BYTES: i32 = 1024;
const FOUND_BYTES: i32 = 64;

// @ts-ignore: decorator
@lazy const ROOM = memory.data(HEADROOM + BYTES, 8);
// @ts-ignore: decorator
@lazy const INPUT = memory.data(INPUT_BYTES, 8);
// @ts-ignore: decorator
@lazy const FOUND = memory.data(FOUND_BYTES, 8);

/** Where a title, a challenge and what is agreed on stand in the input. */
const CHALLENGE: i32 = 16;
const INFORMATION: i32 = 128;

export function buffer(): usize { return ROOM + HEADROOM; }
export function buffer_bytes(): i32 { return BYTES; }
export function input(): usize { return INPUT; }
export function found(): usize { return FOUND; }
export function found_bytes(): i32 { return ASSOCIATION_BYTES + REQUEST_BYTES + SELECTION_BYTES; }

function written(end: usize): i32 { return <i32>(end - buffer()); }

export function read_aarq(length: i32): i32 { return readAarq(buffer(), length, changetype<Association>(FOUND)); }

export function put_aare(
  context: i32, result: i32, diagnostic: i32, mechanism: i32, title: i32, challenge: i32, information: i32,
): i32 {
  const answer = changetype<Association>(FOUND);
  answer.context = <u8>context;
  answer.result = <u8>result;
  answer.diagnostic = <u8>diagnostic;
  answer.mechanism = <u8>mechanism;
  answer.title = title ? INPUT : 0;
  answer.challenge = challenge ? INPUT + CHALLENGE : 0;
  answer.challengeLength = challenge;
  answer.information = INPUT + INFORMATION;
  answer.informationLength = information;
  return written(putAare(buffer(), answer));
}

export function read_rlrq(length: i32): i32 { return readRlrq(buffer(), length); }
export function put_rlre(reason: i32): i32 { return written(putRlre(buffer(), reason)); }
export function read_initiate(length: i32): i32 { return readInitiate(buffer(), length, changetype<Initiate>(FOUND)); }
export function put_initiate(conformance: i32, size: i32): i32 { return written(putInitiateResponse(buffer(), conformance, size)); }
export function put_initiate_error(error: i32): i32 { return written(putInitiateError(buffer(), error)); }
export function read_request(length: i32): i32 { return readRequest(buffer(), length, changetype<Request>(FOUND)); }

export function read_selection(selector: i32, length: i32): i32 {
  return readSelection(selector, buffer(), length, changetype<Selection>(FOUND));
}

export function put_get_data(invoke: i32): i32 { return written(putGetData(buffer(), invoke)); }
export function put_get_refusal(invoke: i32, result: i32): i32 { return written(putGetRefusal(buffer(), invoke, result)); }

export function put_get_block(invoke: i32, last: i32, block: i32, length: i32): i32 {
  return written(putGetBlock(buffer(), invoke, last != 0, block, length));
}

export function put_get_block_refusal(invoke: i32, block: i32, result: i32): i32 {
  return written(putGetBlockRefusal(buffer(), invoke, block, result));
}

export function put_set_result(invoke: i32, result: i32): i32 { return written(putSetResult(buffer(), invoke, result)); }
export function put_action_result(invoke: i32, result: i32): i32 { return written(putActionResult(buffer(), invoke, result)); }
export function put_action_data(invoke: i32): i32 { return written(putActionData(buffer(), invoke)); }
export function put_exception(state: i32, error: i32): i32 { return written(putException(buffer(), state, error)); }
export function put_counter_exception(expected: i32): i32 { return written(putCounterException(buffer(), expected)); }
export function read_protected(length: i32): i32 { return readProtected(buffer(), length, changetype<Protected>(FOUND)); }

/** Lays out the text at the buffer under the title in the input; gives where it begins. */
export function lay_before(counter: i32, control: i32): usize { return layBefore(buffer(), INPUT, counter, control); }

/** Lays out a ciphered text at an address; gives where it begins. */
export function lay_found(text: usize, counter: i32, control: i32): usize { return layBefore(text, INPUT, counter, control); }

export function head_before(length: i32, service: i32, counter: i32, control: i32): usize {
  return headBefore(buffer(), length, service, counter, control);
}

export function lay_challenge(counter: i32, length: i32): i32 {
  return layChallenge(buffer(), INPUT, counter, INPUT + CHALLENGE, length);
}

export function take_date_time(): i32 { return takeDateTime(buffer(), changetype<Value>(FOUND)); }
export function put_date_time(): void { putDateTime(buffer(), changetype<Value>(FOUND)); }
