// The two copies of each event in the FRAM: written one behind the other, so that one is whole at any time, and compared at a start.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { EventRecord, EVENT_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { EVENTS, FRAM_EVENTS_A, FRAM_EVENTS_B, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { storageRead, storageWrite } from '../host';

const CRC_OFFSET: i32 = EVENT_RECORD_BYTES - 4;

/** What a copy is: never written, an event, or neither. */
namespace Copy {
  export const BLANK: i32 = 0;
  export const WHOLE: i32 = 1;
  export const DAMAGED: i32 = 2;
}

// @ts-ignore: decorator
@lazy const OTHER = memory.data(EVENT_RECORD_BYTES, 8);
/** What is left of an event that was lost: RAM says that its slot is empty, and that its copies must be cleared. */
const TO_CLEAR: u32 = 1;

/** Since the log was loaded: copies that were damaged, copies of one event that differed, events lost with both copies. */
export let damagedCopies: i32 = 0;
export let differingSlots: i32 = 0;
export let lostEvents: i32 = 0;

export function resetCopies(): void {
  damagedCopies = 0;
  differingSlots = 0;
  lostEvents = 0;
}

function addressA(slot: i32): i32 {
  return FRAM_EVENTS_A + slot * EVENT_RECORD_BYTES;
}

function addressB(slot: i32): i32 {
  return FRAM_EVENTS_B + slot * EVENT_RECORD_BYTES;
}

function isBlank(at: usize): bool {
  for (let offset: i32 = 0; offset < EVENT_RECORD_BYTES; offset += 8) {
    if (load<u64>(at + offset) != u64.MAX_VALUE) return false;
  }
  return true;
}

/** A number without a next one is none that this meter gave. */
function isSound(record: EventRecord): bool {
  if (record.crc != crc32(changetype<usize>(record), CRC_OFFSET)) return false;
  return record.sequence != 0 && record.sequence != u32.MAX_VALUE && <i32>record.event < EVENTS;
}

function readCopy(address: i32, to: usize): bool {
  return storageRead(address, to, EVENT_RECORD_BYTES) == Status.OK;
}

function judged(isRead: bool, at: usize): i32 {
  if (isRead && isBlank(at)) return Copy.BLANK;
  if (isRead && isSound(changetype<EventRecord>(at))) return Copy.WHOLE;
  damagedCopies++;
  return Copy.DAMAGED;
}

/** Neither copy holds an event. Where only A was ever written, that was the first event there: nobody was told of it. */
function loadNone(record: EventRecord, a: i32, b: i32): void {
  memory.fill(changetype<usize>(record), 0, EVENT_RECORD_BYTES);
  if (a == Copy.BLANK && b == Copy.BLANK) return;
  record.reserved = TO_CLEAR;
  if (b != Copy.BLANK) lostEvents++;
}

/** True when A is the one to keep: it is written first, so it is the newer one where it is whole. */
function takesA(record: EventRecord, a: i32, b: i32): bool {
  if (a != Copy.WHOLE || b != Copy.WHOLE) return a == Copy.WHOLE;
  return record.sequence >= changetype<EventRecord>(OTHER).sequence;
}

/** Loads the event of a slot and makes both copies the same; all zeros where there is none. */
export function loadSlot(slot: i32, record: EventRecord): void {
  const at = changetype<usize>(record);
  const isReadA = readCopy(addressA(slot), at);
  const isReadB = readCopy(addressB(slot), OTHER);
  const a = judged(isReadA, at);
  const same = isReadA && isReadB && memory.compare(at, OTHER, EVENT_RECORD_BYTES) == 0;
  if (same && a == Copy.WHOLE) return;
  const b = same ? a : judged(isReadB, OTHER);
  if (!same) differingSlots++;
  if (a != Copy.WHOLE && b != Copy.WHOLE) return loadNone(record, a, b);
  const isA = takesA(record, a, b);
  if (!isA) copyBytes(at, OTHER, EVENT_RECORD_BYTES);
  storageWrite(isA ? addressB(slot) : addressA(slot), at, EVENT_RECORD_BYTES);
}

/** Stores an event, its CRC made; false when a copy was not taken. */
export function storeSlot(slot: i32, record: EventRecord): bool {
  const at = changetype<usize>(record);
  record.crc = crc32(at, CRC_OFFSET);
  const a = storageWrite(addressA(slot), at, EVENT_RECORD_BYTES);
  return storageWrite(addressB(slot), at, EVENT_RECORD_BYTES) == Status.OK && a == Status.OK;
}

/** Clears what is left of a lost event; only behind the event that tells of it. */
export function clearSlot(slot: i32, record: EventRecord): void {
  if (record.sequence != 0 || record.reserved != TO_CLEAR) return;
  memory.fill(OTHER, 0xff, EVENT_RECORD_BYTES);
  // B last: while it holds something the loss is told again.
  storageWrite(addressA(slot), OTHER, EVENT_RECORD_BYTES);
  storageWrite(addressB(slot), OTHER, EVENT_RECORD_BYTES);
  record.reserved = 0;
}
