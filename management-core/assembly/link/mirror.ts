// The mirror of what the metering core measured: copies of its records, each with the time it was received.
import {
  MIRROR_BYTES, MIRROR_RECEIVED_us, MIRROR_RECORDS, SLOT_ROW, SLOT_TABLE, SLOTS,
} from '../../../shared-protocol/generated/assembly/mirror';

/** A row of the generated table of records. */
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
  offset: u16;
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

/** Forgets everything: after a restart nothing is shown before it was received anew. */
export function resetMirror(): void {
  memory.fill(MIRROR_RECORDS, 0, MIRROR_BYTES);
  memory.fill(MIRROR_RECEIVED_us, 0xff, SLOTS << 3);
}

/** Takes a checked payload of slotBytes bytes. */
export function mirrorRecord(slot: i32, payload: usize, now_us: i64): void {
  memory.copy(mirrored(slot), payload, slotBytes(slot));
  store<i64>(MIRROR_RECEIVED_us + (slot << 3), now_us);
}

/** Address of the record in a slot. */
export function mirrored(slot: i32): usize {
  return MIRROR_RECORDS + slotRow(slot).offset;
}

/** True once the slot's record was received. */
export function isMirrored(slot: i32): bool {
  return load<i64>(MIRROR_RECEIVED_us + (slot << 3)) >= 0;
}

/** Age of the slot's record, us; -1 when it was never received. */
export function age_us(slot: i32, now_us: i64): i64 {
  const received = load<i64>(MIRROR_RECEIVED_us + (slot << 3));
  return received < 0 ? -1 : now_us - received;
}

/** The copy of the records that replies go into. */
export function livingMirror(): usize {
  return MIRROR_RECORDS;
}

/** Address of the record of a slot in a copy; 0 when it was not received. */
export function recordIn(snapshot: usize, slot: i32): usize {
  return isMirrored(slot) ? snapshot + slotRow(slot).offset : 0;
}
