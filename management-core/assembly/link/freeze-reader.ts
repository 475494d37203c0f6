// Asks the metering core for its freeze at the billing day: the one behind that which was met last, the first from a time on.
import {
  FIND_RECORD_REQUEST_BYTES, FREEZE_RECORD_registers, FindRecordRequest, FreezeRecord, READ_RECORD_REQUEST_BYTES, ReadRecordRequest, RECORD_FOUND_BYTES,
  RECORD_PART_BYTES, RECORD_PART_bytes, RecordFound, RecordPart,
} from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_FIND_RECORD, MESSAGE_READ_RECORD, RECORD_PART, RING_BILLING } from '../../../shared-protocol/generated/assembly/protocol';
import { composeFollowed, Demand, demand, LinkRequest, putPayload } from './requests';

const DEADLINE_us: i64 = 2_000_000;
const PAUSE_us: i64 = 1_000_000;
const ECHO_BYTES: u8 = 2;
/** A freeze that cannot be read so often is none. */
const FAILURES_MOST: i32 = 3;

/** How an asking stands. */
export namespace Asked {
  export const NOTHING: i32 = 0;
  export const WAITS: i32 = 1;
  /** The freeze stands in freezeFound(). */
  export const FOUND: i32 = 2;
  /** There is none. */
  export const NONE: i32 = 3;
}

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(RECORD_PART_BYTES, 8);
/** The first part of a freeze has the registers of the total. */
// @ts-ignore: decorator
@lazy const FREEZE = memory.data(RECORD_PART, 8);

let state: i32 = 0;
let from_s: u64 = 0;
/** Sequence behind which a freeze is looked for, 0 where none was met; and how many behind it could not be read. */
let behind: u32 = 0;
let passedOver: u32 = 0;
let failures: i32 = 0;
/** Of the freeze that was found the meter says that it was changed. */
export let freezeIsDamaged: bool = false;
let notBefore_us: i64 = 0;

export function resetFreezeReader(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  forgetFreeze();
  from_s = 0;
  behind = 0;
  freezeIsDamaged = false;
  notBefore_us = 0;
}

export function forgetFreeze(): void {
  state = Asked.NOTHING;
  passedOver = 0;
  failures = 0;
}

export function freezeFound(): FreezeRecord {
  return changetype<FreezeRecord>(FREEZE);
}

function question(message: i32, requestBytes: i32, replyBytes: i32, echoBytes: u8, now_us: i64): usize {
  const r = changetype<LinkRequest>(REQUEST);
  r.deadline_us = now_us + DEADLINE_us;
  return composeFollowed(r, message, requestBytes, replyBytes, echoBytes, REPLY, RING_BILLING);
}

function find(now_us: i64): void {
  const request = question(MESSAGE_FIND_RECORD, FIND_RECORD_REQUEST_BYTES, RECORD_FOUND_BYTES, 0, now_us);
  putPayload(request + offsetof<FindRecordRequest>('time_s'), from_s, 8);
  demand(changetype<LinkRequest>(REQUEST));
}

function read(sequence: u32, now_us: i64): void {
  const request = question(MESSAGE_READ_RECORD, READ_RECORD_REQUEST_BYTES, RECORD_PART_BYTES, ECHO_BYTES, now_us);
  putPayload(request + offsetof<ReadRecordRequest>('sequence'), sequence, 4);
  demand(changetype<LinkRequest>(REQUEST));
}

/** Sequence of the next freeze by what the ring holds, 0 for none: times of its own do not say it, a clock may have been far off. */
function nextFreeze(found: RecordFound): u32 {
  if (behind == 0) return found.sequence;
  const next = max(behind + 1 + passedOver, found.oldest);
  return next <= found.newest ? next : 0;
}

/** What was found is read; of a freeze that the meter itself finds changed only sequence and time are taken. */
function take(now_us: i64): void {
  if (<i32>changetype<LinkRequest>(REQUEST).message == MESSAGE_FIND_RECORD) {
    const sequence = nextFreeze(changetype<RecordFound>(REPLY));
    if (sequence == 0) state = Asked.NONE;
    else read(sequence, now_us);
    return;
  }
  const part = changetype<RecordPart>(REPLY);
  memory.copy(FREEZE, REPLY + RECORD_PART_bytes, RECORD_PART);
  freezeFound().sequence = part.sequence;
  freezeIsDamaged = part.damaged != 0;
  if (freezeIsDamaged) memory.fill(FREEZE + FREEZE_RECORD_registers, 0, RECORD_PART - FREEZE_RECORD_registers);
  state = Asked.FOUND;
}

/** Nothing came: it is asked again in a while; a record that is never told is passed over. */
function wait(now_us: i64): void {
  notBefore_us = now_us + PAUSE_us;
  if (<i32>changetype<LinkRequest>(REQUEST).message != MESSAGE_READ_RECORD || ++failures < FAILURES_MOST) return;
  failures = 0;
  passedOver++;
}

/**
 * Asks for the freeze behind a sequence, with 0 for the first from a time on, unless that is done; call with each tick until
 * it is FOUND or NONE.
 */
export function askForFreeze(last: u32, time_s: u64, now_us: i64): i32 {
  const r = changetype<LinkRequest>(REQUEST);
  if (state > Asked.WAITS || r.state == Demand.QUEUED || now_us < notBefore_us) return state;
  const before = r.state;
  r.state = Demand.NONE;
  if (before == Demand.FAILED) wait(now_us);
  if (state == Asked.NOTHING || before == Demand.FAILED) {
    from_s = time_s;
    behind = last;
    state = Asked.WAITS;
    if (now_us >= notBefore_us) find(now_us);
    return state;
  }
  if (before == Demand.ANSWERED) take(now_us);
  else find(now_us);
  return state;
}
