// R1 to R6: an object by its code, as text where it has one, else as A-XDR in hexadecimal digits; long ones block by block.
import { beginEncoding, encode } from '../../../../shared-protocol/assembly/objects/axdr';
import { SELECT_ALL, SELECT_ENTRIES, Selection, SELECTION_BYTES } from '../../../../shared-protocol/assembly/objects/selection';
import { clearValue, Value, VALUE_BYTES, VALUE_NULL, VALUE_NUMBER } from '../../../../shared-protocol/assembly/objects/value';
import { putValue } from '../../../../shared-protocol/assembly/objects/value-text';
import { attributeAt, shapeLength } from '../../../../shared-protocol/assembly/objects/tables';
import { isDone } from '../../../../shared-protocol/assembly/objects/walk';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { CIPHER_TAG_BYTES, ERROR_ACCESS, ERROR_FORM, ERROR_LENGTH, ERROR_NONE } from '../../../../shared-protocol/generated/assembly/programming';
import { TAG_ARRAY } from '../../../../shared-protocol/generated/assembly/tags';
import { cipherValue, CIPHERED_MOST } from '../../access/ciphered-values';
import { holdBank, releaseBank } from '../../link/mirror';
import { putUnitOf } from '../../objects/shown';
import { formatOf, objectRow, objectTables, readValue } from '../../objects/tables';
import { cursorOf } from '../../objects/write';
import { answerEnd, answerError, beginDataSet, endDataSet, setAnswerEnd } from './answer';
import { SEMICOLON, ZERO } from './characters';
import { Command } from './command';
import { putDigits16 } from './hexadecimal';
import { challengeOf, Session, snapshotOf, writeOf } from './session';

/** Bytes of a block: twice as many characters stay below the 128 of a value. */
const BLOCK_BYTES: i32 = 60;
/** The encoder writes its shortest pieces in whole words, up to so many bytes too far. */
const ENCODER_ROOM: i32 = 16;
/** All decimals the object has. */
const ALL_DECIMALS: i32 = 18;

