// General block transfer (IEC 62056-5-3, 9.4.6.13): an APDU in numbered blocks, several in a row, and again what was lost.
//
// | who has the word | what comes | then |
// |---|---|---|
// | the client | the next block, more to come by itself | kept; nothing is sent |
// | the client | the next block, or another one, at the end of a row | what came so far is acknowledged |
// | the client | the last block | the APDU is served; its answer comes in blocks |
// | the meter | a block without content: what came, and how many may come in a row | blocks from there on |
// | either | another APDU | the transfer is over |
import { beginReading, isSound, takeByte, takeBytes, takeLength, takeNumber, unread } from '../../../../shared-protocol/assembly/dlms/reader';
import { lengthBytes, putByte, putLength, putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { ASSOCIATED } from '../../access/association';
import { APDU_MOST, CONFORMANCE_TRANSFER } from '../../access/dlms-facts';
import { answered, associationOf, COVERED_BYTES, coveredOf, Dialogue, HEADROOM, inOf, outOf, WORK_NONE } from './dialogue';

export const APDU_TRANSFER: i32 = 0xe0;
const LAST: i32 = 0x80;
const STREAMING: i32 = 0x40;
const WINDOW: i32 = 0x3f;
/** Blocks that may come in a row to the meter. */
const OWN_WINDOW: i32 = 7;
/** Tag, control, both numbers, length. */
const HEAD_BYTES: i32 = 9;
/** Room for a block without content, and the link's head before it. */
const ACKNOWLEDGED_BYTES: usize = 24;

const NONE: u8 = 0;
/** A request comes in blocks. */
const TAKING: u8 = 1;
/** It is whole, and what comes of it goes in blocks, too. */
const SERVING: u8 = 2;
/** An answer goes in blocks. */
const GIVING: u8 = 3;

let content: usize = 0;
let contentLength: i32 = 0;
let control: i32 = 0;
let block: i32 = 0;
let acknowledged: i32 = 0;

/** Nothing is read. */
export function resetTransfer(): void {
  content = 0;
  contentLength = 0;
  control = 0;
  block = 0;
  acknowledged = 0;
}

/** True where both sides have agreed on it. */
export function transfers(d: Dialogue): bool {
  const association = associationOf(d);
  return association.state == ASSOCIATED && (association.conformance & CONFORMANCE_TRANSFER) != 0;
}

/** Another APDU than a block: what was under way is over. */
export function endTransfer(d: Dialogue): void {
  d.transfer = NONE;
}

function readBlock(d: Dialogue): bool {
  beginReading(inOf(d) + 1, d.length - 1);
  control = takeByte();
  block = <i32>takeNumber(2);
  acknowledged = <i32>takeNumber(2);
  contentLength = takeLength();
  content = takeBytes(contentLength);
  return isSound() && unread() == 0;
}

/** Bytes of the content of a block to this client. */
function blockBytes(d: Dialogue): i32 {
  return min(associationOf(d).pduSize, APDU_MOST) - HEAD_BYTES;
}

/** Writes the head of a block in front of its content; the meter's blocks are numbered whatever is in them. */
function putBlock(d: Dialogue, flags: i32, number: i32, from: usize, length: i32): void {
  const at = from - <usize>(HEAD_BYTES - 3 + lengthBytes(length));
  const numbered = putNumber(putByte(putByte(at, APDU_TRANSFER), flags | OWN_WINDOW), <u32>number, 2);
  putLength(putNumber(numbered, d.taken, 2), length);
  d.given = <u16>number;
  answered(d, at, <i32>(from - at) + length);
}

/** Tells what came so far: before the room in which it is gathered. */
function acknowledge(d: Dialogue): void {
  putBlock(d, 0, <i32>d.given + 1, outOf(d) - HEADROOM + ACKNOWLEDGED_BYTES, 0);
}

/** What the head of a block goes over, and what the link writes before it, is the end of the block before: put back for its turn. */
function makeRoom(d: Dialogue, from: usize): void {
  if (d.covered) memory.copy(d.covered, coveredOf(d), COVERED_BYTES);
  d.covered = from - COVERED_BYTES;
  memory.copy(coveredOf(d), d.covered, COVERED_BYTES);
}

/** Gives a block of the answer; within a row the next one follows by itself. */
export function giveBlock(d: Dialogue, number: i32): void {
  const size = blockBytes(d);
  const offset = (number - <i32>d.firstGiven) * size;
  const length = min(size, d.wholeLength - offset);
  const isLast = offset + length == d.wholeLength;
  const flags = isLast ? LAST : number < d.rowEnd ? STREAMING : 0;
  makeRoom(d, d.whole + <usize>offset);
  putBlock(d, flags, number, d.whole + <usize>offset, length);
}

/** The block behind the one that was given last. */
export function giveNext(d: Dialogue): void {
  giveBlock(d, <i32>d.given + 1);
}

/** True while the next block follows by itself. */
export function givesOn(d: Dialogue): bool {
  const isGiven = (<i32>d.given - <i32>d.firstGiven + 1) * blockBytes(d) >= d.wholeLength;
  return d.transfer == GIVING && !isGiven && <i32>d.given < d.rowEnd;
}

/** The answer is there: it goes in blocks where the request came so, or where the client does not take it at once. */
export function beginGiving(d: Dialogue): void {
  const isAsked = d.transfer == SERVING;
  const isLong = d.transfer == NONE && transfers(d) && d.answerLength > associationOf(d).pduSize;
  if (d.answerLength == 0 || (!isAsked && !isLong)) return;
  if (!isAsked) {
    d.taken = 0;
    d.given = 0;
    d.window = 1;
  }
  d.transfer = GIVING;
  d.covered = 0;
  d.whole = d.answer;
  d.wholeLength = d.answerLength;
  d.firstGiven = d.given + 1;
  d.rowEnd = <i32>d.given + max<i32>(d.window, 1);
  giveNext(d);
}

/** What the client has got of the answer, and from where on it wants more. */
function giveFrom(d: Dialogue): void {
  const first = max(acknowledged + 1, <i32>d.firstGiven);
  d.taken = <u16>block;
  if ((first - <i32>d.firstGiven) * blockBytes(d) >= d.wholeLength) return answered(d, outOf(d), 0);
  d.rowEnd = first - 1 + max(control & WINDOW, 1);
  giveBlock(d, first);
}

/** Keeps a block that is the next one. False where there is no room for it. */
function keep(d: Dialogue): bool {
  if (block != <i32>d.taken + 1) return true;
  if (d.gathered + contentLength > APDU_MOST) return false;
  memory.copy(outOf(d) + <usize>d.gathered, content, contentLength);
  d.gathered += contentLength;
  d.taken++;
  return true;
}

function beginTaking(d: Dialogue): void {
  d.transfer = TAKING;
  d.taken = 0;
  d.given = 0;
  d.gathered = 0;
}

/** All blocks came: the APDU stands where one stands that came at once. Returns a Status: BAD_LENGTH where it is none that is served. */
function takeWhole(d: Dialogue): i32 {
  memory.copy(inOf(d), outOf(d), d.gathered);
  d.length = d.gathered;
  d.transfer = SERVING;
  return d.length > 0 && load<u8>(inOf(d)) != <u8>APDU_TRANSFER ? Status.OK : Status.BAD_LENGTH;
}

/** A block within a row is kept at once: the next one may stand behind it. True for one. */
export function takeStreamed(d: Dialogue): bool {
  const isBlock = d.length > 1 && <i32>load<u8>(inOf(d)) == APDU_TRANSFER && (<i32>load<u8>(inOf(d), 1) & (LAST | STREAMING)) == STREAMING;
  if (!isBlock || !transfers(d) || !readBlock(d)) return false;
  if (block == 1) beginTaking(d);
  if (d.transfer != TAKING || !keep(d)) return false;
  d.work = WORK_NONE;
  return true;
}

/**
 * Takes a block. Returns OK where the APDU is whole now, INCOMPLETE where what it is answered with is there, or BAD_LENGTH for
 * what does not go on with anything, or becomes too long.
 */
export function takeBlock(d: Dialogue): i32 {
  if (!readBlock(d)) return Status.BAD_LENGTH;
  if (d.transfer == GIVING && contentLength == 0) {
    giveFrom(d);
    return Status.INCOMPLETE;
  }
  if (block == 1 && d.transfer != TAKING) beginTaking(d);
  if (d.transfer != TAKING) return Status.BAD_LENGTH;
  const isNext = block == <i32>d.taken + 1;
  if (!keep(d)) return Status.BAD_LENGTH;
  d.window = <u8>(control & WINDOW);
  if (isNext && (control & LAST) != 0) return takeWhole(d);
  acknowledge(d);
  return Status.INCOMPLETE;
}
