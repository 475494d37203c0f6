// Finds whole messages of the reader in the characters that arrive, and forgets everything else.
import { blockCheck } from './block-check';
import { ACK, CR, EOT, ETX, LF, NAK, SOH, START } from './characters';
import { MESSAGE_MAX, messageOf, Session } from './session';

export const MESSAGE_NONE: i32 = 0;
/** `/ … CR LF`, not yet looked into. */
export const MESSAGE_REQUEST: i32 = 1;
/** `ACK … CR LF`, not yet looked into. */
export const MESSAGE_OPTION_SELECT: i32 = 2;
/** `SOH … ETX BCC` or `SOH … EOT BCC` with a right BCC. */
export const MESSAGE_COMMAND: i32 = 3;
/** A single NAK. */
export const MESSAGE_NAK: i32 = 4;
/** The same as a command, with a wrong BCC. */
export const MESSAGE_SPOILT: i32 = 5;
/** A single ACK, in programming mode. */
export const MESSAGE_ACK: i32 = 6;

/** True between the first and the last character of a message. */
export function messageUnderWay(session: Session): bool {
  return session.messageLength > 0 && !session.complete;
}

/** Forgets a message that was not finished in time. */
export function forgetMessage(session: Session): void {
  session.messageLength = 0;
  session.complete = false;
  session.blockCheckFollows = false;
}

/** Takes one 7-bit character; returns the kind of message it completes, which stands until the next one comes. */
export function takeCharacter(session: Session, character: u8): i32 {
  if (session.complete) forgetMessage(session);
  if (session.blockCheckFollows) return finishCommand(session, character);
  // The standard keeps these out of addresses and data, so they resynchronise after noise.
  if (startsMessage(character)) forgetMessage(session);
  else if (session.messageLength == 0) return MESSAGE_NONE;
  if (session.messageLength == MESSAGE_MAX - 1) {
    forgetMessage(session);
    return MESSAGE_NONE;
  }
  append(session, character);
  return kindCompletedBy(session, character);
}

function startsMessage(character: u8): bool {
  return character == START || character == ACK || character == SOH || character == NAK;
}

function append(session: Session, character: u8): void {
  store<u8>(messageOf(session) + session.messageLength, character);
  session.messageLength++;
}

function kindCompletedBy(session: Session, character: u8): i32 {
  const message = messageOf(session);
  const first = load<u8>(message);
  if (first == NAK) return finish(session, MESSAGE_NAK);
  if (first == ACK && session.programming) return finish(session, MESSAGE_ACK);
  if (first == SOH) {
    session.blockCheckFollows = character == ETX || character == EOT;
    return MESSAGE_NONE;
  }
  if (character != LF || load<u8>(message + session.messageLength - 2) != CR) return MESSAGE_NONE;
  return finish(session, first == START ? MESSAGE_REQUEST : MESSAGE_OPTION_SELECT);
}

function finishCommand(session: Session, character: u8): i32 {
  const expected = blockCheck(messageOf(session) + 1, session.messageLength - 1);
  append(session, character);
  return finish(session, character == expected ? MESSAGE_COMMAND : MESSAGE_SPOILT);
}

function finish(session: Session, kind: i32): i32 {
  session.complete = true;
  return kind;
}
