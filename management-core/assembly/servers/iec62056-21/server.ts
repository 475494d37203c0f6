// Serves IEC 62056-21 modes A to E, a session a port: sign-on at 300 Bd, rate switch, data readout, programming mode or HDLC, sign-off.
import {
  OPTICAL_MODE_A, OPTICAL_MODE_B, OPTICAL_MODE_C, OPTICAL_MODE_D, PORT_FORMAT_7E1, SIGN_ON_BAUD,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { INACTIVITY_s } from '../../../../shared-protocol/generated/assembly/programming';
import { hasModeE, modeOfPort } from '../../access/settings';
import { holdBank, releaseBank } from '../../link/mirror';
import { askAgain } from './answer';
import { BREAK_COMMAND, ZERO } from './characters';
import { requestIsForThisMeter } from './device-address';
import { reactionTime_us } from './identification';
import {
  OPTION_HDLC, OPTION_INVALID, OPTION_PROGRAMMING, OPTION_READOUT, rateOf, selectedOption, selectedRateCharacter,
} from './option-select';
import { beginProgramming, endProgramming, enterProgramming, performCommand } from './programming';
import { answerNextBlock } from './reading';
import {
  forgetMessage, MESSAGE_ACK, MESSAGE_COMMAND, MESSAGE_NAK, MESSAGE_NONE, MESSAGE_OPTION_SELECT, MESSAGE_REQUEST,
  MESSAGE_SPOILT, messageUnderWay, takeCharacter,
} from './receiver';
import { messageOf, Session, SESSION_BYTES } from './session';
import {
  beginTransmission, nextPiece, PIECE_MAX, SEND_ANSWER, SEND_BREAK, SEND_CONFIRMATION, SEND_IDENTIFICATION, SEND_NOTHING, SEND_PUSHED,
  SEND_READOUT,
} from './transmission';
import { continueCommit } from './writing';

const LISTENING: u8 = 0; // at 300 Bd, for a request
const IDENTIFYING: u8 = 1; // the identification is due or on its way
const SELECTING: u8 = 2; // waits for the option select message
const ANSWERING: u8 = 3; // the data block is due or on its way
const SIGNING_OFF: u8 = 4; // the break is due or on its way: the option is not offered
const CONFIRMING: u8 = 5; // the reader may ask for the data block again
const REPLYING: u8 = 6; // the answer to a command, P0 to begin with, is due or on its way
const PROGRAMMING: u8 = 7; // waits for a command
const HANDING_OVER: u8 = 8; // the confirmation of mode E is due or on its way

const EVENT_REQUEST: i32 = 0; // a sign-on for this meter
const EVENT_READOUT: i32 = 1; // option select, data readout
const EVENT_OTHER: i32 = 2; // option select, anything else
const EVENT_NAK: i32 = 3;
const EVENT_BREAK: i32 = 4;
const EVENT_SENT: i32 = 5; // the last stop bit of the message has left the wire
const EVENT_QUIET: i32 = 6; // nothing came in time
const EVENT_INVALID: i32 = 7; // an acknowledgement that selects nothing
const EVENT_PROGRAM: i32 = 8; // option select, programming mode
const EVENT_COMMAND: i32 = 9; // a whole command, the break message apart
const EVENT_SPOILT: i32 = 10; // a command with a wrong block check
const EVENT_NEXT: i32 = 11; // the block before was taken, the next is asked for
const EVENT_FOLLOWS: i32 = 12; // sent, and the block follows by itself: modes A and B
const EVENT_PUSHED: i32 = 13; // the block is to be sent unasked: mode D
const EVENT_HDLC: i32 = 14; // option select, HDLC of mode E
const EVENT_COUNT: i32 = 15;
const EVENT_NONE: i32 = -1;

// The whole life of the protocol. An entry equal to its row's state means: ignored.
// Mode C goes on as mode A does, with the data block at the initial rate, when the option select message does not
// come or is none (6.4.3); a reader that signs on while it hears that block does not want the rest of it.
// prettier-ignore
const NEXT = memory.data<u8>([
  //               request       readout       other         nak           break         sent          quiet         invalid       program       command       spoilt        next          follows       pushed        hdlc
  /*listening   */ IDENTIFYING,  LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    LISTENING,    ANSWERING,    LISTENING,
  /*identifying */ IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  LISTENING,    SELECTING,    IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  IDENTIFYING,  ANSWERING,    IDENTIFYING,  IDENTIFYING,
  /*selecting   */ IDENTIFYING,  ANSWERING,    SIGNING_OFF,  IDENTIFYING,  LISTENING,    SELECTING,    ANSWERING,    ANSWERING,    REPLYING,     SELECTING,    SELECTING,    SELECTING,    SELECTING,    SELECTING,    HANDING_OVER,
  /*answering   */ IDENTIFYING,  ANSWERING,    ANSWERING,    ANSWERING,    LISTENING,    CONFIRMING,   ANSWERING,    ANSWERING,    ANSWERING,    ANSWERING,    ANSWERING,    ANSWERING,    CONFIRMING,   ANSWERING,    ANSWERING,
  /*signing off */ SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  LISTENING,    LISTENING,    SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  SIGNING_OFF,  LISTENING,    SIGNING_OFF,  SIGNING_OFF,
  /*confirming  */ IDENTIFYING,  CONFIRMING,   CONFIRMING,   ANSWERING,    LISTENING,    CONFIRMING,   LISTENING,    CONFIRMING,   CONFIRMING,   REPLYING,     CONFIRMING,   CONFIRMING,   CONFIRMING,   CONFIRMING,   CONFIRMING,
  /*replying    */ IDENTIFYING,  REPLYING,     REPLYING,     REPLYING,     LISTENING,    PROGRAMMING,  REPLYING,     REPLYING,     REPLYING,     REPLYING,     REPLYING,     REPLYING,     PROGRAMMING,  REPLYING,     REPLYING,
  /*programming */ IDENTIFYING,  PROGRAMMING,  PROGRAMMING,  REPLYING,     LISTENING,    PROGRAMMING,  LISTENING,    PROGRAMMING,  PROGRAMMING,  REPLYING,     REPLYING,     REPLYING,     PROGRAMMING,  PROGRAMMING,  PROGRAMMING,
  /*handing over*/ HANDING_OVER, HANDING_OVER, HANDING_OVER, HANDING_OVER, LISTENING,    LISTENING,    HANDING_OVER, HANDING_OVER, HANDING_OVER, HANDING_OVER, HANDING_OVER, HANDING_OVER, LISTENING,    HANDING_OVER, HANDING_OVER,
]);

const INITIAL_RATE: i32 = SIGN_ON_BAUD;
/** As the identifications of modes B and D tell. */
const RATE_OF_B: i32 = 9600;
const RATE_OF_D: i32 = 2400;
/** The standard's 1500 ms plus one character at 300 Bd, since a character is seen at its end, plus two ticks. */
const QUIET_us: i64 = 1_500_000 + 33_334 + 2 * 10_000;
/** A message may have come up to one tick after the tick it is dated with. */
const TICK_us: i64 = 10_000;

/** The state after power-up: listening at 300 Bd, 7E1. */
export function resetSession(session: Session, port: i32): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  session.port = <u8>port;
  session.format = PORT_FORMAT_7E1;
  enter(session, LISTENING);
}

