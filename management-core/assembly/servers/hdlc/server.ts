// Serves HDLC as the secondary station of IEC 62056-46: connects, takes segments in their order, sends answers window by window.
//
// | state | what comes | then |
// |---|---|---|
// | disconnected | SNRM for a logical device of this meter | UA with what was agreed on; connected |
// | disconnected | DISC, or a numbered frame | DM |
// | connected | I in its order | taken; behind the last segment the APDU is served, and its answer sent |
// | connected | I out of its order | REJ, or what the client has not got |
// | connected | RR, RNR, REJ | what it acknowledges is gone, what it has not got is sent again; else RR |
// | connected | SNRM | UA, all begins anew |
// | connected | DISC, or nothing for INACTIVITY_s | UA; disconnected |
// | connected | another control field | FRMR |
import { putByte } from '../../../../shared-protocol/assembly/dlms/writer';
import { PORT_FORMAT_8N1 } from '../../../../shared-protocol/generated/assembly/protocol';
import { INACTIVITY_s, INTER_OCTET_ms, PHYSICAL_ADDRESS } from '../../access/dlms-facts';
import { answerSent, endDialogue, isDevice, takeApdu, workOn } from '../cosem/server';
import { WORK_DONE, WORK_NONE } from '../cosem/dialogue';
import { useLent } from './lending';
import { negotiate, putAgreed } from './negotiation';
import { forgetFrame, informationLength, isSegmented, takeByteOfFrame, takesInformation } from './receiver';
import { beginFrame, isSending, putPiece } from './sender';
import {
  addressOf, headOf, informationOf, Link, linkOf, LLC_BYTES, Session, SESSION_BYTES, unnumberedOf,
} from './session';

const BAUD: i32 = 9600;
const SECOND_us: i64 = 1_000_000;
const MILLISECOND_us: i64 = 1000;
/** A client that waits for an answer is told after so long that it is still being made. */
const PATIENCE_us: i64 = 3_000_000;

/** Control fields; 10 is the poll or final bit. */
const FINAL: i32 = 0x10;
const SNRM: i32 = 0x83;
const DISC: i32 = 0x43;
const UI: i32 = 0x03;
const UA: u8 = 0x73;
const DM: u8 = 0x1f;
const FRMR: u8 = 0x97;
const RR: i32 = 0x01;
const RNR: i32 = 0x05;
const REJ: i32 = 0x09;
const SUPERVISORY_MASK: i32 = 0x0f;
/** Logical device of a broadcast, of one byte or two. */
const ALL_DEVICES: i32 = 0x7f;

export { SESSION_BYTES };

export function resetSession(session: Session, port: i32): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  session.baud = BAUD;
  session.format = PORT_FORMAT_8N1;
  session.port = <u8>port;
}

/** The port gets another server. */
export function leaveSession(session: Session): void {
  endDialogue(session);
}

/** Seven bits of each of the bytes of the server's address; the lower half is the physical device. */
function takeAddress(session: Session): bool {
  const link = linkOf(session);
  const at = headOf(session) + 2;
  const length = <i32>link.serverLength;
  const upper = length == 4 ? (<i32>load<u8>(at) >> 1 << 7) | (<i32>load<u8>(at, 1) >> 1) : <i32>load<u8>(at) >> 1;
  const lower = length == 4 ? (<i32>load<u8>(at, 2) >> 1 << 7) | (<i32>load<u8>(at, 3) >> 1) : <i32>load<u8>(at, 1) >> 1;
  if (upper == ALL_DEVICES || !isDevice(upper) || (length > 1 && lower != PHYSICAL_ADDRESS)) return false;
  link.device = <u8>upper;
  link.from = load<u8>(at + length) >> 1;
  link.control = load<u8>(at + length, 1);
  return true;
}

function isOfLink(link: Link): bool {
  return link.connected && link.from == link.client;
}

