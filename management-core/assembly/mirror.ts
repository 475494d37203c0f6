// The mirror of what the metering core measured: copies of its records, each with the time it was received.
import {
  IDENTIFICATION_BYTES, INSTANTANEOUS_BYTES, REGISTERS_BYTES, STATUS_BYTES,
} from '../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS,
} from '../../shared-protocol/generated/assembly/protocol';

/** Total and three phases. */
export const SCOPES: i32 = 4;

/** Bytes a slot of any message takes. */
const SLOT_BYTES: i32 = 80;
/** Slots: identification, status, four of registers, four of instantaneous quantities. */
const SLOTS: i32 = 10;
const FIRST_REGISTERS: i32 = 2;
const FIRST_INSTANTANEOUS: i32 = 6;

// @ts-ignore: decorator
@lazy const RECORDS = memory.data(800, 8);
// @ts-ignore: decorator
@lazy const RECEIVED_us = memory.data(80, 8);

/** Slot of a message's reply; -1 for messages that are not mirrored. */
export function slotOf(message: i32, scope: i32): i32 {
  if (message == MESSAGE_IDENTIFY) return 0;
  if (message == MESSAGE_READ_STATUS) return 1;
  if (message == MESSAGE_READ_REGISTERS) return FIRST_REGISTERS + scope;
  if (message == MESSAGE_READ_INSTANTANEOUS) return FIRST_INSTANTANEOUS + scope;
  return -1;
}

/** Bytes of the record in a slot. */
export function slotBytes(slot: i32): i32 {
  if (slot == 0) return IDENTIFICATION_BYTES;
  if (slot == 1) return STATUS_BYTES;
  return slot < FIRST_INSTANTANEOUS ? REGISTERS_BYTES : INSTANTANEOUS_BYTES;
}

/** Forgets everything: after a restart nothing is shown before it was received anew. */
export function resetMirror(): void {
  memory.fill(RECORDS, 0, SLOTS * SLOT_BYTES);
  memory.fill(RECEIVED_us, 0xff, SLOTS << 3);
}

/** Takes a checked payload of slotBytes bytes. */
export function mirrorRecord(slot: i32, payload: usize, now_us: i64): void {
  memory.copy(RECORDS + slot * SLOT_BYTES, payload, slotBytes(slot));
  store<i64>(RECEIVED_us + (slot << 3), now_us);
}

/** Address of the record in a slot. */
export function mirrored(slot: i32): usize {
  return RECORDS + slot * SLOT_BYTES;
}

/** True once the slot's record was received. */
export function isMirrored(slot: i32): bool {
  return load<i64>(RECEIVED_us + (slot << 3)) >= 0;
}

/** Age of the slot's record, us; -1 when it was never received. */
export function age_us(slot: i32, now_us: i64): i64 {
  const received = load<i64>(RECEIVED_us + (slot << 3));
  return received < 0 ? -1 : now_us - received;
}

/** True when every record fits its slot: memory.data takes literals only, so the layouts are checked at start. */
export function mirrorFits(): bool {
  return (
    IDENTIFICATION_BYTES <= SLOT_BYTES && STATUS_BYTES <= SLOT_BYTES && REGISTERS_BYTES <= SLOT_BYTES &&
    INSTANTANEOUS_BYTES <= SLOT_BYTES
  );
}
