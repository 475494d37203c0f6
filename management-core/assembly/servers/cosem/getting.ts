// GET: one value or a list of them, piece by piece, in blocks where they are longer than an APDU of the client's.
import {
  blockHeadBytes, GET_HEAD_BYTES, putGetBlock, putGetBlockRefusal, putGetData,
} from '../../../../shared-protocol/assembly/dlms/response';
import {
  ACCESS_BLOCK_NUMBER_INVALID, ACCESS_LONG_GET_ABORTED, ACCESS_NO_LONG_GET, ACCESS_OTHER_REASON,
  ACCESS_SUCCESS, CONFORMANCE_BLOCK_GET, ERROR_OTHER_REASON, STATE_SERVICE_NOT_ALLOWED,
} from '../../../../shared-protocol/assembly/dlms/tags';
import { putByte } from '../../../../shared-protocol/assembly/dlms/writer';
import { Cursor } from '../../../../shared-protocol/assembly/objects/cursor';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { APDU_MOST } from '../../access/dlms-facts';
import { holdBank, releaseBank } from '../../link/mirror';
import {
  answerMost, associationOf, cursorOf, Dialogue, keptOf, KEPT_BYTES, lastStream, nextStream, outOf, sealingBytes, setText, Stream,
  STREAM_BYTES,
  WORK_ENCODE, PIECE_BYTES,
} from './dialogue';
import { objectRow } from '../../objects/tables';
import { findDescribed } from './objects';
import { DESCRIPTOR_BYTES, GET_LIST, GET_NEXT, selectionLength } from './requests';
import { except, putAnswerHead, resultOf, setResult } from './results';
import { allIsRead, beginSelected, isSearching, readSelected } from './selected';

/** Of the object list, where each right is looked up. */
const LIST_PIECE_BYTES: i32 = 128;
const CLASS_ASSOCIATION: u16 = 15;
/** What a stream does next: the number of items, an item's choice, its data. */
const PHASE_COUNT: u8 = 0;
const PHASE_CHOICE: u8 = 1;
const PHASE_DATA: u8 = 2;
/** Head of an answer with a list, before its number of items. */
const LIST_HEAD_BYTES: i32 = 3;
const CHOICE_DATA: i32 = 0;
const CHOICE_RESULT: i32 = 1;
/** Choice and result of an item that is refused. */
const REFUSAL_BYTES: i32 = 2;

/** Gives back what a reading holds: nothing is read any more. */
export function endGetting(d: Dialogue): void {
  if (d.bank) releaseBank(d.bank);
  d.bank = 0;
}

export function takeSnapshot(d: Dialogue): void {
  if (d.bank) releaseBank(d.bank);
  d.bank = holdBank();
  d.began_us = d.now_us;
}

/** What is sent now begins where the stream stands; that is kept, so that a block that is lost can be made again. */
function beginBlock(d: Dialogue): void {
  memory.copy(changetype<usize>(lastStream(d)), changetype<usize>(nextStream(d)), STREAM_BYTES);
  setText(d, outOf(d), outOf(d));
  d.work = WORK_ENCODE;
}

/** Goes on behind the block that was received last; the one before asks for the last one again. */
function continueGetting(d: Dialogue, received: u32, sent: u32): void {
  const isAgain = sent > 1 && received == sent - 1;
  d.block = sent;
  const isOver = sent == 0 || (!isAgain && nextStream(d).item == d.items);
  if (isOver || (!isAgain && received != sent)) {
    const result = isOver ? ACCESS_NO_LONG_GET : ACCESS_BLOCK_NUMBER_INVALID;
    endGetting(d);
    return setText(d, outOf(d), putGetBlockRefusal(outOf(d), d.invoke, received, result));
  }
  if (isAgain) memory.copy(changetype<usize>(nextStream(d)), changetype<usize>(lastStream(d)), STREAM_BYTES);
  else d.block++;
  beginBlock(d);
}

/** Answers a GET; `sent` is the block of the one before that was sent last, 0 for none under way. */
export function get(d: Dialogue, sent: u32, wasList: bool, items: u8): void {
  if (d.form == <u8>GET_NEXT) {
    d.items = items;
    d.isList = wasList;
    return continueGetting(d, d.block, d.bank ? sent : 0);
  }
  const length = <i32>(d.end - d.descriptor);
  if (length > KEPT_BYTES) return except(d, STATE_SERVICE_NOT_ALLOWED, ERROR_OTHER_REASON);
  memory.copy(keptOf(d), d.descriptor, length);
  const stream = nextStream(d);
  stream.item = 0;
  stream.at = 0;
  stream.phase = d.isList ? PHASE_COUNT : PHASE_CHOICE;
  d.valueLength = length;
  d.block = 1;
  takeSnapshot(d);
  beginBlock(d);
}

