// Serves Modbus RTU: reads of the SunSpec models and the household's registers by functions 3 and 4, wishes by 6 and 16, an operator's order by 16, for unit 1;
// exceptions for all else.
import { PORT_FORMAT_8E1 } from '../../../../shared-protocol/generated/assembly/protocol';
import { shownSnapshot } from '../../link/mirror';
import { crc16, MODBUS_FIRST } from '../crc16';
import { BASE, buildModels, MODEL_REGISTERS, modelRegisters } from './models';
import { DEVICE_BUSY, ILLEGAL_ADDRESS, ILLEGAL_FUNCTION, ILLEGAL_VALUE, wordAt } from './exceptions';
import { householdRegisters, isOfHousehold, takeWish, takeWishes, WRITE_SINGLE } from './household';
import { takeOrder } from './order';
import { resetPoints } from './points';
import { FRAME_MAX, frameOf, Session, SESSION_BYTES } from './session';

/** Rate and parity that a device must be able to have (Modbus over serial line 1.02, 2.5.1, 3.3.1). */
const BAUD: i32 = 19_200;
/** A frame ends with silence: 1.75 ms at this rate, two ticks here. */
const SILENCE_us: i64 = 15_000;
const UNIT: u8 = 1;
const READ_HOLDING: i32 = 3;
const READ_INPUT: i32 = 4;
const WRITE_MULTIPLE: i32 = 16;
const EXCEPTION: i32 = 0x80;
/** Unit, function, CRC. */
const LEAST: i32 = 4;
const READ_BYTES: i32 = 8;
const READ_MOST: i32 = 125;
const CRC_BYTES: i32 = 2;
/** The answer to a writing: what was written where, as it was asked. */
const WRITTEN_BYTES: i32 = 6;

export const PIECE_MAX: i32 = FRAME_MAX;

export function resetSession(session: Session): void {
  memory.fill(changetype<usize>(session), 0, SESSION_BYTES);
  resetPoints();
  session.baud = BAUD;
  session.format = PORT_FORMAT_8E1;
}

/** Takes bytes; what comes while an answer waits is not for it. */
export function received(session: Session, pointer: usize, length: i32): void {
  session.heard = true;
  if (session.answer != 0) return;
  const room = FRAME_MAX - min(session.length, FRAME_MAX);
  memory.copy(frameOf(session) + session.length, pointer, min(length, room));
  session.length = length > room ? FRAME_MAX + 1 : session.length + length;
}

function isWhole(session: Session): bool {
  const frame = frameOf(session);
  const length = session.length;
  if (length < LEAST || length > FRAME_MAX || load<u8>(frame) != UNIT) return false;
  return <i32>load<u16>(frame + length - CRC_BYTES) == crc16(frame, length - CRC_BYTES, MODBUS_FIRST);
}

function word(session: Session, at: usize): i32 {
  return wordAt(frameOf(session) + at);
}

function functionOf(session: Session): i32 {
  return load<u8>(frameOf(session), 1);
}

/** What writes: to the household's registers a wish, elsewhere an order. */
function takeWriting(frame: usize, length: i32): i32 {
  return length >= READ_BYTES && isOfHousehold(wordAt(frame + 2), 1) ? takeWishes(frame, length) : takeOrder(frame, length);
}

/** The exception for a request, or 0 where it can be answered. */
function faultOf(session: Session, now_us: i64): i32 {
  const code = functionOf(session);
  if (code == WRITE_MULTIPLE) return takeWriting(frameOf(session), session.length);
  if (code == WRITE_SINGLE) return takeWish(frameOf(session), session.length);
  if (code != READ_HOLDING && code != READ_INPUT) return ILLEGAL_FUNCTION;
  const count = word(session, 4);
  if (session.length != READ_BYTES || count < 1 || count > READ_MOST) return ILLEGAL_VALUE;
  if (isOfHousehold(word(session, 2), count)) return 0;
  const first = word(session, 2) - BASE;
  if (first < 0 || first + count > MODEL_REGISTERS) return ILLEGAL_ADDRESS;
  return buildModels(shownSnapshot(now_us)) ? 0 : DEVICE_BUSY;
}

function close(session: Session, length: i32): void {
  store<u16>(frameOf(session) + length, <u16>crc16(frameOf(session), length, MODBUS_FIRST));
  session.answer = length + CRC_BYTES;
}

function putException(session: Session, fault: i32): void {
  const frame = frameOf(session);
  store<u8>(frame, <u8>(<i32>load<u8>(frame, 1) | EXCEPTION), 1);
  store<u8>(frame, <u8>fault, 2);
  close(session, 3);
}

function putRegisters(session: Session): void {
  const frame = frameOf(session);
  const first = word(session, 2);
  const bytes = word(session, 4) << 1;
  store<u8>(frame, <u8>bytes, 2);
  memory.copy(frame + 3, isOfHousehold(first, 1) ? householdRegisters(first) : modelRegisters() + ((first - BASE) << 1), bytes);
  close(session, 3 + bytes);
}

function answer(session: Session, now_us: i64): void {
  if (isWhole(session)) {
    const fault = faultOf(session, now_us);
    if (fault != 0) putException(session, fault);
    else if (functionOf(session) == WRITE_MULTIPLE || functionOf(session) == WRITE_SINGLE) close(session, WRITTEN_BYTES);
    else putRegisters(session);
  }
  session.length = 0;
}

/** Moves the session on; puts an answer where there is room for one. Returns its length. */
export function poll(session: Session, now_us: i64, out: usize, room: i32): i32 {
  if (session.heard) session.heard_us = now_us;
  session.heard = false;
  if (session.length != 0 && now_us - session.heard_us >= SILENCE_us) answer(session, now_us);
  const length = session.answer;
  if (length == 0 || room < length) return 0;
  memory.copy(out, frameOf(session), length);
  session.answer = 0;
  return length;
}
