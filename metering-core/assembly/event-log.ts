// The ring of events: the newest EVENT_RING of them in RAM, each mirrored in its own slot of the FRAM.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../shared-protocol/assembly/crc';
import { EventRecord, EVENT_RECORD_BYTES } from '../../shared-protocol/generated/assembly/layouts';
import { EVENT_RING, EVENTS, EVENTS_IN_REPLY, FRAM_EVENTS, Status } from '../../shared-protocol/generated/assembly/protocol';
import { storageRead, storageWrite } from './host';

const CRC_OFFSET: i32 = EVENT_RECORD_BYTES - 4;
const SLOTS: u32 = EVENT_RING;
const AT_MOST: u32 = EVENTS_IN_REPLY;

// @ts-ignore: decorator
@lazy const RING = memory.data(5120, 8);

/** Sequence of the newest event of this meter's life; 0 for none. */
export let newestEvent: u32 = 0;
/** True when an event could not be stored. */
export let eventsUnstored: bool = false;

function slotOf(sequence: u32): EventRecord {
  return changetype<EventRecord>(RING + (sequence % SLOTS) * EVENT_RECORD_BYTES);
}

/** The event of a sequence, or null when the ring no longer holds it. */
export function eventOf(sequence: u32): EventRecord | null {
  const record = slotOf(sequence);
  return sequence != 0 && record.sequence == sequence ? record : null;
}

function storeRecord(record: EventRecord): void {
  const at = changetype<usize>(record);
  record.crc = crc32(at, CRC_OFFSET);
  const address = FRAM_EVENTS + <i32>(record.sequence % SLOTS) * EVENT_RECORD_BYTES;
  eventsUnstored = storageWrite(address, at, EVENT_RECORD_BYTES) != Status.OK;
}

function isSound(record: EventRecord, slot: u32): bool {
  if (record.crc != crc32(changetype<usize>(record), CRC_OFFSET) || record.sequence == 0) return false;
  return record.sequence % SLOTS == slot && <i32>record.event < EVENTS;
}

/** Loads the ring; what is damaged is left out, and an event under way at the restart ends with it. */
export function loadEvents(life: u64): void {
  newestEvent = 0;
  eventsUnstored = false;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotOf(slot);
    const at = changetype<usize>(record);
    const status = storageRead(FRAM_EVENTS + <i32>slot * EVENT_RECORD_BYTES, at, EVENT_RECORD_BYTES);
    if (status != Status.OK || !isSound(record, slot)) {
      memory.fill(at, 0, EVENT_RECORD_BYTES);
      continue;
    }
    if (record.sequence > newestEvent) newestEvent = record.sequence;
    if (record.end != 0) continue;
    record.end = max<u64>(life, record.start);
    storeRecord(record);
  }
}

/** Starts of the core, as written into every event. */
let starts: u16 = 0;

export function setStarts(count: u32): void {
  starts = <u16>count;
}

/** Enters an event that goes on; returns its sequence. Times are life-long counts of metered samples. */
export function openEvent(event: i32, scope: i32, start: u64, limit: i32, extreme: i32): u32 {
  const record = slotOf(++newestEvent);
  record.start = start;
  record.end = 0;
  record.sequence = newestEvent;
  record.extreme = extreme;
  record.event = <u8>event;
  record.scope = <u8>scope;
  record.starts = starts;
  record.reserved = 0;
  record.limit = limit;
  storeRecord(record);
  return newestEvent;
}

/** Ends an event; when the ring has overtaken it there is nothing left to end. */
export function closeEvent(sequence: u32, end: u64, extreme: i32): void {
  const record = eventOf(sequence);
  if (!record) return;
  record.end = end;
  record.extreme = extreme;
  storeRecord(record);
}

/** Keeps the extreme value of an event under way readable. */
export function updateExtreme(sequence: u32, extreme: i32): void {
  const record = eventOf(sequence);
  if (record) record.extreme = extreme;
}

/** Enters an event that has no duration. A life that begins at sample 0 still ends it: at sample 1. */
export function noteEvent(event: i32, scope: i32, at: u64, extreme: i32): void {
  closeEvent(openEvent(event, scope, at, 0, extreme), at == 0 ? 1 : at, extreme);
}

/** Copies up to EVENTS_IN_REPLY events from a sequence on (0: the newest ones) to a buffer; returns how many. */
export function copyEvents(first: u32, buffer: usize): i32 {
  let sequence: u32 = first ? first : newestEvent < AT_MOST ? 1 : newestEvent - AT_MOST + 1;
  if (newestEvent >= SLOTS && sequence <= newestEvent - SLOTS) sequence = newestEvent - SLOTS + 1;
  let count: i32 = 0;
  for (; sequence <= newestEvent && count < EVENTS_IN_REPLY; sequence++) {
    const record = eventOf(sequence);
    if (!record) continue;
    memory.copy(buffer + count++ * EVENT_RECORD_BYTES, changetype<usize>(record), EVENT_RECORD_BYTES);
  }
  return count;
}