/** Begins to encode the item that a stream stands at, and passes its descriptor by. Returns a data access result. */
function beginItem(d: Dialogue, stream: Stream): i32 {
  const at = keptOf(d) + <usize>stream.at;
  const flag = at + DESCRIPTOR_BYTES;
  const length = selectionLength(flag, d.valueLength - <i32>stream.at - DESCRIPTOR_BYTES);
  stream.at += <u16>(DESCRIPTOR_BYTES + length);
  const result = findDescribed(d, at);
  if (result != ACCESS_SUCCESS) return result;
  return beginSelected(d, stream, length > 1 ? <i32>load<u8>(flag, 1) : 0, flag + 2, max(length - 2, 0));
}

/** True while the object list is written. */
function isObjectList(stream: Stream): bool {
  return objectRow(changetype<Cursor>(cursorOf(stream)).row).class == CLASS_ASSOCIATION;
}

function pieceOf(stream: Stream): i32 {
  return isObjectList(stream) ? LIST_PIECE_BYTES : PIECE_BYTES;
}

/** Writes the next bytes of the item. Returns bytes, or a Status. */
function putItem(stream: Stream, out: usize, room: i32): i32 {
  const length = readSelected(stream, out, room);
  if (allIsRead) {
    stream.item++;
    stream.phase = PHASE_CHOICE;
  }
  return length;
}

/** Room for data that the answer has still: as much as one block with its cipher takes of an APDU of the client's. */
function roomLeft(d: Dialogue): i32 {
  return answerMost(d) - sealingBytes(d) - blockHeadBytes(APDU_MOST) - d.textLength;
}

/** Choice of the next item. Returns bytes; -1 where the answer is that there is none. */
function putChoice(d: Dialogue, stream: Stream, out: usize): i32 {
  const result = beginItem(d, stream);
  if (result == ACCESS_SUCCESS) {
    stream.phase = PHASE_DATA;
    if (d.isList) store<u8>(out, <u8>CHOICE_DATA);
    return d.isList ? 1 : 0;
  }
  if (!d.isList) {
    setResult(d, result);
    return -1;
  }
  stream.item++;
  putByte(putByte(out, CHOICE_RESULT), result);
  return REFUSAL_BYTES;
}

/** Writes what comes next of a stream, room being REFUSAL_BYTES at least. Returns bytes, or a Status. */
function putNext(d: Dialogue, stream: Stream, out: usize, room: i32): i32 {
  if (stream.phase == PHASE_COUNT) {
    store<u8>(out, d.items);
    stream.phase = PHASE_CHOICE;
    return 1;
  }
  if (stream.phase == PHASE_CHOICE) return putChoice(d, stream, out);
  return putItem(stream, out, min(room, pieceOf(stream)));
}

/** Data that cannot be read on: a block says so, or the answer itself. */
function giveUp(d: Dialogue, status: i32): void {
  const isFirst = d.block == 1;
  const at = outOf(d);
  if (isFirst) setResult(d, d.isList ? ACCESS_OTHER_REASON : resultOf(status));
  else setText(d, at, putGetBlockRefusal(at, d.invoke, d.block, ACCESS_LONG_GET_ABORTED));
  endGetting(d);
}

/** Puts the head in front of all data. */
function closeWhole(d: Dialogue): void {
  const data = outOf(d);
  const end = data + <usize>d.textLength;
  const head = data - (d.isList ? LIST_HEAD_BYTES : GET_HEAD_BYTES);
  if (d.isList) putAnswerHead(d, head, GET_LIST);
  else putGetData(head, d.invoke);
  setText(d, head, end);
  endGetting(d);
}

/** Puts the head in front of a block; behind the last nothing is held any more. */
function closeBlock(d: Dialogue, isLast: bool): void {
  const data = outOf(d);
  const length = d.textLength;
  const head = data - blockHeadBytes(length);
  putGetBlock(head, d.invoke, isLast, d.block, length);
  setText(d, head, data + <usize>length);
}

/** Encodes the next piece. True when the plain answer is complete. */
export function encodeNext(d: Dialogue): bool {
  const stream = nextStream(d);
  const before = d.textLength;
  while (stream.item < d.items && d.textLength - before < pieceOf(stream) && roomLeft(d) >= REFUSAL_BYTES) {
    const isBegun = stream.phase == PHASE_DATA;
    const length = putNext(d, stream, outOf(d) + d.textLength, roomLeft(d));
    if (length < 0) {
      if (length == -1 && !d.isList && stream.phase == PHASE_CHOICE) endGetting(d);
      else giveUp(d, length);
      return true;
    }
    d.textLength += length;
    if (length == 0 && isSearching) return false;
    // Its objects were counted: that was a piece of work of its own.
    if (!isBegun && stream.phase == PHASE_DATA && isObjectList(stream)) return false;
  }
  const isLast = stream.item == d.items;
  if (!isLast && roomLeft(d) >= REFUSAL_BYTES) return false;
  if (isLast && d.block == 1) closeWhole(d);
  else if ((associationOf(d).conformance & CONFORMANCE_BLOCK_GET) == 0) giveUp(d, Status.STORAGE_FAILED);
  else closeBlock(d, isLast);
  return true;
}
