// What the specs of the management core share: replies as a metering core would give them, and texts read back.
import { encodeFrame, framePayload } from '../../../shared-protocol/assembly/framing';
import { MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS } from '../../../shared-protocol/generated/assembly/protocol';
import { lcdByte, requestByte } from '../../../shared-protocol/assembly/__tests__/bench';
import { mirrorRecord, slotBytes, slotOf } from '../mirror';

/** Where a spec's reply frame stands. */
export const REPLY = memory.data(256, 8);
/** A record of up to 80 bytes. */
export const RECORD = memory.data(80, 8);
/** Both records with a scope have it here. */
export const SCOPE_OFFSET: i32 = 8;

export function messageOfRequest(index: i32): i32 {
  return requestByte(index, 3);
}

export function sequenceOfRequest(index: i32): i32 {
  return requestByte(index, 2);
}

/** Scope a request asks for; 0 where it has none. */
export function scopeOfRequest(index: i32): i32 {
  const message = messageOfRequest(index);
  return message == MESSAGE_READ_REGISTERS || message == MESSAGE_READ_INSTANTANEOUS ? requestByte(index, 6) : 0;
}

/** Writes a frame of a kind in answer to a request, its record filled with `fill`; returns its length. */
export function answerTo(index: i32, kind: i32, fill: u8): i32 {
  const message = messageOfRequest(index);
  const bytes = slotBytes(slotOf(message, scopeOfRequest(index)));
  memory.fill(framePayload(REPLY), fill, bytes);
  if (message == MESSAGE_READ_REGISTERS || message == MESSAGE_READ_INSTANTANEOUS) {
    store<u8>(framePayload(REPLY) + SCOPE_OFFSET, <u8>scopeOfRequest(index));
  }
  return encodeFrame(REPLY, kind, sequenceOfRequest(index), message, bytes);
}

/** Puts one 64-bit value into an otherwise empty record of a slot. */
export function mirrorValue64(message: i32, scope: i32, offset: i32, value: i64, now_us: i64): void {
  memory.fill(RECORD, 0, 80);
  store<i64>(RECORD + offset, value);
  mirrorRecord(slotOf(message, scope), RECORD, now_us);
}

/** Puts one 32-bit value into an otherwise empty record of a slot. */
export function mirrorValue32(message: i32, scope: i32, offset: i32, value: i32, now_us: i64): void {
  memory.fill(RECORD, 0, 80);
  store<i32>(RECORD + offset, value);
  mirrorRecord(slotOf(message, scope), RECORD, now_us);
}

export function textBetween(start: usize, end: usize): string {
  return String.UTF8.decodeUnsafe(start, end - start);
}

/** A row of the mocked display. */
export function lcdRow(row: i32): string {
  let text = '';
  for (let column = 0; column < 20; column++) text += String.fromCharCode(lcdByte(row, column));
  return text;
}
