// ACCESS: reads, writes and methods of one request, one after the other, each with its data and its result in one answer.
import {
  ACCESS_BLOCK_UNAVAILABLE, ACCESS_OTHER_REASON, ACCESS_SCOPE_VIOLATED, ACCESS_SUCCESS, APDU_ACTION, APDU_GET, APDU_SET,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { putByte, putBytes, putLength, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { TAG_NULL_DATA } from '../../../../shared-protocol/generated/assembly/tags';
import {
  ACCESS_ACTION, ACCESS_GET, ACCESS_GET_SELECTED, ACCESS_SET, ACCESS_SET_SELECTED, LONG_BREAKS, LONG_CONFIRMED,
  LONG_SELF_DESCRIPTIVE, specificationBytes,
} from './access-request';
import { act, commit, dropWriting } from './acting';
import { dataLength } from './data-length';
import { answered, answerMost, Dialogue, keptOf, nextStream, outOf, sealingBytes, setText, WORK_ACCESS, PIECE_BYTES } from './dialogue';
import { allIsRead, beginSelected, readSelected } from './selected';
import { endGetting, takeSnapshot } from './getting';
import { findDescribed } from './objects';
import { DESCRIPTOR_BYTES } from './requests';
import { resultOf } from './results';

const APDU_ACCESS_RESPONSE: i32 = 0xda;
/** A result behind all data: which service, and what came of it. */
const RESULT_BYTES: i32 = 2;

/** In what is kept, behind the results: the service of each. */
const KINDS: usize = 64;
const STEP_NEXT: u8 = 0;
/** A value is being read. */
const STEP_READ: u8 = 1;

function choiceOf(d: Dialogue): i32 {
  return load<u8>(d.descriptor);
}

/** Room that is left for data: behind them stand the results, and what the cipher adds. */
function roomLeft(d: Dialogue): i32 {
  const behind = sealingBytes(d) + RESULT_BYTES + RESULT_BYTES * <i32>d.items;
  return answerMost(d) - behind - d.textLength;
}

/** Begins the answer: its number, no time, and what was asked for where that is wanted. */
function putHead(d: Dialogue): void {
  const at = outOf(d);
  let next = putByte(putNumber(putByte(at, APDU_ACCESS_RESPONSE), d.longInvoke, 4), 0);
  const tells = (d.longInvoke & LONG_SELF_DESCRIPTIVE) != 0;
  next = putByte(next, tells ? 1 : 0);
  if (tells) {
    next = putLength(next, d.items);
    next = putBytes(next, d.descriptor, <i32>(d.specified - d.descriptor));
  }
  setText(d, at, putLength(next, d.items));
}

/** Begins to serve a request that was taken apart. Returns OK, or BAD_LENGTH where what it wants told again leaves no room. */
export function beginAccess(d: Dialogue): i32 {
  dropWriting(d);
  endGetting(d);
  putHead(d);
  // Each has a byte of data at least.
  if (roomLeft(d) < <i32>d.items) return Status.BAD_LENGTH;
  d.results = 0;
  d.step = STEP_NEXT;
  d.isList = true;
  d.inBlocks = false;
  takeSnapshot(d);
  d.work = WORK_ACCESS;
  return Status.OK;
}

/** Puts nothing in the place of data. */
function putNothing(d: Dialogue): void {
  store<u8>(outOf(d) + <usize>d.textLength, <u8>TAG_NULL_DATA);
  d.textLength++;
}

/** Begins to read what stands next. Returns a data access result. */
function beginRead(d: Dialogue): i32 {
  d.service = <u8>APDU_GET;
  const result = findDescribed(d, d.descriptor + 1);
  if (result != ACCESS_SUCCESS) return result;
  const selector = d.descriptor + 1 + DESCRIPTOR_BYTES;
  const isSelected = choiceOf(d) == ACCESS_GET_SELECTED;
  const length = isSelected ? specificationBytes(d.descriptor, <i32>(d.specified - d.descriptor)) - DESCRIPTOR_BYTES - 2 : 0;
  return beginSelected(d, nextStream(d), isSelected ? load<u8>(selector) : 0, selector + 1, length);
}

/** Reads on; a value that cannot be read, or for which there is no room, leaves nothing. Returns its result, or -1 for not yet. */
function readOn(d: Dialogue): i32 {
  // Those behind it have a byte each at least.
  const room = roomLeft(d) - (<i32>d.items - <i32>d.results - 1);
  const length = readSelected(nextStream(d), outOf(d) + <usize>d.textLength, min(room, PIECE_BYTES));
  if (length > 0) d.textLength += length;
  if (allIsRead) return ACCESS_SUCCESS;
  if (length > 0 || (length == 0 && room > 0)) return -1;
  d.textLength = d.readFrom;
  return length < 0 ? resultOf(length) : ACCESS_BLOCK_UNAVAILABLE;
}

/** Reads what stands next, or goes on with it. Returns a data access result, or -1 for not yet. */
function read(d: Dialogue): i32 {
  let result = ACCESS_SUCCESS;
  if (d.step == STEP_NEXT) {
    d.readFrom = d.textLength;
    result = beginRead(d);
    d.step = STEP_READ;
  }
  if (result == ACCESS_SUCCESS) result = readOn(d);
  if (result > ACCESS_SUCCESS) putNothing(d);
  return result;
}

/** Writes or executes what stands next, or goes on with it. Returns a data access result, or -1 for not yet. */
function write(d: Dialogue): i32 {
  if (d.isCommitting) return commit(d);
  const isAction = choiceOf(d) == ACCESS_ACTION;
  d.service = <u8>(isAction ? APDU_ACTION : APDU_SET);
  if (choiceOf(d) == ACCESS_SET_SELECTED) return ACCESS_SCOPE_VIOLATED;
  const length = dataLength(d.value, d.valueLength);
  const hasNone = isAction && length == 1 && load<u8>(d.value) == <u8>TAG_NULL_DATA;
  return act(d, d.descriptor + 1, hasNone ? 0 : length);
}

/** Passes what was done by, and keeps its result. */
function conclude(d: Dialogue, result: i32): void {
  store<u8>(keptOf(d) + <usize>d.results, <u8>result);
  d.results++;
  d.step = STEP_NEXT;
  d.descriptor += <usize>specificationBytes(d.descriptor, <i32>(d.specified - d.descriptor));
  const length = dataLength(d.value, d.valueLength);
  d.value += <usize>length;
  d.valueLength -= length;
}

/** Does what stands next. True when it is done. */
function doNext(d: Dialogue, isBroken: bool): bool {
  const reads = choiceOf(d) == ACCESS_GET || choiceOf(d) == ACCESS_GET_SELECTED;
  const result = isBroken ? ACCESS_OTHER_REASON : reads ? read(d) : write(d);
  if (result < 0) return false;
  if (isBroken || !reads) putNothing(d);
  conclude(d, result);
  return true;
}

/** What follows an error is not done, where the client wants that. */
function isBroken(d: Dialogue): bool {
  if ((d.longInvoke & LONG_BREAKS) == 0) return false;
  return d.results > 0 && load<u8>(keptOf(d) + <usize>d.results - 1) != 0;
}

/** A result is of a GET, a SET or an ACTION, selected or not. */
function kindOf(choice: i32): u8 {
  return <u8>(choice == ACCESS_GET_SELECTED ? ACCESS_GET : choice == ACCESS_SET_SELECTED ? ACCESS_SET : choice);
}

/** Puts the results behind the data, each with the service it is of. */
function putResults(d: Dialogue): void {
  let next = putLength(outOf(d) + <usize>d.textLength, d.items);
  for (let i: i32 = 0; i < <i32>d.items; i++) {
    const result = load<u8>(keptOf(d) + i);
    next = putByte(putByte(next, load<u8>(keptOf(d) + KINDS + i)), result);
  }
  setText(d, outOf(d), next);
}

/** Goes on with a request. True when the plain answer is complete. */
export function continueAccess(d: Dialogue): bool {
  const before = d.textLength;
  while (d.results < d.items) {
    store<u8>(keptOf(d) + KINDS + <usize>d.results, kindOf(choiceOf(d)));
    if (!doNext(d, isBroken(d))) return false;
    if (d.textLength - before >= PIECE_BYTES) break;
  }
  if (d.results < d.items) return false;
  endGetting(d);
  putResults(d);
  if (d.longInvoke & LONG_CONFIRMED) return true;
  answered(d, outOf(d), 0);
  return false;
}