/** An unnumbered answer goes to whoever asked. */
function answerUnnumbered(session: Session, control: u8): void {
  const link = linkOf(session);
  link.due = control;
  link.client = link.from;
  link.addressLength = link.serverLength;
  memory.copy(addressOf(session), headOf(session) + 2, link.addressLength);
  link.token = true;
}

function disconnect(session: Session): void {
  const link = linkOf(session);
  link.connected = false;
  link.filled = 0;
  link.isClientBusy = false;
  link.acknowledged = 0;
  link.sent = 0;
  endDialogue(session);
}

function connect(session: Session): void {
  const link = linkOf(session);
  const length = informationLength(link);
  const information = informationOf(session);
  const isThere = takesInformation(session);
  disconnect(session);
  negotiate(session, information, isThere ? length : 0);
  answerUnnumbered(session, UA);
  link.connected = true;
  useLent(link);
  link.receive = 0;
  link.send = 0;
  link.oldest = 0;
  link.total = 0;
  link.position = 0;
}

function takeUnnumbered(session: Session): void {
  const link = linkOf(session);
  const control = <i32>link.control & ~FINAL;
  if (control == SNRM) return connect(session);
  if (control == UI) return;
  if (!isOfLink(link)) {
    // Who is not connected is told so; another client's link is none of his business.
    if (!link.connected) answerUnnumbered(session, DM);
    return;
  }
  if (control == DISC) {
    disconnect(session);
    return answerUnnumbered(session, UA);
  }
  link.rejected = link.control;
  answerUnnumbered(session, FRMR);
}

/** Bytes of the answer with its LLC; 0 for none. */
function answerBytes(session: Session): i32 {
  return session.work == WORK_DONE && session.answerLength > 0 ? session.answerLength + LLC_BYTES : 0;
}

function forgetAnswer(session: Session): void {
  const link = linkOf(session);
  if (session.work == WORK_DONE) answerSent(session);
  link.acknowledged = 0;
  link.sent = 0;
  link.oldest = link.send;
}

/** The client has all frames before this number. */
function acknowledge(session: Session, next: i32): void {
  const link = linkOf(session);
  const total = answerBytes(session);
  while (link.oldest != link.send && <i32>link.oldest != next) {
    link.oldest = (link.oldest + 1) & 7;
    link.acknowledged += link.informationMost;
  }
  if (total > 0 && link.sent >= total && link.oldest == link.send) forgetAnswer(session);
}

/** What the client has not got is sent again. */
function goBack(link: Link): void {
  link.send = link.oldest;
  link.sent = link.acknowledged;
}

/** An APDU is whole: without its LLC it is none. */
function serveTaken(session: Session): void {
  const link = linkOf(session);
  const length = link.filled - LLC_BYTES;
  link.filled = 0;
  const llc = informationOf(session);
  const isCommand = load<u8>(llc) == 0xe6 && load<u8>(llc, 1) == 0xe6;
  if (length > 0 && isCommand) takeApdu(session, link.client, link.device, length);
}

function takeInformation(session: Session): void {
  const link = linkOf(session);
  const number = (<i32>link.control >> 1) & 7;
  const expected = <i32>link.receive;
  link.isClientBusy = false;
  if (number != expected || !takesInformation(session)) {
    link.isOutOfOrder = number != expected && number != ((expected - 1) & 7);
    return goBack(link);
  }
  if (session.work == WORK_DONE) forgetAnswer(session);
  link.receive = <u8>((expected + 1) & 7);
  link.filled += informationLength(link);
  if (!isSegmented(session)) serveTaken(session);
}

function takeNumbered(session: Session): void {
  const link = linkOf(session);
  const control = <i32>link.control;
  if (!isOfLink(link)) {
    if (!link.connected) answerUnnumbered(session, DM);
    return;
  }
  acknowledge(session, control >> 5);
  if (control & FINAL) link.token = true;
  if ((control & 1) == 0) return takeInformation(session);
  const kind = control & SUPERVISORY_MASK;
  link.isClientBusy = kind == RNR;
  goBack(link);
}

