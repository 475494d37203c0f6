// Follows the ring of minute records by their sequence, one after the other: asks, and keeps the one that is to be taken.
import {
  FIND_RECORD_REQUEST_BYTES, MINUTE_RECORD_BYTES, MinuteRecord, READ_RECORD_REQUEST_BYTES, ReadRecordRequest, RECORD_FOUND_BYTES,
  RECORD_PART_BYTES, RECORD_PART_bytes, RecordFound, RecordPart, Status,
} from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_FIND_RECORD, MESSAGE_READ_RECORD, MESSAGE_READ_STATUS, RING_MINUTES } from '../../../shared-protocol/generated/assembly/protocol';
import { frontBank, isMirrored, mirrored } from './mirror';
import { composeFollowed, Demand, demand, LinkRequest, putPayload } from './requests';
import { slotOf } from './slots';

/** How long a request may wait in the queue; how long none is made after one that failed. */
const DEADLINE_us: i64 = 2_000_000;
const PAUSE_us: i64 = 1_000_000;
/** A record stands in the ring some milliseconds behind its minute; asked for before, it is asked for again. */
const AGAIN_us: i64 = 2_000_000;
/** Without a clock to go by, and where it was put back. */
const ANYHOW_us: i64 = 30_000_000;
const MINUTE_s: i64 = 60;
/** The ring and the part come back in the reply. */
const ECHO_BYTES: u8 = 2;

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(RECORD_PART_BYTES, 8);
// @ts-ignore: decorator
@lazy const RECORD = memory.data(MINUTE_RECORD_BYTES, 8);

/** Sequence and time of the record that was taken, or passed over, last. */
let taken: u32 = 0;
let taken_s: u64 = 0;
/** Sequence of the newest record, as the ring told last. */
let newest: u32 = 0;
/** A record was taken once: those behind it are followed. */
let begun: bool = false;
/** A record stands in RECORD and is not taken yet. */
let waits: bool = false;
/** Records that can never be followed: they left the ring, or are damaged. */
let passedOver: u32 = 0;
let notBefore_us: i64 = 0;
let asked_us: i64 = 0;

/** Begins behind a record that was taken before a restart; 0: with the newest there is. */
export function resetRecordsFollower(sequence: u32, time_s: u64): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  taken = sequence;
  taken_s = time_s;
  begun = sequence != 0;
  newest = 0;
  waits = false;
  passedOver = 0;
  notBefore_us = 0;
  asked_us = -ANYHOW_us;
}

/** The record that follows the one taken last; 0 while there is none. */
export function recordThatWaits(): usize {
  return waits ? RECORD : 0;
}

/** Records before the one that waits which are lost to whoever follows. */
export function recordsPassedOver(): u32 {
  return passedOver;
}

/** The record that waits is the newest there is. */
export function isNewestRecord(): bool {
  return changetype<MinuteRecord>(RECORD).sequence == newest;
}

/** The record that waits is done with, for good. */
export function recordTaken(): void {
  taken = changetype<MinuteRecord>(RECORD).sequence;
  taken_s = changetype<MinuteRecord>(RECORD).time_s;
  begun = true;
  waits = false;
  passedOver = 0;
}

/** The clock of the metering core as the mirror shows it, 0 where it knows no time; -1 while nothing is mirrored. */
export function meteringClock_s(): i64 {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  return isMirrored(frontBank(), slot) ? <i64>changetype<Status>(mirrored(frontBank(), slot)).clock_s : -1;
}

/** A new record is to be expected: its minute has passed, or it is time to look anyhow. */
function isDue(now_us: i64): bool {
  const shown_s = meteringClock_s();
  if (shown_s < 0) return false; // the first round goes before
  if (newest == 0) return now_us - asked_us >= PAUSE_us;
  if (shown_s / MINUTE_s > <i64>taken_s / MINUTE_s) return now_us - asked_us >= AGAIN_us;
  return now_us - asked_us >= ANYHOW_us;
}

function question(message: i32, requestBytes: i32, replyBytes: i32, echoBytes: u8): usize {
  return composeFollowed(changetype<LinkRequest>(REQUEST), message, requestBytes, replyBytes, echoBytes, REPLY, RING_MINUTES);
}

function ask(now_us: i64): void {
  changetype<LinkRequest>(REQUEST).deadline_us = now_us + DEADLINE_us;
  demand(changetype<LinkRequest>(REQUEST));
}

/** Asks what the ring holds: that is answered by an empty one too. */
function askWhatThereIs(now_us: i64): void {
  question(MESSAGE_FIND_RECORD, FIND_RECORD_REQUEST_BYTES, RECORD_FOUND_BYTES, 0);
  asked_us = now_us;
  ask(now_us);
}

function askForNext(now_us: i64): void {
  const request = question(MESSAGE_READ_RECORD, READ_RECORD_REQUEST_BYTES, RECORD_PART_BYTES, ECHO_BYTES);
  putPayload(request + offsetof<ReadRecordRequest>('sequence'), taken + 1, 4);
  ask(now_us);
}

/** Passes over records up to one: they are lost. */
function passOver(upTo: u32): void {
  if (begun) passedOver += upTo - taken;
  taken = upTo;
}

/** Another metering core, or another memory of it, has fewer: its newest is the first that is followed. */
function beginAnew(): void {
  begun = false;
  passedOver = 0;
}

/** What the ring holds: of one that is not followed yet, the newest record comes first. */
function takeFound(): void {
  const found = changetype<RecordFound>(REPLY);
  newest = found.newest;
  if (newest < taken) beginAnew();
  if (newest == 0) return;
  if (!begun) taken = newest - 1;
  if (found.oldest > taken + 1) passOver(found.oldest - 1);
}

/** Keeps the record that follows; of one that the meter itself finds changed nothing is taken. */
function takePart(): void {
  const part = changetype<RecordPart>(REPLY);
  newest = part.newest;
  if (part.sequence != taken + 1) return;
  if (part.damaged) return passOver(part.sequence);
  memory.copy(RECORD, REPLY + RECORD_PART_bytes, MINUTE_RECORD_BYTES);
  waits = changetype<MinuteRecord>(RECORD).sequence == part.sequence;
}

/** Takes what came and asks for what follows; call with each tick. */
export function followRecords(now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  if (r.state == Demand.QUEUED || waits) return;
  if (r.state == Demand.ANSWERED) {
    if (<i32>r.message == MESSAGE_FIND_RECORD) takeFound();
    else takePart();
  }
  if (r.state == Demand.FAILED) {
    notBefore_us = now_us + PAUSE_us;
    newest = 0; // what the ring holds is not what it told
  }
  r.state = Demand.NONE;
  if (waits || now_us < notBefore_us) return;
  if (newest > taken) askForNext(now_us);
  else if (isDue(now_us)) askWhatThereIs(now_us);
}
