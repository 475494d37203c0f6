// Programming mode: what a command does, and what is forgotten when the mode is left.
import { ERROR_COMMAND, ERROR_OBJECT } from '../../../../shared-protocol/generated/assembly/programming';
import { levelAt, LEVEL_PROTOCOL } from '../../access/levels';
import { findAddressed } from './address';
import { answerError } from './answer';
import { offerChallenge, takePassword, takeResponse } from './authentication';
import { EXECUTE_COMMAND, PASSWORD_COMMAND, READ_COMMAND, WRITE_COMMAND } from './characters';
import { Command, parsedCommand } from './command';
import { coverRefusal, refusal, TO_EXECUTE, TO_READ, TO_WRITE } from './permission';
import { answerReading } from './reading';
import { Session } from './session';
import { beginWriting, continueWriting, dropWriting, goesOn } from './writing';

/** Types of commands: 1 to 6. */
const TYPES: u8 = 6;
const TYPE_PASSWORD: u8 = 1;
const TYPE_RESPONSE: u8 = 2;
const TYPE_EXECUTE: u8 = 2;
/** Types with partial blocks. */
const BLOCKS: u8 = (1 << 3) | (1 << 4) | (1 << 6);

/** Enters the mode, as modes A and B do: level 1, and no challenge. */
export function enterProgramming(session: Session): void {
  session.programming = true;
  session.level = <u8>LEVEL_PROTOCOL;
  session.slot = 0;
  session.failures = 0;
  session.offered = false;
  session.ciphers = false;
  session.ends = false;
  session.blocksFollow = false;
}

/** Enters it by the option of mode C: P0 with a challenge is the answer. */
export function beginProgramming(session: Session): void {
  enterProgramming(session);
  offerChallenge(session);
}

/** Leaves it: a value that was not whole is dropped, and no level is left. */
export function endProgramming(session: Session): void {
  dropWriting(session);
  session.programming = false;
  session.challenged = false;
  session.offered = false;
  session.ciphers = false;
  session.blocksFollow = false;
  session.level = <u8>LEVEL_PROTOCOL;
  session.slot = 0;
}

/** What a command wants to do with an object; 0 for one that is none. */
function actOf(command: Command): i32 {
  if (command.type == 0 || command.type > TYPES) return 0;
  if (!command.isLast && ((BLOCKS >> command.type) & 1) == 0) return 0;
  if (command.letter == READ_COMMAND) return command.isLast ? TO_READ : 0;
  if (command.letter == WRITE_COMMAND) return TO_WRITE;
  return command.letter == EXECUTE_COMMAND && command.type == TYPE_EXECUTE ? TO_EXECUTE : 0;
}

/** An object by its code, if level, port and cover allow what is to be done with it. */
function doWithObject(session: Session, command: Command, act: i32): void {
  if (!findAddressed(session, command.id, command.idLength, act == TO_EXECUTE)) return answerError(session, ERROR_OBJECT);
  const level = levelAt(session.port, session.level);
  let error = refusal(session.port, level, act, session.row, session.place);
  if (error == 0) error = coverRefusal(act, session.row, session.place);
  if (error) return answerError(session, error);
  if (act == TO_READ) answerReading(session, command);
  else beginWriting(session, command);
}

function perform(session: Session, command: Command): void {
  const isOperand = command.letter == PASSWORD_COMMAND && command.id != 0 && command.idLength == 0 && command.isLast;
  if (isOperand && command.type == TYPE_PASSWORD) return takePassword(session, command);
  if (isOperand && command.type == TYPE_RESPONSE) return takeResponse(session, command);
  const act = actOf(command);
  if (act == 0 || command.id == 0) return answerError(session, ERROR_COMMAND);
  if (command.idLength == 0) return continueWriting(session, command);
  doWithObject(session, command, act);
}

/** Does what a whole command says; its answer stands in the session afterwards, or session.committing is true. */
export function performCommand(session: Session): void {
  const command = parsedCommand(session);
  session.blocksFollow = false;
  if (command == null || !goesOn(session, command)) dropWriting(session);
  if (command == null) answerError(session, ERROR_COMMAND);
  else perform(session, command);
}
