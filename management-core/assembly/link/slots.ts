// The generated table of the records the mirror has: one slot each, with its request, its place and its turn.
import { SLOT_ROW, SLOT_TABLE, SLOTS } from '../../../shared-protocol/generated/assembly/mirror';

/** A row of the table. */
@unmanaged
export class SlotRow {
  message: u8;
  requestBytes: u8;
  /** Scope or input. */
  request_0: u8;
  /** Moment or first order of a page. */
  request_1: u8;
  replyBytes: u8;
  /** Where the reply repeats the request. */
  echo: u8;
  /** Place in a bank. */
  offset: u16;
  /** Where and in how many bytes the record agrees with those of its round or turn: 8, 4, or 0 for a record alone. */
  agree: u8;
  agreeBytes: u8;
  /** 0: asked for in each round. */
  turn: u8;
}

/** Row of slot 0..SLOTS-1. */
export function slotRow(slot: i32): SlotRow {
  return changetype<SlotRow>(SLOT_TABLE + slot * SLOT_ROW);
}

/** First slot of a message's records of a scope or input; -1 for what is not mirrored. */
export function slotOf(message: i32, scope: i32): i32 {
  for (let slot: i32 = 0; slot < SLOTS; slot++) {
    const row = slotRow(slot);
    if (<i32>row.message == message && <i32>row.request_0 == scope) return slot;
  }
  return -1;
}

/** Bytes of the record in a slot. */
export function slotBytes(slot: i32): i32 {
  return slotRow(slot).replyBytes;
}

/** First slot of a turn 1..TURNS; the others of it follow. */
export function firstOfTurn(turn: i32): i32 {
  let slot: i32 = 0;
  while (<i32>slotRow(slot).turn != turn) slot++;
  return slot;
}

/** The slot behind another one in the same round or turn, -1 behind the last. */
export function nextInTurn(slot: i32): i32 {
  const next = slot + 1;
  return next < SLOTS && slotRow(next).turn == slotRow(slot).turn ? next : -1;
}
