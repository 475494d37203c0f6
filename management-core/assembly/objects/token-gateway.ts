// Providers: the token gateway (class 115): a token enters by a method, and what became of it is told.
import {
  Status, TOKEN_ACCEPT, TOKEN_CRC_ERROR, TOKEN_FORMAT_ERROR, TOKEN_LOCKOUT, TOKEN_NONE, TOKEN_NOT_READY, TOKEN_NOT_STORED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { Selection, selectWhole } from '../../../shared-protocol/assembly/objects/selection';
import { setBits, setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { ACCEPTED_BYTES, acceptedToken, entered_s, lastResult } from '../control/prepayment/enter';
import { setMoment } from '../time/unspecified-time';
import { commitToken, wentOn } from './prepayment';

/** Status codes of IEC 62056-6-2: executed; failed at its format, its authentication, its validation, its execution; received. */
const EXECUTED: i32 = 3;
const BAD_FORMAT: i32 = 4;
const NOT_AUTHENTIC: i32 = 5;
const NOT_VALID: i32 = 6;
const NOT_EXECUTED: i32 = 7;
const RECEIVED: i32 = 8;
/** Tokens come from a head-end or a keypad alike: remote. */
const REMOTE: i32 = 0;
const LEAF_CODE: i32 = 1;
const RESULT_BITS: i32 = 8;

// @ts-ignore: decorator
@lazy const BITS = memory.data(1, 8);

/** The token that was accepted last; empty before, and behind one that was not: that may be good at another meter. */
export function gatewayToken(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, acceptedToken(), lastResult() == TOKEN_ACCEPT ? ACCEPTED_BYTES : 0);
}

/** When the last one was entered since the start. */
export function tokenTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setMoment(value, entered_s);
}

/** None: a token of digits describes itself to nobody. */
export function tokenDescription(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return Status.OK;
}

export function countTokenDescription(row: ObjectRow, entry: i32, place: i32, selection: Selection): i32 {
  return selectWhole(selection, 0);
}

export function tokenDelivery(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, REMOTE);
}

function statusOf(result: i32): i32 {
  if (result == TOKEN_NONE) return RECEIVED;
  if (wentOn(result)) return EXECUTED;
  if (result == TOKEN_FORMAT_ERROR) return BAD_FORMAT;
  if (result == TOKEN_CRC_ERROR) return NOT_AUTHENTIC;
  return result == TOKEN_LOCKOUT || result == TOKEN_NOT_READY || result == TOKEN_NOT_STORED ? NOT_EXECUTED : NOT_VALID;
}

/** Besides the code eight bits: TOKEN_*, its highest bit in front. */
export function tokenStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (leaf == LEAF_CODE) return setNumber(value, statusOf(lastResult()));
  store<u8>(BITS, <u8>lastResult());
  return setBits(value, BITS, RESULT_BITS);
}

/** Why it was refused is told by the status. */
export function commitEnterByGateway(row: ObjectRow, entry: i32, place: i32): i32 {
  return commitToken(row, entry, place);
}
