// P1 and P2: a password for level 2, the answer to the challenge of P0 for level 3, a cipher for what is read; failures are counted before they are told.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  ACT_FAILURE, ACT_LOGIN, CHALLENGE_BYTES, CIPHER_BYTES, ERROR_FORM, ERROR_LEVEL, ERROR_LOCKED, ERROR_NONE, ERROR_PASSWORD, ERROR_STORAGE,
  FAILURES_OF_A_SESSION, LOCK_OUT_FREE, RESPONSE_BYTES,
} from '../../../../shared-protocol/generated/assembly/programming';
import { drawChallenge, isAnswered } from '../../access/challenge';
import { hasIdentity } from '../../access/cipher';
import { levelAt, LEVEL_KEY, LEVEL_PASSWORD } from '../../access/levels';
import { beginAttempt, failAttempt, failuresOf, gateOf, isLocked, passAttempt } from '../../access/lock-out';
import { enter, newEntry } from '../../access/log';
import { anyPasswordIsSet, slotOfPassword } from '../../access/passwords';
import { acknowledge, answerEnd, answerError, beginOperand, endDataSet, setAnswerEnd, signOff } from './answer';
import { Command } from './command';
import { putDigits16, takeDigits16 } from './hexadecimal';
import { challengeOf, drawnOf, Session } from './session';

/** P0: the challenge, which one answer may follow. */
export function offerChallenge(session: Session): void {
  session.challenged = drawChallenge(challengeOf(session)) == Status.OK;
  session.offered = session.challenged;
  session.sealed = 0;
  beginOperand(session);
  setAnswerEnd(session, putDigits16(answerEnd(session), challengeOf(session), session.challenged ? CHALLENGE_BYTES : 0));
  endDataSet(session, false);
}

/** 0 where something may be compared at a gate: it is counted as a failure then; else an ERROR_*. */
function openGate(gate: i32): i32 {
  if (gate < 0) return ERROR_LEVEL;
  if (isLocked(gate)) return ERROR_LOCKED;
  return beginAttempt(gate) == Status.OK ? 0 : ERROR_STORAGE;
}

/** The first failure and the one that locks are logged: further ones are in the counters of the gate. */
function logFailure(session: Session, gate: i32, level: i32): void {
  const failures = failuresOf(gate);
  if (failures != 1 && failures != <u32>LOCK_OUT_FREE) return;
  newEntry(ACT_FAILURE, session.port, level).digest = failures;
  enter(Status.OK);
}

function fail(session: Session, gate: i32, level: i32): void {
  failAttempt(gate);
  logFailure(session, gate, level);
  session.failures++;
  if (session.failures >= <u8>FAILURES_OF_A_SESSION) signOff(session);
  else answerError(session, ERROR_PASSWORD);
}

/** A level counts once its failures are taken back and it is logged, both stored. */
function pass(session: Session, gate: i32, level: i32, slot: i32): void {
  if (passAttempt(gate) != Status.OK) return answerError(session, ERROR_STORAGE);
  newEntry(ACT_LOGIN, session.port, level).slot = <u8>slot;
  if (enter(Status.OK) != Status.OK) return answerError(session, ERROR_STORAGE);
  session.level = <u8>max(<i32>session.level, level);
  session.slot = <u8>slot;
  acknowledge(session);
}

/** P1. */
export function takePassword(session: Session, command: Command): void {
  if (!anyPasswordIsSet()) return answerError(session, ERROR_NONE);
  const gate = gateOf(session.port, LEVEL_PASSWORD);
  const error = openGate(gate);
  if (error) return answerError(session, error);
  const slot = slotOfPassword(command.value, command.valueLength);
  memory.fill(command.value, 0, command.valueLength);
  if (slot > 0) pass(session, gate, LEVEL_PASSWORD, slot);
  else if (slot == 0) fail(session, gate, LEVEL_PASSWORD);
  else answerError(session, ERROR_NONE);
}

/** P2 of CIPHER_BYTES: from here on what is read in this session is ciphered, by the challenge of P0 and what the reader drew. */
function takeCipher(session: Session, drawn: usize): void {
  if (!session.offered || !hasIdentity()) return answerError(session, ERROR_NONE);
  if (levelAt(session.port, session.level) < LEVEL_PASSWORD) return answerError(session, ERROR_LEVEL);
  memory.copy(drawnOf(session), drawn, CIPHER_BYTES);
  session.ciphers = true;
  acknowledge(session);
}

/** P2. */
export function takeResponse(session: Session, command: Command): void {
  const length = takeDigits16(command.value, command.valueLength, command.value);
  if (length == CIPHER_BYTES) return takeCipher(session, command.value);
  if (!session.challenged) return answerError(session, ERROR_NONE);
  if (length != RESPONSE_BYTES) return answerError(session, ERROR_FORM);
  const gate = gateOf(session.port, LEVEL_KEY);
  const error = openGate(gate);
  if (error) return answerError(session, error);
  session.challenged = false;
  const answered = isAnswered(challengeOf(session), command.value);
  if (answered == 1) pass(session, gate, LEVEL_KEY, 0);
  else if (answered == 0) fail(session, gate, LEVEL_KEY);
  else answerError(session, ERROR_NONE);
}
