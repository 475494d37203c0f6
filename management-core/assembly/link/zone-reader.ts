// Learns how far the metering core's local time is ahead of UTC: from the time it writes into a reading in words.
import {
  MinuteRecord, READ_READING_REQUEST_BYTES, READ_RECORD_REQUEST_BYTES, READING_PART_BYTES,
  READING_PART_text, READING_SIGNATURE_BYTES, RECORD_PART_BYTES, RECORD_PART_bytes, ReadingPart, ReadRecordRequest,
  SIGN_READING_REQUEST_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_READING, MESSAGE_READ_RECORD, MESSAGE_SIGN_READING, RECORD_PART, RING_MINUTES, RINGS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { DAY_s, daysOf } from '../../../shared-protocol/assembly/objects/calendar';
import { daylightOf, learnOffset } from '../time/zone';
import { composeFollowed, Demand, demand, LinkRequest, putPayload } from './requests';

const DEADLINE_us: i64 = 2_000_000;
/** Signatures are few a minute, and others want them too. */
const PAUSE_us: i64 = 11_000_000;
const MINUTE_s: i64 = 60;
/** Parts of the text up to the time of its first reading. */
const PARTS: i32 = 2;
const TEXT_BYTES: i32 = PARTS * RECORD_PART;
/** `TM":"` stands before 2026-11-28T10:30:00,000+0100. */
const TIME_MARK: u32 = 0x3a224d54; // T M " :
const TIME_BYTES: i32 = 28;
const ZERO: i32 = 48;
const MINUS: u8 = 45;

/** What is asked for next. */
namespace Step {
  export const IDLE: i32 = 0;
  /** The newest minute record: whether daylight saving is in force. */
  export const RECORD: i32 = 1;
  /** A reading of the registers as they stand; its signature nobody needs. */
  export const READING: i32 = 2;
  export const TEXT: i32 = 3;
}

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(RECORD_PART_BYTES, 8);
// @ts-ignore: decorator
@lazy const TEXT = memory.data(TEXT_BYTES, 8);

let step: i32 = 0;
let part: i32 = 0;
/** Of the newest minute record. */
let quality: i32 = 0;
let minute_s: i64 = 0;
let sequence: u32 = 0;
let notBefore_us: i64 = 0;
/** Readings that told the offset since the start. */
export let zonesRead: u32 = 0;

export function resetZoneReader(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  step = Step.IDLE;
  part = 0;
  quality = 0;
  minute_s = 0;
  sequence = 0;
  notBefore_us = 0;
  zonesRead = 0;
}

/** Asks anew, unless it is being asked already. */
export function readZone(now_us: i64): void {
  if (step == Step.IDLE && now_us >= notBefore_us) step = Step.RECORD;
}

function question(message: i32, requestBytes: i32, replyBytes: i32, first: i32): usize {
  return composeFollowed(changetype<LinkRequest>(REQUEST), message, requestBytes, replyBytes, 0, REPLY, first);
}

function putSequence(request: usize, number: u32): void {
  putPayload(request + offsetof<ReadRecordRequest>('sequence'), number, 4);
}

function ask(now_us: i64): void {
  if (step == Step.RECORD) question(MESSAGE_READ_RECORD, READ_RECORD_REQUEST_BYTES, RECORD_PART_BYTES, RING_MINUTES);
  else if (step == Step.READING) putSequence(question(MESSAGE_SIGN_READING, SIGN_READING_REQUEST_BYTES, READING_SIGNATURE_BYTES, RINGS), sequence);
  else question(MESSAGE_READ_READING, READ_READING_REQUEST_BYTES, READING_PART_BYTES, part);
  changetype<LinkRequest>(REQUEST).deadline_us = now_us + DEADLINE_us;
  demand(changetype<LinkRequest>(REQUEST));
}

function numberAt(at: usize, digits: i32): i32 {
  let number: i32 = 0;
  for (let i: i32 = 0; i < digits; i++) number = number * 10 + <i32>load<u8>(at + i) - ZERO;
  return number;
}

/** Where the time stands in the text; 0 where it has none. */
function timeInText(): usize {
  for (let at = TEXT; at + TIME_BYTES + 6 <= TEXT + TEXT_BYTES; at++) if (load<u32>(at) == TIME_MARK) return at + 5;
  return 0;
}

/** Local seconds since 1970 of YYYY-MM-DDThh:mm:ss. */
function localAt(at: usize): i64 {
  const day = daysOf(numberAt(at, 4), numberAt(at + 5, 2), numberAt(at + 8, 2));
  return <i64>day * DAY_s + <i64>(numberAt(at + 11, 2) * 3600 + numberAt(at + 14, 2) * 60 + numberAt(at + 17, 2));
}

/** Minutes of +hhmm. */
function offsetAt(at: usize): i32 {
  const minutes = numberAt(at + 1, 2) * 60 + numberAt(at + 3, 2);
  return load<u8>(at) == MINUS ? -minutes : minutes;
}

/** The reading is of the minute behind the record, so what the record says of daylight saving holds for it. */
function takeText(): void {
  const at = timeInText();
  if (at == 0) return;
  const offset = offsetAt(at + 23);
  const utc_s = localAt(at) - <i64>offset * MINUTE_s;
  if (utc_s < minute_s || utc_s >= minute_s + MINUTE_s) return;
  learnOffset(daylightOf(quality), offset);
  zonesRead++;
}

function end(now_us: i64): void {
  step = Step.IDLE;
  part = 0;
  notBefore_us = now_us + PAUSE_us;
}

function takeRecord(): void {
  const record = changetype<MinuteRecord>(REPLY + RECORD_PART_bytes);
  quality = record.quality;
  minute_s = <i64>record.time_s;
  sequence = record.sequence;
  step = Step.READING;
}

function takePart(now_us: i64): void {
  memory.copy(TEXT + part * RECORD_PART, REPLY + READING_PART_text, RECORD_PART);
  if (++part < min<i32>(PARTS, changetype<ReadingPart>(REPLY).parts)) return;
  takeText();
  end(now_us);
}

/** A meter without keys signs nothing, but it wrote the words. */
function take(answered: bool, now_us: i64): void {
  if (step == Step.READING) step = Step.TEXT;
  else if (!answered) end(now_us);
  else if (step == Step.RECORD) takeRecord();
  else takePart(now_us);
}

/** Goes a step further; call with each tick. */
export function followZone(now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  if (r.state == Demand.QUEUED || step == Step.IDLE) return;
  if (r.state != Demand.NONE) take(r.state == Demand.ANSWERED, now_us);
  r.state = Demand.NONE;
  if (step != Step.IDLE) ask(now_us);
}