/** Takes `length` characters that arrived with right parity since the last poll. */
export function received(session: Session, pointer: usize, length: i32): void {
  for (let index = 0; index < length; index++) {
    const kind = takeCharacter(session, load<u8>(pointer + index) & 0x7f);
    if (messageUnderWay(session)) session.lastActivity_us = session.now_us;
    if (kind != MESSAGE_NONE) handle(session, eventOf(session, kind));
  }
}

/**
 * Moves time on, every 10 ms, and writes the next piece of the meter's message to out when it is due and fits room.
 * Returns its bytes; 0 for nothing. While the port is not as the session wants it, room is 0.
 */
export function poll(session: Session, now_us: i64, out: usize, room: i32): i32 {
  session.now_us = now_us;
  if (session.committing) continueCommit(session);
  if (now_us - session.lastActivity_us >= QUIET_us) {
    if (messageUnderWay(session)) forgetMessage(session);
    if (now_us - session.entered_us >= patience_us(session)) handle(session, EVENT_QUIET);
  }
  if (!isTransmitting(session) || session.committing || session.allHandedOut || now_us < session.answerDue_us || room < PIECE_MAX) return 0;
  const length = nextPiece(session, out);
  session.allHandedOut = session.sending == SEND_NOTHING;
  return length;
}

/** Tells that everything handed out has left the wire. */
export function wireIdle(session: Session, now_us: i64): void {
  session.now_us = now_us;
  if (session.allHandedOut) handle(session, sentEvent(session));
}

/** How long a state goes without what it waits for. */
function patience_us(session: Session): i64 {
  return session.state == PROGRAMMING ? <i64>INACTIVITY_s * 1_000_000 : QUIET_us;
}

/** What follows on the last stop bit hangs on the mode: D hears nothing, A and B go on by themselves. */
function sentEvent(session: Session): i32 {
  const mode = modeOfPort(session.port);
  if (session.state == ANSWERING && mode == OPTICAL_MODE_D) return EVENT_BREAK;
  if (session.state != IDENTIFYING || (mode != OPTICAL_MODE_A && mode != OPTICAL_MODE_B)) return EVENT_SENT;
  if (mode == OPTICAL_MODE_B) session.baud = RATE_OF_B;
  return EVENT_FOLLOWS;
}

/** A press of the scroll button, which in mode D has the block sent. */
export function pushed(session: Session, now_us: i64): void {
  if (modeOfPort(session.port) != OPTICAL_MODE_D) return;
  session.now_us = now_us;
  session.baud = session.state == LISTENING ? RATE_OF_D : session.baud;
  handle(session, EVENT_PUSHED);
}

