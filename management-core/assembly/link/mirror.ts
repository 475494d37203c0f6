// The mirror of what the metering core measured: banks of records, each bank a snapshot of one round of the link.
import { MIRROR_BYTES, SLOTS } from '../../../shared-protocol/generated/assembly/mirror';
import { firstOfTurn, nextInTurn, slotBytes, slotRow } from './slots';

/** Readings that may be under way at the same time: one for each port with a server. */
export const READERS: i32 = 4;

/** One to be filled, one to be shown, and one that each reader may hold meanwhile. */
export const BANKS: i32 = 2 + READERS;

/** A bank: how many readers hold it, when each record was received, then the records. */
const RECEIVED_us: usize = 8;
const RECORDS: usize = RECEIVED_us + SLOTS * 8;
const BANK_BYTES: usize = RECORDS + MIRROR_BYTES;

// @ts-ignore: decorator
@lazy const POOL = memory.data(BANKS * (8 + SLOTS * 8 + MIRROR_BYTES), 8);

/** What is shown, and what is being filled. */
let front: usize = 0;
let back: usize = 0;

/** Forgets everything: after a restart nothing is shown before it was received anew. */
export function resetMirror(): void {
  memory.fill(POOL, 0, <usize>BANKS * BANK_BYTES);
  front = POOL;
  back = POOL + BANK_BYTES;
  memory.fill(front + RECEIVED_us, 0xff, SLOTS << 3);
}

/** The bank to read from, good until the end of the tick: whoever reads for longer holds it. */
export function frontBank(): usize {
  return front;
}

/** A bank as one of 0..BANKS-1. */
export function bankIndex(bank: usize): i32 {
  return <i32>((bank - POOL) / BANK_BYTES);
}

/** The front bank, kept as it is until it is released. A reader holds one bank at most. */
export function holdBank(): usize {
  store<i32>(front, load<i32>(front) + 1);
  return front;
}

/** Gives a held bank back. */
export function releaseBank(bank: usize): void {
  store<i32>(bank, load<i32>(bank) - 1);
}

/** What a reading is made from: a bank, and when the reading began. */
@unmanaged
export class Snapshot {
  bank: usize;
  began_us: i64;
}

// @ts-ignore: decorator
@lazy const SHOWN = memory.data(offsetof<Snapshot>(), 8);

/** A snapshot of what is shown now, good until the end of the tick. */
export function shownSnapshot(now_us: i64): usize {
  const snapshot = changetype<Snapshot>(SHOWN);
  snapshot.bank = front;
  snapshot.began_us = now_us;
  return SHOWN;
}

/** Address of the record of a slot in a snapshot; 0 when it was not received. */
export function recordIn(snapshot: usize, slot: i32): usize {
  const bank = changetype<Snapshot>(snapshot).bank;
  return isMirrored(bank, slot) ? mirrored(bank, slot) : 0;
}

/** Age of the slot's record when the reading began, us; -1 when it was never received. */
export function ageIn(snapshot: usize, slot: i32): i64 {
  return age_us(changetype<Snapshot>(snapshot).bank, slot, changetype<Snapshot>(snapshot).began_us);
}

/** Address of the record in a slot of a bank. */
export function mirrored(bank: usize, slot: i32): usize {
  return bank + RECORDS + slotRow(slot).offset;
}

/** Time since start at which the slot's record was received, us; -1 for never. */
function received_us(bank: usize, slot: i32): i64 {
  return load<i64>(bank + RECEIVED_us + (slot << 3));
}

/** True once the slot's record was received. */
export function isMirrored(bank: usize, slot: i32): bool {
  return received_us(bank, slot) >= 0;
}

/** Age of the slot's record, us; -1 when it was never received. */
export function age_us(bank: usize, slot: i32, now_us: i64): i64 {
  const received = received_us(bank, slot);
  return received < 0 ? -1 : now_us - received;
}

/** Begins to fill the back bank, as a copy of the front: what takes its turn another time stays as it is. */
export function beginFilling(): void {
  memory.copy(back + RECEIVED_us, front + RECEIVED_us, BANK_BYTES - RECEIVED_us);
}

/** Takes a checked payload of slotBytes bytes into the back bank. */
export function fillRecord(slot: i32, payload: usize, now_us: i64): void {
  memory.copy(mirrored(back, slot), payload, slotBytes(slot));
  store<i64>(back + RECEIVED_us + (slot << 3), now_us);
}

/** Takes the records of a turn back to what the front has: they did not all come, or not of one measurement. */
export function undoTurn(turn: i32): void {
  for (let slot = firstOfTurn(turn); slot >= 0; slot = nextInTurn(slot)) {
    fillRecord(slot, mirrored(front, slot), received_us(front, slot));
  }
}

/** Shows the back bank. Of BANKS one is free: the front is one, and each reader holds one at most. */
export function flipBanks(): void {
  front = back;
  for (let i: i32 = 0; i < BANKS; i++) {
    const bank = POOL + <usize>i * BANK_BYTES;
    if (bank != front && load<i32>(bank) == 0) back = bank;
  }
}
