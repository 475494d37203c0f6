// Serves the wrapper (IEC 62056-47): version, both ports and the length stand before each APDU, either way; one at a time.
import { putNumber } from '../../../../shared-protocol/assembly/dlms/writer';
import { PORT_FORMAT_8N1 } from '../../../../shared-protocol/generated/assembly/protocol';
import { APDU_MOST, WRAPPER_HEAD_BYTES } from '../../access/dlms-facts';
import { wrapperInactivity_s } from '../../access/wrapper-settings';
import { Dialogue, DIALOGUE_BYTES, inOf, WORK_DONE, WORK_NONE } from '../cosem/dialogue';
import { answerSent, endDialogue, isDevice, takeApdu, workOn } from '../cosem/server';

/** A module's line: what comes by TCP on its other side waits for no line of the house. */
const BAUD: i32 = 115_200;
const VERSION: i32 = 1;
/** A head or an APDU that stops in its middle is none after so long. */
const SILENCE_us: i64 = 1_000_000;
const SECOND_us: i64 = 1_000_000;

/** Stands behind the dialogue. */
@unmanaged
class Reception {
  heard_us: i64;
  /** Bytes of the head or the APDU so far. */
  count: i32;
  /** Bytes of the APDU, and those of one that is too long, or not for this meter, that are still passed by. */
  length: i32;
  /** Bytes of the answer, head included, that were handed out. */
  sent: i32;
  heard: bool;
  isHead: bool;
  isForUs: bool;
}

const RECEPTION: usize = (DIALOGUE_BYTES + 7) & ~7;
const HEAD: usize = RECEPTION + ((offsetof<Reception>() + 7) & ~7);
export const SESSION_BYTES: i32 = <i32>HEAD + WRAPPER_HEAD_BYTES;

function receptionOf(session: Dialogue): Reception {
  return changetype<Reception>(changetype<usize>(session) + RECEPTION);
}

function headOf(session: Dialogue): usize {
  return changetype<usize>(session) + HEAD;
}

function awaitHead(session: Dialogue): void {
  receptionOf(session).count = 0;
  receptionOf(session).isHead = true;
}

export function resetSession(session: Dialogue, port: i32): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  session.baud = BAUD;
  session.format = PORT_FORMAT_8N1;
  session.port = <u8>port;
  awaitHead(session);
}

/** The port gets another server. */
export function leaveSession(session: Dialogue): void {
  endDialogue(session);
}

/** A field 0..3 of a head. */
function field(session: Dialogue, index: i32): i32 {
  return bswap<u16>(load<u16>(headOf(session) + (<usize>index << 1)));
}

/** A head is whole: what it says of the bytes behind it. */
function takeHead(session: Dialogue): void {
  const r = receptionOf(session);
  r.length = field(session, 3);
  r.count = 0;
  r.isHead = field(session, 0) != VERSION || r.length == 0;
  const isClient = field(session, 1) > 0 && field(session, 1) <= 0xff;
  r.isForUs = isClient && isDevice(field(session, 2)) && r.length <= APDU_MOST;
}

/** What is worked at needs its bytes: a client that does not wait is not heard. */
function hears(session: Dialogue): bool {
  return session.work == WORK_NONE;
}

function takeByte(session: Dialogue, byte: u8): void {
  const r = receptionOf(session);
  if (r.isHead) {
    store<u8>(headOf(session) + r.count, byte);
    if (++r.count == WRAPPER_HEAD_BYTES) takeHead(session);
    return;
  }
  if (r.isForUs && hears(session)) store<u8>(inOf(session) + r.count, byte);
  else r.isForUs = false;
  if (++r.count < r.length) return;
  if (r.isForUs) takeApdu(session, field(session, 1), field(session, 2), r.length);
  awaitHead(session);
}

export function received(session: Dialogue, pointer: usize, length: i32): void {
  receptionOf(session).heard = true;
  for (let i: i32 = 0; i < length; i++) takeByte(session, load<u8>(pointer + i));
}

function judgeSilence(session: Dialogue): void {
  const r = receptionOf(session);
  if (r.heard) r.heard_us = session.now_us;
  r.heard = false;
  const quiet_us = session.now_us - r.heard_us;
  if (quiet_us > SILENCE_us && (r.count > 0 || !r.isHead)) awaitHead(session);
  const patience_us = <i64>wrapperInactivity_s() * SECOND_us;
  if (patience_us > 0 && quiet_us > patience_us && session.client != 0) {
    endDialogue(session);
    session.client = 0;
  }
}

/** Head of the answer, in front of it: both ports change places. */
function putHead(session: Dialogue): void {
  const at = session.answer - WRAPPER_HEAD_BYTES;
  const next = putNumber(putNumber(at, VERSION, 2), session.device, 2);
  putNumber(putNumber(next, session.client, 2), <u32>session.answerLength, 2);
}

function putPiece(session: Dialogue, out: usize, room: i32): i32 {
  const r = receptionOf(session);
  const total = session.answerLength > 0 ? session.answerLength + WRAPPER_HEAD_BYTES : 0;
  if (r.sent == 0 && total > 0) putHead(session);
  const length = min(total - r.sent, room);
  memory.copy(out, session.answer - WRAPPER_HEAD_BYTES + <usize>r.sent, length);
  r.sent += length;
  if (r.sent < total) return length;
  r.sent = 0;
  answerSent(session);
  return length;
}

/** Nothing is worked at, sent or under way from the client: the line is free for what nobody asked for. */
export function isQuiet(session: Dialogue): bool {
  return session.work == WORK_NONE && receptionOf(session).isHead && receptionOf(session).count == 0;
}

/** Moves the session on; writes the next piece of an answer where there is room for one. Returns its bytes. */
export function poll(session: Dialogue, now_us: i64, out: usize, room: i32): i32 {
  session.now_us = now_us;
  judgeSilence(session);
  if (session.work != WORK_NONE && session.work != WORK_DONE) workOn(session, now_us);
  return session.work == WORK_DONE && room > 0 ? putPiece(session, out, room) : 0;
}