// @ts-ignore: decorator
@lazy const BLOCK = memory.data(BLOCK_BYTES + ENCODER_ROOM, 8);
// @ts-ignore: decorator
@lazy const SELECTION = memory.data(SELECTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const VALUE = memory.data(offsetof<Value>(), 8);

/** Bytes of the next block: two characters each, ciphered or not. */
function blockBytes(session: Session): i32 {
  return session.ciphers ? CIPHERED_MOST >> 1 : BLOCK_BYTES;
}

/** Puts hexadecimal digits of what stands in the answer from an address on, under the cipher, in its place. Returns an ERROR_*, 0 for none. */
function cipher(session: Session, id: usize, idLength: i32, from: usize, blocksFollow: bool): i32 {
  const length = <i32>(answerEnd(session) - from);
  if (length > CIPHERED_MOST) return ERROR_LENGTH;
  memory.copy(BLOCK, from, length);
  const status = cipherValue(challengeOf(session), session.sealed++, id, idLength, blocksFollow, BLOCK, length);
  setAnswerEnd(session, putDigits16(from, BLOCK, length + CIPHER_TAG_BYTES));
  return status == Status.OK ? 0 : status == Status.BAD_LENGTH ? ERROR_LENGTH : ERROR_NONE;
}

/** Ends a data set whose value stands in the answer from an address on. */
function endValue(session: Session, id: usize, idLength: i32, from: usize): void {
  const error = session.ciphers ? cipher(session, id, idLength, from, session.blocksFollow) : 0;
  if (error == 0) return endDataSet(session, session.blocksFollow);
  session.blocksFollow = false;
  answerError(session, error);
}

/** Command types that ask for A-XDR, whatever the object could be written as. */
function asksForBytes(type: u8): bool {
  return type == 2 || type == 4;
}

function asksForBlocks(type: u8): bool {
  return type == 3 || type == 4 || type == 6;
}

/** Values of one moment: that at which the command came. */
function takeSnapshot(session: Session): void {
  if (session.bank) releaseBank(session.bank);
  session.bank = holdBank();
  session.began_us = session.now_us;
}

/** Puts the value of a single leaf; false where it has no text. */
function putText(session: Session): bool {
  const row = objectRow(session.row);
  const shape = <i32>attributeAt(objectTables(), row, session.place).shape;
  if (shapeLength(objectTables(), shape) != 1) return false;
  const value = changetype<Value>(VALUE);
  clearValue(value);
  if (readValue(row, session.entry, session.place, snapshotOf(session), value) < 0) return false;
  const format = formatOf(row, session.place);
  if (value.kind == VALUE_NULL) return true;
  if (value.kind != VALUE_NUMBER && (value.kind != VALUE_BYTES || format.digits == 0)) return false;
  setAnswerEnd(session, putUnitOf(putValue(answerEnd(session), value, format, ALL_DECIMALS), format));
  return true;
}

/** `from;to`, entries counted from 1; nothing: all. False for anything else. */
function takeSelection(command: Command): bool {
  const selection = changetype<Selection>(SELECTION);
  selection.kind = command.valueLength ? SELECT_ENTRIES : SELECT_ALL;
  selection.from = 0;
  selection.to = 0;
  let semicolons: i32 = 0;
  for (let i: i32 = 0; i < command.valueLength; i++) {
    const character = load<u8>(command.value + i);
    const digit = <u32>(character - ZERO);
    if (character == SEMICOLON) semicolons++;
    else if (digit > 9 || i > 20) return false;
    else if (semicolons) selection.to = selection.to * 10 + <i64>digit;
    else selection.from = selection.from * 10 + <i64>digit;
  }
  return command.valueLength == 0 || (semicolons == 1 && selection.from > 0);
}

/** The next block of the object under way; the first one has the identifier. */
function answerBlock(session: Session, id: usize, idLength: i32, mayFollow: bool): void {
  const cursor = cursorOf(writeOf(session));
  const length = encode(objectTables(), cursor, BLOCK, blockBytes(session));
  session.blocksFollow = length > 0 && !isDone(objectTables(), cursor);
  if (length < 0 || (session.blocksFollow && !mayFollow)) {
    session.blocksFollow = false;
    return answerError(session, length < 0 ? ERROR_ACCESS : ERROR_LENGTH);
  }
  beginDataSet(session, id, idLength);
  const value = answerEnd(session);
  setAnswerEnd(session, putDigits16(value, BLOCK, length));
  endValue(session, id, idLength, value);
}

/** The block behind the one that was acknowledged. */
export function answerNextBlock(session: Session): void {
  answerBlock(session, 0, 0, true);
}

function isArray(session: Session): bool {
  const shape = <i32>attributeAt(objectTables(), objectRow(session.row), session.place).shape;
  return load<u8>(objectTables().nodes() + (<usize>load<u16>(objectTables().shapes() + (shape << 2)) << 1)) == TAG_ARRAY;
}

/** Answers a read command for what was addressed and may be read. */
export function answerReading(session: Session, command: Command): void {
  takeSnapshot(session);
  beginDataSet(session, command.id, command.idLength);
  const value = answerEnd(session);
  if (!asksForBytes(command.type) && putText(session)) return endValue(session, command.id, command.idLength, value);
  if (!takeSelection(command) || (command.valueLength && !isArray(session))) return answerError(session, ERROR_FORM);
  const cursor = cursorOf(writeOf(session));
  const status = beginEncoding(
    objectTables(), cursor, session.row, session.entry, session.place, changetype<Selection>(SELECTION), snapshotOf(session),
  );
  if (status < 0) return answerError(session, ERROR_ACCESS);
  answerBlock(session, command.id, command.idLength, asksForBlocks(command.type));
}
