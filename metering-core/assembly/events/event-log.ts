// The log of events: EVENT_RING of them in RAM, each in two copies in the FRAM, the newest of every kind kept.
// Legally relevant (IR46). Changes alter the software identification.
import { EventRecord, EVENT_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_LOG_DAMAGED, EVENT_RECORDS_DAMAGED, EVENT_REGISTER_BANK_DAMAGED, EVENT_RING, EVENT_SEALED_RECORD_DAMAGED, EVENT_STORAGE_DAMAGED,
  EVENTS, EVENTS_IN_REPLY,
} from '../../../shared-protocol/generated/assembly/protocol';
import { hotRecord } from '../energy/hot-record';
import { copyBytes } from '../math/copy';
import { clearSlot, damagedCopies, differingSlots, loadSlot, lostEvents, resetCopies, storeSlot } from './event-copies';

const SLOTS: u32 = EVENT_RING;
const AT_MOST: u32 = EVENTS_IN_REPLY;

// @ts-ignore: decorator
@lazy const RING = memory.data(EVENT_RING * EVENT_RECORD_BYTES, 8);

/** Events that tell of damaged storage. */
const OF_DAMAGE: u64 = ((<u64>1) << EVENT_STORAGE_DAMAGED) | ((<u64>1) << EVENT_RECORDS_DAMAGED) | ((<u64>1) << EVENT_LOG_DAMAGED)
  | ((<u64>1) << EVENT_REGISTER_BANK_DAMAGED) | ((<u64>1) << EVENT_SEALED_RECORD_DAMAGED);
/** One of them was entered since the start. */
export let storageDamaged: bool = false;

/** Sequence of the newest event of this meter's life; 0 for none. */
export let newestEvent: u32 = 0;
/** True when an event could not be stored. */
export let eventsUnstored: bool = false;

/**
 * Newest events of each kind that no flood of other kinds pushes out: EVENTS x KEPT is less than SLOTS, so in a full
 * log there is always a kind that has more.
 */
const KEPT: u8 = 4;

// @ts-ignore: decorator
@lazy const HELD = memory.data(EVENTS, 8);

function slotAt(slot: u32): EventRecord {
  return changetype<EventRecord>(RING + slot * EVENT_RECORD_BYTES);
}

/** What lies in a slot 0..EVENT_RING - 1, in no order; one with sequence 0 is empty. */
export function eventInSlot(slot: u32): EventRecord {
  return slotAt(slot);
}

/** The event of a sequence, or null when the log no longer holds it. It mostly stands where a plain ring has it. */
export function eventOf(sequence: u32): EventRecord | null {
  if (sequence == 0) return null;
  const likely = slotAt(sequence % SLOTS);
  if (likely.sequence == sequence) return likely;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    if (slotAt(slot).sequence == sequence) return slotAt(slot);
  }
  return null;
}

/** The first event from a sequence on, or null. */
function eventFrom(first: u32): EventRecord | null {
  let found: EventRecord | null = null;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotAt(slot);
    if (record.sequence != 0 && record.sequence >= first && (!found || record.sequence < found.sequence)) found = record;
  }
  return found;
}

/** Counts the events held of each kind, a byte each; returns an empty slot, or null when there is none. */
function countHeld(): EventRecord | null {
  let empty: EventRecord | null = null;
  memory.fill(HELD, 0, EVENTS);
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotAt(slot);
    if (record.sequence == 0) empty = record;
    else store<u8>(HELD + record.event, load<u8>(HELD + record.event) + 1);
  }
  return empty;
}

/** Where an event goes: its place in a plain ring or another empty one, else that of the oldest of a kind over KEPT. */
function slotFor(sequence: u32): EventRecord {
  const likely = slotAt(sequence % SLOTS);
  if (likely.sequence == 0) return likely;
  const empty = countHeld();
  if (empty) return empty;
  let oldest: EventRecord | null = null;
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotAt(slot);
    if (load<u8>(HELD + record.event) > KEPT && (!oldest || record.sequence < oldest.sequence)) oldest = record;
  }
  return oldest ? oldest : likely;
}

function storeRecord(record: EventRecord): void {
  const slot = <i32>((changetype<usize>(record) - RING) / EVENT_RECORD_BYTES);
  eventsUnstored = !storeSlot(slot, record);
}