function isTransmitting(session: Session): bool {
  const state = session.state;
  return state == IDENTIFYING || state == ANSWERING || state == SIGNING_OFF || state == REPLYING || state == HANDING_OVER;
}

function eventOf(session: Session, kind: i32): i32 {
  if (session.state == LISTENING && modeOfPort(session.port) == OPTICAL_MODE_D) return EVENT_NONE;
  if (kind == MESSAGE_REQUEST) return requestIsForThisMeter(session) ? EVENT_REQUEST : EVENT_NONE;
  if (kind == MESSAGE_OPTION_SELECT) return optionEvent(session);
  if (kind == MESSAGE_COMMAND) return isBreak(session) ? EVENT_BREAK : commandEvent(session);
  if (kind == MESSAGE_SPOILT) return EVENT_SPOILT;
  if (kind == MESSAGE_ACK) return session.blocksFollow ? EVENT_NEXT : EVENT_NONE;
  return kind == MESSAGE_NAK ? EVENT_NAK : EVENT_NONE;
}

function optionEvent(session: Session): i32 {
  const option = selectedOption(messageOf(session), session.messageLength);
  if (option == OPTION_INVALID) return EVENT_INVALID;
  if (session.state != SELECTING) return EVENT_NONE;
  session.rateCharacter = selectedRateCharacter(messageOf(session));
  session.baud = rateOf(session.rateCharacter, INITIAL_RATE);
  if (option == OPTION_HDLC && hasModeE(session.port)) return EVENT_HDLC;
  if (option == OPTION_PROGRAMMING) return EVENT_PROGRAM;
  return option == OPTION_READOUT ? EVENT_READOUT : EVENT_OTHER;
}

/** Behind a block a command begins programming mode in modes A and B, without P0; in mode C there is an option for that. */
function commandEvent(session: Session): i32 {
  if (session.state != CONFIRMING) return EVENT_COMMAND;
  return modeOfPort(session.port) == OPTICAL_MODE_C ? EVENT_NONE : EVENT_COMMAND;
}

/** B0; or B1, which lets a meter with a battery wake faster the next time. */
function isBreak(session: Session): bool {
  const message = messageOf(session);
  return session.messageLength == 5 && load<u8>(message + 1) == BREAK_COMMAND && load<u8>(message + 2) - ZERO < 2;
}

function command(session: Session): void {
  if (!session.programming) enterProgramming(session);
  performCommand(session);
}

/** Makes the answer to what was heard; to NAK it is the one before. */
function prepareReply(session: Session, event: i32): void {
  if (event == EVENT_PROGRAM) beginProgramming(session);
  else if (event == EVENT_COMMAND) command(session);
  else if (event == EVENT_SPOILT) askAgain(session);
  else if (event == EVENT_NEXT) answerNextBlock(session);
}

function handle(session: Session, event: i32): void {
  if (event == EVENT_NONE) return;
  let next = load<u8>(NEXT + (<i32>session.state * EVENT_COUNT + event));
  if (next == session.state) return;
  if (next == REPLYING) prepareReply(session, event);
  if (next == PROGRAMMING && session.ends) next = LISTENING;
  if (session.state == HANDING_OVER && event == EVENT_SENT) session.handOver_Bd = session.baud;
  enter(session, next);
}

function enter(session: Session, next: u8): void {
  if (isTransmitting(session)) session.abandons = true;
  session.state = next;
  session.lastActivity_us = session.now_us;
  session.entered_us = session.now_us;
  session.answerDue_us = session.now_us + TICK_us + reactionTime_us();
  session.allHandedOut = false;
  if (next == LISTENING || next == IDENTIFYING) endReading(session);
  if (next == ANSWERING) beginReading(session);
  beginTransmission(session, messageIn(session, next));
}

/** A block asked for again is the same block: the snapshot is held until the reader signs on anew or goes away. */
function beginReading(session: Session): void {
  if (session.bank) return;
  session.bank = holdBank();
  session.began_us = session.now_us;
}

/** Rate at which HDLC is to have the port from now on, as a reader selected it in mode E; 0 while this server has it. */
export function handOver_Bd(session: Session): i32 {
  return session.handOver_Bd;
}

/** The port gets another server: what a reading held is free. */
export function leaveSession(session: Session): void {
  endReading(session);
}

function endReading(session: Session): void {
  endProgramming(session);
  session.baud = INITIAL_RATE;
  if (session.bank) releaseBank(session.bank);
  session.bank = 0;
}

function messageIn(session: Session, entered: u8): u8 {
  if (entered == IDENTIFYING) return SEND_IDENTIFICATION;
  if (entered == ANSWERING) return modeOfPort(session.port) == OPTICAL_MODE_D ? SEND_PUSHED : SEND_READOUT;
  if (entered == REPLYING) return SEND_ANSWER;
  if (entered == HANDING_OVER) return SEND_CONFIRMATION;
  return entered == SIGNING_OFF ? SEND_BREAK : SEND_NOTHING;
}
