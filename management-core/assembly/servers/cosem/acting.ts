// SET and ACTION: one after the other of a list, each held against the rights, logged before it holds, and as a whole or not at all.
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { putByte, putLength } from '../../../../shared-protocol/assembly/dlms/writer';
import {
  ACCESS_BLOCK_NUMBER_INVALID, ACCESS_OTHER_REASON, ACCESS_SCOPE_VIOLATED, ACCESS_SUCCESS, ACCESS_TYPE_UNMATCHED,
  APDU_SET,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { putCode } from '../../../../shared-protocol/assembly/objects/rows';
import { mayRead } from '../../../../shared-protocol/assembly/objects/tables';
import { ACCESS_ENTRY_code } from '../../../../shared-protocol/generated/assembly/layouts';
import { ASSOCIATIONS, ASSOCIATION_PUBLIC_CLIENT } from '../../../../shared-protocol/generated/assembly/object-numbers';
import { ACT_EXECUTE, ACT_WRITE, COMMIT_ms } from '../../../../shared-protocol/generated/assembly/programming';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { CLIENT_LEVEL } from '../../access/dlms-facts';
import { enter, newEntry, noteOutcome } from '../../access/log';
import { objectRow, objectTables } from '../../objects/tables';
import { abortWrite, beginWrite, commitWrite, takeBytes } from '../../objects/write';
import { associationOf, Dialogue, keptOf, outOf, setText, WORK_ACT, writeOf } from './dialogue';
import { dataLength } from './data-length';
import { findDescribed } from './objects';
import { DESCRIPTOR_BYTES, selectionLength, SET_FIRST_BLOCK } from './requests';
import { putAnswerHead, resultOf, setBlockTaken, setLastBlock, setResult } from './results';
import { beginReturned, continueReturned, givesBack, STEP_RETURN } from './returning';

/** Forms of the answers to lists. */
const SET_LIST_ANSWER: i32 = 5;
const ACTION_LIST_ANSWER: i32 = 3;
/** Behind the result of an action: it gives nothing back. */
const NOTHING_BACK: i32 = 0;
/** The parameter of a method where none is given: integer 0. */
const NO_PARAMETER: u16 = 0x000f;

// @ts-ignore: decorator
@lazy const PARAMETER = memory.data(2, 8);

/** Drops a value under way: what was in force stays so. */
export function dropWriting(d: Dialogue): void {
  if (writeOf(d).open) abortWrite(writeOf(d));
  d.inBlocks = false;
  d.isCommitting = false;
}

/** What no client reads: nothing of it is told elsewhere either. */
function isSecret(d: Dialogue): bool {
  for (let i: i32 = 0; i < ASSOCIATIONS; i++) if (mayRead(objectTables(), objectRow(d.row), d.place, i)) return false;
  return true;
}

/** What everybody may is not logged: whoever comes by would push out what others did. */
function isLogged(d: Dialogue): bool {
  return associationOf(d).rights != <u8>ASSOCIATION_PUBLIC_CLIENT;
}

/** Before it holds: who, what, at which port. Returns a Status. */
export function enterInLog(d: Dialogue): i32 {
  if (!isLogged(d)) return Status.OK;
  const act = d.service == <u8>APDU_SET ? ACT_WRITE : ACT_EXECUTE;
  const entry = newEntry(act, d.port, CLIENT_LEVEL + <i32>associationOf(d).client);
  entry.attribute = d.attribute;
  entry.digest = isSecret(d) ? 0 : d.digest;
  putCode(changetype<usize>(entry) + ACCESS_ENTRY_code, objectRow(d.row), d.entry);
  return enter();
}

/** Bytes of a value into the one under way. Returns a data access result. */
function take(d: Dialogue, at: usize, length: i32): i32 {
  d.digest = crc32(at, length, d.digest);
  const status = takeBytes(writeOf(d), at, length);
  return status == Status.OK ? ACCESS_SUCCESS : resultOf(status);
}

/** Begins what the descriptor at an address names. Returns a data access result. */
function begin(d: Dialogue, descriptor: usize): i32 {
  const result = findDescribed(d, descriptor);
  if (result != ACCESS_SUCCESS) return result;
  // What is given back has a place in the answer to one method alone.
  if (d.isList && givesBack(d)) return ACCESS_OTHER_REASON;
  const status = beginWrite(writeOf(d), d.row, d.entry, d.place);
  d.digest = 0;
  return status < 0 ? resultOf(status) : ACCESS_SUCCESS;
}

/** Makes what was taken hold; it is asked again where its provider is not done. Returns a data access result, or -1 for not yet. */
export function commit(d: Dialogue): i32 {
  const status = commitWrite(writeOf(d));
  const isLate = status == Status.BUSY && d.now_us >= d.commitUntil_us;
  if (status == Status.BUSY && !isLate) return -1;
  if (isLate) abortWrite(writeOf(d));
  d.isCommitting = false;
  const noted = isLogged(d) ? noteOutcome(isLate ? <i32>Status.TIMEOUT : status) : Status.OK;
  if (status != Status.OK) return resultOf(status);
  return noted == Status.OK ? ACCESS_SUCCESS : ACCESS_OTHER_REASON;
}

function beginCommit(d: Dialogue): i32 {
  if (enterInLog(d) != Status.OK) {
    abortWrite(writeOf(d));
    return ACCESS_OTHER_REASON;
  }
  d.isCommitting = true;
  d.commitUntil_us = d.now_us + <i64>COMMIT_ms * 1000;
  return commit(d);
}

/** A SET names a part of a value. */
function isSelected(d: Dialogue): bool {
  return d.service == <u8>APDU_SET && load<u8>(d.descriptor + DESCRIPTOR_BYTES) != 0;
}

/** No value is written in parts. Returns a data access result. */
function refuseSelected(d: Dialogue): i32 {
  const result = findDescribed(d, d.descriptor);
  return result == ACCESS_SUCCESS ? ACCESS_SCOPE_VIOLATED : result;
}

/** Bytes of the value that stands next; of a method without one none. */
function nextValue(d: Dialogue): i32 {
  return d.valueLength == 0 && !d.isList ? 0 : dataLength(d.value, d.valueLength);
}

/** Writes or executes what a descriptor names, with the value that stands next. Returns a data access result, or -1 for not yet. */
export function act(d: Dialogue, descriptor: usize, length: i32): i32 {
  const result = begin(d, descriptor);
  if (result != ACCESS_SUCCESS) return result;
  let taken: i32 = 0;
  if (length == 0) {
    store<u16>(PARAMETER, NO_PARAMETER);
    taken = take(d, PARAMETER, 2);
  } else taken = take(d, d.value, length);
  if (taken == ACCESS_SUCCESS) return beginCommit(d);
  abortWrite(writeOf(d));
  return taken;
}

/** Passes what was done by, and keeps its result. */
function conclude(d: Dialogue, result: i32): void {
  store<u8>(keptOf(d) + <usize>d.results, <u8>result);
  d.results++;
  const isSet = d.service == <u8>APDU_SET;
  const behind = d.descriptor + DESCRIPTOR_BYTES;
  d.descriptor = behind + (isSet ? <usize>selectionLength(behind, <i32>(d.end - behind)) : 0);
  const length = max(nextValue(d), 0);
  d.value += <usize>length;
  d.valueLength -= length;
}

function setList(d: Dialogue): void {
  const isSet = d.service == <u8>APDU_SET;
  const at = outOf(d);
  let next = putLength(putAnswerHead(d, at, isSet ? SET_LIST_ANSWER : ACTION_LIST_ANSWER), d.results);
  for (let i: i32 = 0; i < <i32>d.results; i++) {
    next = putByte(next, load<u8>(keptOf(d) + i));
    if (!isSet) next = putByte(next, NOTHING_BACK);
  }
  setText(d, at, next);
}

/** Writes or executes what stands next. True when the plain answer is complete. */
export function actNext(d: Dialogue): bool {
  if (d.step == STEP_RETURN) return continueReturned(d);
  if (d.inBlocks) return continueBlocks(d);
  const length = nextValue(d);
  const isWrong = length < 0 || (!d.isList && length != d.valueLength);
  let result = isWrong ? ACCESS_TYPE_UNMATCHED : 0;
  if (d.isCommitting) result = commit(d);
  else if (result == 0) result = isSelected(d) ? refuseSelected(d) : act(d, d.descriptor, length);
  if (result < 0) return false;
  conclude(d, result);
  if (length < 0 && d.isList) d.results = <u8>fillResults(d);
  if (d.results < d.items) return false;
  if (d.isList) setList(d);
  else if (load<u8>(keptOf(d)) == <u8>ACCESS_SUCCESS && givesBack(d)) return beginReturned(d);
  else setResult(d, load<u8>(keptOf(d)));
  return true;
}

/** Where a value of a list is none, those behind it are none either. Returns all results. */
function fillResults(d: Dialogue): i32 {
  memory.fill(keptOf(d) + <usize>d.results, <u8>ACCESS_TYPE_UNMATCHED, <i32>d.items - <i32>d.results);
  return d.items;
}

/** The value in blocks waits for its provider. */
function continueBlocks(d: Dialogue): bool {
  const result = commit(d);
  if (result < 0) return false;
  d.inBlocks = false;
  setLastBlock(d, result);
  return true;
}

/** A block of a value ends what is under way. True: the plain answer is complete. */
function endBlocks(d: Dialogue, result: i32): bool {
  dropWriting(d);
  setLastBlock(d, result);
  return true;
}

/** Takes a block of a value; `before` is the number of the last one, 0 for none. True when the plain answer is complete. */
function takeBlock(d: Dialogue, before: u32): bool {
  const isFirst = d.form == <u8>SET_FIRST_BLOCK;
  if (isFirst) dropWriting(d);
  if (!isFirst && !d.inBlocks) return endBlocks(d, ACCESS_OTHER_REASON);
  if (d.block != (isFirst ? 1 : before + 1)) return endBlocks(d, ACCESS_BLOCK_NUMBER_INVALID);
  let result = !isFirst ? ACCESS_SUCCESS : isSelected(d) ? refuseSelected(d) : begin(d, d.descriptor);
  if (result == ACCESS_SUCCESS) result = take(d, d.value, d.valueLength);
  if (result != ACCESS_SUCCESS) return endBlocks(d, result);
  d.inBlocks = true;
  if (!d.isLastBlock) {
    setBlockTaken(d);
    return true;
  }
  result = beginCommit(d);
  if (result < 0) return false;
  d.inBlocks = false;
  setLastBlock(d, result);
  return true;
}

/** Begins to serve a SET or ACTION that was taken apart; `before` is the block that came before. True when the plain answer is complete. */
export function beginActing(d: Dialogue, before: u32, isBlock: bool): bool {
  d.results = 0;
  d.step = 0;
  d.work = WORK_ACT;
  if (isBlock) return takeBlock(d, before);
  dropWriting(d);
  return false;
}
