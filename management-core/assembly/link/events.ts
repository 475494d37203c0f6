// Follows the events of the metering core: asks for each new one, and keeps the last few.
import {
  Events, EVENTS_BYTES, EVENTS_records, EventRecord, EVENT_RECORD_BYTES, READ_EVENTS_REQUEST_BYTES, Status,
} from '../../../shared-protocol/generated/assembly/layouts';
import { EVENTS_IN_REPLY, MESSAGE_READ_EVENTS, MESSAGE_READ_STATUS } from '../../../shared-protocol/generated/assembly/protocol';
import { frontBank, isMirrored, mirrored } from './mirror';
import { composeFollowed, Demand, demand, LinkRequest, putPayload } from './requests';
import { slotOf } from './slots';

/** Events that are kept, the newest ones. */
export const EVENTS_KEPT: i32 = 16;
/** How long a request may wait in the queue, and how long none is made after one that failed. */
const DEADLINE_us: i64 = 2_000_000;
const PAUSE_us: i64 = 1_000_000;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(EVENTS_BYTES, 8);
// @ts-ignore: decorator
@lazy const KEPT = memory.data(EVENTS_KEPT * EVENT_RECORD_BYTES, 8);

/** Sequence of the newest event that is known, 0 for none. */
let newest: u32 = 0;
let notBefore_us: i64 = 0;
/** Who counts events, each for himself. */
export namespace Follower {
  export const DISTURBANCES: i32 = 0;
  export const LOGS: i32 = 1;
}
const FOLLOWERS: i32 = 2;

/** By follower: sequence of the last event that was counted before the start, 0 for none. */
// @ts-ignore: decorator
@lazy const COUNTED_BEFORE = memory.data(FOLLOWERS << 2, 8);
/** Bit n: follower n may be given no further ones now. */
let held: i32 = 0;

export function resetEvents(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  forgetEvents();
  notBefore_us = 0;
  memory.fill(COUNTED_BEFORE, 0, FOLLOWERS << 2);
  held = 0;
}

/** From nothing, events are asked for so that a follower misses none behind this one. */
export function resumeEventsAfter(follower: i32, sequence: u32): void {
  store<u32>(COUNTED_BEFORE + (<usize>follower << 2), sequence);
}

/** A follower is not ready for further ones: no more are asked for than are kept. */
export function holdEvents(follower: i32, hold: bool): void {
  held = hold ? held | (1 << follower) : held & ~(1 << follower);
}

/** The last event that every follower has counted; one that counted none yet goes by the others. */
function countedByAll(): u32 {
  let least: u32 = u32.MAX_VALUE;
  for (let follower: i32 = 0; follower < FOLLOWERS; follower++) {
    const counted = load<u32>(COUNTED_BEFORE + (<usize>follower << 2));
    if (counted) least = min(least, counted);
  }
  return least == u32.MAX_VALUE ? 0 : least;
}

/** The first event to ask for while none is known; 0: the newest that one reply holds. */
function firstFromNothing(): u32 {
  const countedBefore = countedByAll();
  if (countedBefore == 0) return 0;
  return countedBefore > <u32>EVENTS_IN_REPLY ? countedBefore - EVENTS_IN_REPLY + 1 : 1;
}

function forgetEvents(): void {
  memory.fill(KEPT, 0, EVENTS_KEPT * EVENT_RECORD_BYTES);
  newest = 0;
}

/** Place of an event by its sequence: each takes that of the one EVENTS_KEPT before it. */
function placeOf(sequence: u32): EventRecord {
  return changetype<EventRecord>(KEPT + <usize>(sequence % EVENTS_KEPT) * EVENT_RECORD_BYTES);
}

/** Keeps what came, oldest first; events that left the metering core's ring meanwhile are passed over. */
function keepReply(): void {
  const events = changetype<Events>(REPLY);
  const count = min<i32>(events.count, EVENTS_IN_REPLY);
  for (let i: i32 = 0; i < count; i++) {
    const record = REPLY + EVENTS_records + <usize>(i * EVENT_RECORD_BYTES);
    newest = changetype<EventRecord>(record).sequence;
    memory.copy(changetype<usize>(placeOf(newest)), record, EVENT_RECORD_BYTES);
  }
  if (count == 0) newest = events.newest;
}

/** Asks for the events from a sequence on (0: the newest that one reply holds); their reply has EVENTS_BYTES. */
export function demandEvents(r: LinkRequest, first: u32, reply: usize, now_us: i64): void {
  const payload = composeFollowed(r, MESSAGE_READ_EVENTS, READ_EVENTS_REQUEST_BYTES, EVENTS_BYTES, 0, reply, 0);
  putPayload(payload, first, READ_EVENTS_REQUEST_BYTES);
  r.deadline_us = now_us + DEADLINE_us;
  demand(r);
}

/** Asks for the events behind the newest known one. */
function askForNext(now_us: i64): void {
  demandEvents(changetype<LinkRequest>(REQUEST), newest ? newest + 1 : firstFromNothing(), REPLY, now_us);
}

/** Takes what came and asks for what the status says is new; call with each tick. */
export function followEvents(now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  if (r.state == Demand.QUEUED) return;
  if (r.state == Demand.ANSWERED) keepReply();
  if (r.state == Demand.FAILED) notBefore_us = now_us + PAUSE_us;
  r.state = Demand.NONE;
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  if (held != 0 || now_us < notBefore_us || !isMirrored(frontBank(), slot)) return;
  const told = changetype<Status>(mirrored(frontBank(), slot)).newest_event;
  // Fewer events than there were: another metering core, or another memory of it.
  if (told < newest) forgetEvents();
  if (told != newest) askForNext(now_us);
}

/** Sequence of the newest event that is known, 0 for none. */
export function newestKept(): u32 {
  return newest;
}

/** The event of a sequence; null where it is not kept, or not any more. */
export function keptEvent(sequence: u32): EventRecord | null {
  const record = placeOf(sequence);
  return sequence != 0 && record.sequence == sequence ? record : null;
}

/** Scope of the newest kept record of an event; 0 when none is kept, or it is the whole meter's. */
export function scopeOfEvent(event: i32): i32 {
  for (let back: u32 = 0; back < <u32>EVENTS_KEPT && back < newest; back++) {
    const record = placeOf(newest - back);
    if (record.sequence == newest - back && <i32>record.event == event) return record.scope;
  }
  return 0;
}

/** Sequence of the newest kept record of an event; 0 when none is kept. */
export function newestOfEvent(event: i32): u32 {
  for (let back: u32 = 0; back < <u32>EVENTS_KEPT && back < newest; back++) {
    const record = placeOf(newest - back);
    if (record.sequence == newest - back && <i32>record.event == event) return record.sequence;
  }
  return 0;
}
