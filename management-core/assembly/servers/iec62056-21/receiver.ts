// Finds whole messages of the reader in the characters that arrive, and forgets everything else.
import { blockCheck } from './block-check';
import { ACK, CR, ETX, LF, NAK, SOH, START } from './characters';

export const MESSAGE_NONE: i32 = 0;
/** `/ … CR LF`, not yet looked into. */
export const MESSAGE_REQUEST: i32 = 1;
/** `ACK … CR LF`, not yet looked into. */
export const MESSAGE_OPTION_SELECT: i32 = 2;
/** `SOH … ETX BCC` with a right BCC. */
export const MESSAGE_COMMAND: i32 = 3;
/** A single NAK. */
export const MESSAGE_NAK: i32 = 4;

/** The longest request has 37 characters; longer commands (passwords, data sets) fit as well. */
const MESSAGE_MAX: i32 = 160;

const message = memory.data(160);
let length: i32 = 0;
let complete: bool = false;
let blockCheckFollows: bool = false;

/** Address of the message that `takeCharacter` found last, valid until the next character. */
export function messagePointer(): usize {
  return message;
}

/** Its length in characters. */
export function messageLength(): i32 {
  return length;
}

/** True between the first and the last character of a message. */
export function messageUnderWay(): bool {
  return length > 0 && !complete;
}

/** Forgets a message that was not finished in time. */
export function forgetMessage(): void {
  length = 0;
  complete = false;
  blockCheckFollows = false;
}

/** Takes one 7-bit character; returns the kind of message it completes, or MESSAGE_NONE. */
export function takeCharacter(character: u8): i32 {
  if (complete) forgetMessage();
  if (blockCheckFollows) return finishCommand(character);
  // The standard keeps these out of addresses and data, so they resynchronise after noise.
  if (startsMessage(character)) forgetMessage();
  else if (length == 0) return MESSAGE_NONE;
  if (length == MESSAGE_MAX - 1) {
    forgetMessage();
    return MESSAGE_NONE;
  }
  append(character);
  return kindCompletedBy(character);
}

function startsMessage(character: u8): bool {
  return character == START || character == ACK || character == SOH || character == NAK;
}

function append(character: u8): void {
  store<u8>(message + length, character);
  length++;
}

function kindCompletedBy(character: u8): i32 {
  const first = load<u8>(message);
  if (first == NAK) return finish(MESSAGE_NAK);
  if (first == SOH) {
    blockCheckFollows = character == ETX;
    return MESSAGE_NONE;
  }
  if (character != LF || load<u8>(message + length - 2) != CR) return MESSAGE_NONE;
  return finish(first == START ? MESSAGE_REQUEST : MESSAGE_OPTION_SELECT);
}

function finishCommand(character: u8): i32 {
  const expected = blockCheck(message + 1, length - 1);
  append(character);
  return finish(character == expected ? MESSAGE_COMMAND : MESSAGE_NONE);
}

function finish(kind: i32): i32 {
  complete = true;
  return kind;
}
