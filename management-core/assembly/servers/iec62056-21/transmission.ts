// Composes the meter's messages piece by piece, each piece as soon as there is room for it.
import { hasModeE, modeOfPort } from '../../access/settings';
import { nextReadoutLine, readoutLine } from '../../faces/readout';
import { blockCheck } from './block-check';
import { ACK, BREAK_COMMAND, CR, END, ETX, LF, SOH, STX, ZERO } from './characters';
import { putIdentification } from './identification';
import { HDLC } from './option-select';
import { answerOf, Session, snapshotOf } from './session';

export const SEND_NOTHING: u8 = 0;
/** `/ XXX Z identification CR LF` */
export const SEND_IDENTIFICATION: u8 = 1;
/** `STX data lines ! CR LF ETX BCC` */
export const SEND_READOUT: u8 = 2;
/** The break message `SOH B 0 ETX BCC`, by which a meter signs off. */
export const SEND_BREAK: u8 = 3;

/** What stands in the session: the answer to a command. */
export const SEND_ANSWER: u8 = 4;

/** Of mode D: `/ XXX Z identification CR LF CR LF data lines ! CR LF`, that nobody asked for. */
export const SEND_PUSHED: u8 = 5;

/** `ACK 2 Z 2 CR LF`: the reader's choice of mode E, confirmed at the new rate, in 7E1 still. */
export const SEND_CONFIRMATION: u8 = 6;

/** The longest data line, without the CR LF that is added here. */
const LINE_MAX: i32 = 78;
/** Bytes of the longest piece: a whole line. */
export const PIECE_MAX: i32 = LINE_MAX + 2;
/** In place of a line number: the STX before line 0. */
const OPENING: i32 = -1;

/** Starts a message from its beginning; whatever was not composed before is forgotten. */
export function beginTransmission(session: Session, kind: u8): void {
  session.sending = kind;
  session.nextLine = OPENING;
  session.check = 0;
  session.answerSent = 0;
}

/** Writes the next piece of the message to out, at least PIECE_MAX bytes of room; returns its length, 0 at the end. */
export function nextPiece(session: Session, out: usize): i32 {
  const sending = session.sending;
  if (sending == SEND_READOUT || sending == SEND_PUSHED) return readoutPiece(session, out);
  if (sending == SEND_ANSWER) return answerPiece(session, out);
  session.sending = SEND_NOTHING;
  if (sending == SEND_IDENTIFICATION) return putIdentification(out, modeOfPort(session.port), hasModeE(session.port));
  if (sending == SEND_CONFIRMATION) return confirmationPiece(session, out);
  return sending == SEND_BREAK ? breakPiece(out) : 0;
}

function answerPiece(session: Session, out: usize): i32 {
  const length = min(session.answerLength - session.answerSent, PIECE_MAX);
  memory.copy(out, answerOf(session) + session.answerSent, length);
  session.answerSent += length;
  if (session.answerSent == session.answerLength) session.sending = SEND_NOTHING;
  return length;
}

function breakPiece(out: usize): i32 {
  store<u8>(out, SOH);
  store<u8>(out, BREAK_COMMAND, 1);
  store<u8>(out, ZERO, 2);
  store<u8>(out, ETX, 3);
  store<u8>(out, blockCheck(out + 1, 3), 4);
  return 5;
}

function confirmationPiece(session: Session, out: usize): i32 {
  store<u8>(out, ACK);
  store<u8>(out, HDLC, 1);
  store<u8>(out, session.rateCharacter, 2);
  store<u8>(out, HDLC, 3);
  store<u8>(out, CR, 4);
  store<u8>(out, LF, 5);
  return 6;
}

function openingPiece(session: Session, out: usize): i32 {
  if (session.sending == SEND_READOUT) {
    store<u8>(out, STX);
    return 1;
  }
  const length = putIdentification(out, modeOfPort(session.port), false);
  store<u8>(out + length, CR);
  store<u8>(out + length, LF, 1);
  return length + 2;
}

function readoutPiece(session: Session, out: usize): i32 {
  if (session.nextLine == OPENING) {
    session.nextLine = 0;
    return openingPiece(session, out);
  }
  const line = nextReadoutLine(session.nextLine, snapshotOf(session));
  session.nextLine = line + 1;
  const length = readoutLine(line, out, snapshotOf(session));
  if (length <= 0 || length > LINE_MAX) return readoutEnd(session, out);
  store<u8>(out + length, CR);
  store<u8>(out + length, LF, 1);
  session.check = blockCheck(out, length + 2, session.check);
  return length + 2;
}

function readoutEnd(session: Session, out: usize): i32 {
  const isPushed = session.sending == SEND_PUSHED;
  session.sending = SEND_NOTHING;
  store<u8>(out, END);
  store<u8>(out, CR, 1);
  store<u8>(out, LF, 2);
  if (isPushed) return 3;
  store<u8>(out, ETX, 3);
  store<u8>(out, blockCheck(out, 4, session.check), 4);
  return 5;
}
