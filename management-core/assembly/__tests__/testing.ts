// What the specs of the management core share: replies as a metering core would give them, and texts read back.
import { encodeFrame, framePayload } from '../../../shared-protocol/assembly/framing';
import { FRAME_REPLY } from '../../../shared-protocol/generated/assembly/protocol';
import { LATCH_BYTES, LATCH_MESSAGE, SLOTS } from '../../../shared-protocol/generated/assembly/mirror';
import { lcdByte, requestByte, requestCount } from '../../../shared-protocol/assembly/__tests__/mocked-host';
import { linkReplied, linkTick } from '../link/master';
import { beginFilling, fillRecord, flipBanks } from '../link/mirror';
import { slotBytes, slotOf, SlotRow, slotRow } from '../link/slots';

/** Where a spec's reply frame stands. */
export const REPLY = memory.data(256, 8);
/** A record of any message. */
export const RECORD = memory.data(256, 8);
/** Every record with a scope has it here, an input too. */
export const SCOPE_OFFSET: i32 = 8;

export function messageOfRequest(index: i32): i32 {
  return requestByte(index, 3);
}

export function sequenceOfRequest(index: i32): i32 {
  return requestByte(index, 2);
}

/** Slot a request asks for: its message and its whole payload. */
export function slotOfRequest(index: i32): i32 {
  for (let slot = 0; slot < SLOTS; slot++) {
    const row = slotRow(slot);
    if (<i32>row.message == messageOfRequest(index) && asksFor(index, row)) return slot;
  }
  return -1;
}

function asksFor(index: i32, row: SlotRow): bool {
  if (requestByte(index, 4) != <i32>row.requestBytes) return false;
  if (row.requestBytes > 0 && requestByte(index, 6) != <i32>row.request_0) return false;
  return row.requestBytes < 2 || requestByte(index, 7) == <i32>row.request_1;
}

/** Scope or input a request asks for; 0 where it has none. */
export function scopeOfRequest(index: i32): i32 {
  const slot = slotOfRequest(index);
  return slot < 0 ? 0 : <i32>slotRow(slot).request_0;
}

export function isLatch(index: i32): bool {
  return messageOfRequest(index) == LATCH_MESSAGE;
}

function answerToLatch(index: i32, kind: i32, moment: u64): i32 {
  memory.fill(framePayload(REPLY), 0, LATCH_BYTES);
  store<u64>(framePayload(REPLY), moment);
  return encodeFrame(REPLY, kind, sequenceOfRequest(index), <u8>LATCH_MESSAGE, LATCH_BYTES);
}

/** Writes a frame of a kind in answer to a request: a record full of `fill`, of one moment; returns its length. */
export function answerOfMoment(index: i32, kind: i32, fill: u8, moment: u64): i32 {
  if (isLatch(index)) return answerToLatch(index, kind, moment);
  const slot = slotOfRequest(index);
  const row = slotRow(slot);
  memory.fill(framePayload(REPLY), fill, slotBytes(slot));
  if (row.agreeBytes == 8) store<u64>(framePayload(REPLY) + row.agree, moment);
  if (row.agreeBytes == 4) store<u32>(framePayload(REPLY) + row.agree, <u32>moment);
  if (row.requestBytes > 0) store<u8>(framePayload(REPLY) + row.echo, row.request_0);
  if (row.requestBytes > 1) store<u8>(framePayload(REPLY) + row.echo, row.request_1, 1);
  return encodeFrame(REPLY, kind, sequenceOfRequest(index), row.message, slotBytes(slot));
}

/** The same, all of one moment. */
export function answerTo(index: i32, kind: i32, fill: u8): i32 {
  return answerOfMoment(index, kind, fill, 7);
}

/** Ticks once and answers the request that went out, if one did; returns the time of the next tick. */
export function answeredTick(now_us: i64, fill: u8, moment: u64): i64 {
  const before = requestCount();
  linkTick(now_us);
  if (requestCount() > before) linkReplied(REPLY, answerOfMoment(before, FRAME_REPLY, fill, moment), now_us + 2_000);
  return now_us + 10_000;
}

/** Shows a record as if a round had brought it alone, all others as they were. */
export function mirrorRecord(slot: i32, record: usize, now_us: i64): void {
  beginFilling();
  fillRecord(slot, record, now_us);
  flipBanks();
}

/** Puts one 64-bit value into an otherwise empty record of a slot. */
export function mirrorValue64(message: i32, scope: i32, offset: i32, value: i64, now_us: i64): void {
  memory.fill(RECORD, 0, 256);
  store<i64>(RECORD + offset, value);
  mirrorRecord(slotOf(message, scope), RECORD, now_us);
}

/** Puts one 32-bit value into an otherwise empty record of a slot. */
export function mirrorValue32(message: i32, scope: i32, offset: i32, value: i32, now_us: i64): void {
  memory.fill(RECORD, 0, 256);
  store<i32>(RECORD + offset, value);
  mirrorRecord(slotOf(message, scope), RECORD, now_us);
}

/** A row of the mocked display. */
export function lcdRow(row: i32): string {
  let text = '';
  for (let column = 0; column < 20; column++) text += String.fromCharCode(lcdByte(row, column));
  return text;
}