function takeFrame(session: Session): void {
  const link = linkOf(session);
  if (!takeAddress(session)) return;
  link.framed_us = session.now_us;
  const isUnnumbered = (<i32>link.control & 3) == 3;
  if (isUnnumbered) takeUnnumbered(session);
  else takeNumbered(session);
}

/** Takes bytes of the line. */
export function received(session: Session, pointer: usize, length: i32): void {
  linkOf(session).heard = true;
  for (let i: i32 = 0; i < length; i++) {
    if (takeByteOfFrame(session, load<u8>(pointer + i))) takeFrame(session);
  }
}

function sendUnnumbered(session: Session): void {
  const link = linkOf(session);
  const at = unnumberedOf(session);
  let length: i32 = 0;
  if (link.due == UA && link.connected) length = putAgreed(session);
  if (link.due == FRMR) {
    // The control field that is refused, both numbers, and why: it is not known (ISO/IEC 13239, 5.5.3.4.2).
    putByte(putByte(putByte(at, link.rejected), (<i32>link.receive << 5) | (<i32>link.send << 1)), 1);
    length = 3;
  }
  beginFrame(session, link.due, at, length, false);
  link.due = 0;
  link.token = false;
}

function sendSupervisory(session: Session, kind: i32): void {
  const link = linkOf(session);
  beginFrame(session, (<i32>link.receive << 5) | FINAL | kind, 0, 0, false);
  link.token = false;
  link.isOutOfOrder = false;
}

/** Sends the next frame of the answer; the last one of a window, or of the answer, gives the line back. */
function sendInformation(session: Session): void {
  const link = linkOf(session);
  const total = answerBytes(session);
  const start = session.answer - LLC_BYTES;
  if (link.sent == 0) putByte(putByte(putByte(start, 0xe6), 0xe7), 0);
  const length = min(link.informationMost, total - link.sent);
  const isLast = link.sent + length >= total;
  const underWay = ((<i32>link.send - <i32>link.oldest) & 7) + 1;
  const isFinal = isLast || underWay >= link.windowMost;
  const control = (<i32>link.receive << 5) | (isFinal ? FINAL : 0) | (<i32>link.send << 1);
  beginFrame(session, control, start + <usize>link.sent, length, !isLast);
  link.sent += length;
  link.send = (link.send + 1) & 7;
  if (isFinal) link.token = false;
}

/** Begins the frame that is due while the client waits; none while its answer is being made. */
function beginNext(session: Session): void {
  const link = linkOf(session);
  if (link.due != 0) return sendUnnumbered(session);
  if (!link.connected) {
    link.token = false;
    return;
  }
  if (link.isOutOfOrder) return sendSupervisory(session, REJ);
  const total = answerBytes(session);
  if (total > 0 && link.sent < total && !link.isClientBusy) return sendInformation(session);
  const isBusy = session.work != WORK_NONE && session.work != WORK_DONE;
  if (isBusy && session.now_us - link.framed_us < PATIENCE_us) return;
  sendSupervisory(session, RR);
}

/** Time-outs: between the bytes of a frame, and without a frame. */
function judgeSilence(session: Session): void {
  const link = linkOf(session);
  if (link.heard) link.heard_us = session.now_us;
  link.heard = false;
  if (link.count > 0 && session.now_us - link.heard_us > <i64>INTER_OCTET_ms * MILLISECOND_us) forgetFrame(session);
  if (link.connected && session.now_us - link.framed_us > <i64>INACTIVITY_s * SECOND_us) disconnect(session);
}

/** Moves the link on; writes the next piece of a frame where there is room for one. Returns its bytes. */
export function poll(session: Session, now_us: i64, out: usize, room: i32): i32 {
  session.now_us = now_us;
  judgeSilence(session);
  if (session.work != WORK_NONE && session.work != WORK_DONE) workOn(session, now_us);
  // Nothing is to be said to what was served without an answer.
  if (session.work == WORK_DONE && session.answerLength == 0) answerSent(session);
  if (room <= 0) return 0;
  if (!isSending(session) && linkOf(session).token) beginNext(session);
  return putPiece(session, out, room);
}