/** Events that the hot record knows of and the log does not, or of which both copies are damaged. */
let eventsLost: i32 = 0;

/** The highest number in the log, or in the hot record where that knows a higher one: no number is given twice. */
function findNewest(): void {
  newestEvent = 0;
  for (let slot: u32 = 0; slot < SLOTS; slot++) newestEvent = max(newestEvent, slotAt(slot).sequence);
  const known = hotRecord().newest_event;
  eventsLost = lostEvents;
  if (known <= newestEvent || known == u32.MAX_VALUE) return;
  eventsLost = max<i32>(eventsLost, <i32>min<u32>(known - newestEvent, SLOTS));
  newestEvent = known;
}

/**
 * Loads the log, and ends what was under way at the restart.
 * All copies are made the same before the first event is ended: of what one cut leaves, no more than one slot ever differs.
 */
export function loadEvents(life: u64): void {
  eventsUnstored = false;
  storageDamaged = false;
  resetCopies();
  for (let slot: u32 = 0; slot < SLOTS; slot++) loadSlot(slot, slotAt(slot));
  findNewest();
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotAt(slot);
    if (record.sequence == 0 || record.end != 0) continue;
    record.end = max<u64>(life, record.start);
    storeRecord(record);
  }
}

/** Events lost when the log was loaded; -1 when all was whole: a cut between two copies leaves them whole, and different. */
export function damageOfLog(): i32 {
  return damagedCopies > 0 || differingSlots > 1 || eventsLost > 0 ? eventsLost : -1;
}

/** Clears what is left of lost events, once that is told. */
export function clearDamage(): void {
  for (let slot: u32 = 0; slot < SLOTS; slot++) clearSlot(slot, slotAt(slot));
}

/** Starts of the core, as written into every event. */
let starts: u16 = 0;

export function setStarts(count: u32): void {
  starts = <u16>count;
}

/** Enters an event, with its end where it has one already; returns its sequence. */
export function enterEvent(event: i32, scope: i32, start: u64, end: u64, limit: i32, extreme: i32): u32 {
  const record = slotFor(++newestEvent);
  record.start = start;
  record.end = end;
  record.sequence = newestEvent;
  record.extreme = extreme;
  record.event = <u8>event;
  record.scope = <u8>scope;
  record.starts = starts;
  record.reserved = 0;
  record.limit = limit;
  storeRecord(record);
  hotRecord().newest_event = newestEvent;
  return newestEvent;
}

/** Enters an event that goes on; returns its sequence. Times are life-long counts of metered samples. */
export function openEvent(event: i32, scope: i32, start: u64, limit: i32, extreme: i32): u32 {
  return enterEvent(event, scope, start, 0, limit, extreme);
}

/** Ends an event; when the log no longer holds it there is nothing left to end. */
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
  if ((OF_DAMAGE >> event) & 1) storageDamaged = true;
  enterEvent(event, scope, at, at == 0 ? 1 : at, 0, extreme);
}

/** True when the log holds an event of a kind. */
export function holdsKind(event: i32): bool {
  countHeld();
  return load<u8>(HELD + event) > 0;
}

/** True when the log holds an event of a kind with this extreme value. */
export function holdsEvent(event: i32, extreme: i32): bool {
  for (let slot: u32 = 0; slot < SLOTS; slot++) {
    const record = slotAt(slot);
    if (record.sequence != 0 && <i32>record.event == event && record.extreme == extreme) return true;
  }
  return false;
}

/** Copies up to EVENTS_IN_REPLY events from a sequence on (0: the newest ones) to a buffer; returns how many. */
export function copyEvents(first: u32, buffer: usize): i32 {
  let sequence: u32 = first ? first : newestEvent < AT_MOST ? 1 : newestEvent - AT_MOST + 1;
  let count: i32 = 0;
  while (count < EVENTS_IN_REPLY) {
    const record = eventFrom(sequence);
    if (!record) break;
    copyBytes(buffer + count++ * EVENT_RECORD_BYTES, changetype<usize>(record), EVENT_RECORD_BYTES);
    sequence = record.sequence + 1;
  }
  return count;
}
