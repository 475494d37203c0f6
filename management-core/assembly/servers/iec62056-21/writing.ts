// W1 to W6 and E2: a value into what its provider stages, at once or block by block; logged before it holds.
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { ACCESS_ENTRY_code } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  ACT_EXECUTE, ACT_WRITE, COMMIT_ms, ERROR_ACCESS, ERROR_BUSY, ERROR_FORM, ERROR_LENGTH, ERROR_PARTIAL, ERROR_STORAGE,
  ERROR_VALUE,
} from '../../../../shared-protocol/generated/assembly/programming';
import { putCode } from '../../../../shared-protocol/assembly/objects/rows';
import { levelAt } from '../../access/levels';
import { enter, newEntry, noteOutcome } from '../../access/log';
import { objectRow } from '../../objects/tables';
import { abortWrite, beginWrite, commitWrite, takeBytes } from '../../objects/write';
import { acknowledge, answerError } from './answer';
import { EXECUTE_COMMAND } from './characters';
import { Command } from './command';
import { takeDigits16 } from './hexadecimal';
import { isPublic, isSecret, TO_EXECUTE, TO_WRITE } from './permission';
import { Session, writeOf } from './session';
import { axdrOfText, NO_VALUE, putAxdrOfText, tagOfLeaf } from './text-value';

/** The parameter of a method where none is given: integer 0. */
const NO_PARAMETER: u16 = 0x000f;

/** Which error tells a Status of those who take values. */
function errorOf(status: i32): i32 {
  if (status == Status.BUSY || status == Status.EXHAUSTED || status == Status.TIMEOUT) return ERROR_BUSY;
  if (status == Status.STORAGE_FAILED) return ERROR_STORAGE;
  if (status == Status.NOT_FOUND) return ERROR_ACCESS;
  if (status == Status.BAD_LENGTH || status == Status.INCOMPLETE) return ERROR_LENGTH;
  return ERROR_VALUE;
}

/** Drops what is under way: what was in force stays so. */
export function dropWriting(session: Session): void {
  if (session.writing) abortWrite(writeOf(session));
  session.writing = 0;
  session.committing = false;
}

function refuse(session: Session, error: i32): void {
  dropWriting(session);
  answerError(session, error);
}

/** Command types whose values come as A-XDR. */
function bringsBytes(session: Session, type: u8): bool {
  return type == 2 || type == 4 || session.act == ACT_EXECUTE || tagOfLeaf(session) < 0;
}

/** Digits in place: the message is not needed any more once its value was taken. */
function takeDigits(session: Session, command: Command): i32 {
  const length = takeDigits16(command.value, command.valueLength, command.value);
  if (length < 0) return NO_VALUE;
  return takeBytes(writeOf(session), command.value, length) == Status.OK ? 0 : ERROR_VALUE;
}

/** The text of a leaf comes whole in one block. */
function takeText(session: Session, command: Command): i32 {
  const length = putAxdrOfText(session, tagOfLeaf(session), command.value, command.valueLength);
  if (length == NO_VALUE) return NO_VALUE;
  return takeBytes(writeOf(session), axdrOfText(), length) == Status.OK ? 0 : ERROR_VALUE;
}

/** Takes the value of a command; 0, or an ERROR_*. */
function takeValue(session: Session, command: Command): i32 {
  if (command.valueLength == 0 && session.act == ACT_EXECUTE) {
    store<u16>(command.value, NO_PARAMETER);
    return takeBytes(writeOf(session), command.value, 2) == Status.OK ? 0 : ERROR_VALUE;
  }
  session.digest = crc32(command.value, command.valueLength, session.digest);
  const error = bringsBytes(session, command.type) ? takeDigits(session, command) : takeText(session, command);
  return error == NO_VALUE ? ERROR_FORM : error;
}

/** What everybody may is not logged here: whoever comes by would push out what others did. */
function isLogged(session: Session): bool {
  return !isPublic(session.act == ACT_EXECUTE ? TO_EXECUTE : TO_WRITE, session.row, session.place);
}

/** Before it holds: who, what, by which right. */
function enterInLog(session: Session): i32 {
  if (!isLogged(session)) return Status.OK;
  const entry = newEntry(session.act, session.port, levelAt(session.port, session.level));
  entry.slot = session.slot;
  entry.attribute = session.attribute;
  entry.digest = isSecret(session.row, session.place) ? 0 : session.digest;
  putCode(changetype<usize>(entry) + ACCESS_ENTRY_code, objectRow(session.row), session.entry);
  return enter();
}

/** It held, or was refused, or did not hold in time; BUSY: not yet. */
function conclude(session: Session, status: i32): void {
  const noted = isLogged(session) ? noteOutcome(status) : Status.OK;
  dropWriting(session);
  if (status != Status.OK) return answerError(session, errorOf(status));
  if (noted != Status.OK) return answerError(session, ERROR_STORAGE);
  acknowledge(session);
}

/** Asks again whether the value holds, at a later tick. */
export function continueCommit(session: Session): void {
  const status = commitWrite(writeOf(session));
  if (status != Status.BUSY) return conclude(session, status);
  if (session.now_us >= session.commitUntil_us) conclude(session, Status.TIMEOUT);
}

function commit(session: Session): void {
  if (enterInLog(session) != Status.OK) return refuse(session, ERROR_STORAGE);
  session.committing = true;
  session.commitUntil_us = session.now_us + <i64>COMMIT_ms * 1000;
  continueCommit(session);
}

function takeBlock(session: Session, command: Command): void {
  const error = takeValue(session, command);
  if (error) return refuse(session, error);
  if (command.isLast) commit(session);
  else acknowledge(session);
}

/** True where a block goes on with what is under way: the same command, without an identifier. */
export function goesOn(session: Session, command: Command): bool {
  if (session.writing != command.type + 1 || command.idLength > 0) return false;
  return (session.act == ACT_EXECUTE) == (command.letter == EXECUTE_COMMAND);
}

/** Takes a further block of the value under way. */
export function continueWriting(session: Session, command: Command): void {
  if (session.writing == 0) return answerError(session, ERROR_PARTIAL);
  takeBlock(session, command);
}

/** Takes the first block, or the only one, of a value for what was addressed and may be written or executed. */
export function beginWriting(session: Session, command: Command): void {
  session.act = <u8>(command.letter == EXECUTE_COMMAND ? ACT_EXECUTE : ACT_WRITE);
  const status = beginWrite(writeOf(session), session.row, session.entry, session.place);
  if (status < 0) return answerError(session, errorOf(status));
  session.writing = command.type + 1;
  session.digest = 0;
  takeBlock(session, command);
}
