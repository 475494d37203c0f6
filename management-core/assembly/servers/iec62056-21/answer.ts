// Composes what programming mode answers: acknowledgement, repetition, error, data set, block of one; kept to be sent again.
import { blockCheck } from './block-check';
import { ACK, BREAK_COMMAND, CLOSE, EOT, ETX, NAK, OPEN, PASSWORD_COMMAND, SOH, STX, ZERO } from './characters';
import { answerOf, Session } from './session';

/** An address behind what was written of the answer. */
export function answerEnd(session: Session): usize {
  return answerOf(session) + session.answerLength;
}

/** What stands up to an address is the answer so far. */
export function setAnswerEnd(session: Session, end: usize): void {
  session.answerLength = <i32>(end - answerOf(session));
}

export function putCharacter(session: Session, character: u8): void {
  store<u8>(answerEnd(session), character);
  session.answerLength++;
}

/** Begins an answer anew. */
function begin(session: Session): void {
  session.answerLength = 0;
  session.answerSent = 0;
}

/** The end of the message and its block check; the check is over all behind SOH or STX. */
function finish(session: Session, end: u8): void {
  putCharacter(session, end);
  putCharacter(session, blockCheck(answerOf(session) + 1, session.answerLength - 1));
}

function alone(session: Session, character: u8): void {
  begin(session);
  putCharacter(session, character);
}

/** Done. */
export function acknowledge(session: Session): void {
  alone(session, ACK);
}

/** The command came damaged: it is to be sent again. */
export function askAgain(session: Session): void {
  alone(session, NAK);
}

/** `STX (ERnn) ETX BCC`; the number of an ERROR_*. */
export function answerError(session: Session, error: i32): void {
  begin(session);
  putCharacter(session, STX);
  putCharacter(session, OPEN);
  putCharacter(session, 0x45); // E
  putCharacter(session, 0x52); // R
  putCharacter(session, <u8>(ZERO + <u8>(error / 10)));
  putCharacter(session, <u8>(ZERO + <u8>(error % 10)));
  putCharacter(session, CLOSE);
  finish(session, ETX);
}

/** `SOH B 0 ETX BCC`, and nothing is heard behind it. */
export function signOff(session: Session): void {
  begin(session);
  putCharacter(session, SOH);
  putCharacter(session, BREAK_COMMAND);
  putCharacter(session, ZERO);
  finish(session, ETX);
  session.ends = true;
}

/** `SOH P 0 STX (`: the operand follows. */
export function beginOperand(session: Session): void {
  begin(session);
  putCharacter(session, SOH);
  putCharacter(session, PASSWORD_COMMAND);
  putCharacter(session, ZERO);
  putCharacter(session, STX);
  putCharacter(session, OPEN);
}

/** `STX identifier (`: the value follows; a further block has no identifier. */
export function beginDataSet(session: Session, id: usize, idLength: i32): void {
  begin(session);
  putCharacter(session, STX);
  memory.copy(answerEnd(session), id, idLength);
  session.answerLength += idLength;
  putCharacter(session, OPEN);
}

/** `) ETX BCC`, or EOT where another block follows. */
export function endDataSet(session: Session, blocksFollow: bool): void {
  putCharacter(session, CLOSE);
  finish(session, blocksFollow ? EOT : ETX);
}
