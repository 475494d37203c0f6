// Carries APDUs to logical device 16, the metering core's own server, and its answers back, unread; one at a time for all ports.
//
// | step | what is asked | then |
// |---|---|---|
// | idle | nothing | a port begins |
// | greeting | the number that would be used, after a start | free: writing; else the next number |
// | writing | the next part | all written: reading |
// | reading | the next part of the answer | all read: done; not answered yet: again |
import {
  APDU_PART_BYTES, APDU_PART_bytes, APDU_SEGMENT_bytes, APDU_STATE_BYTES, ApduPart, ApduSegment, ApduState,
  READ_APDU_REQUEST_BYTES, ReadApduRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import { APDU_ANSWERED, APDU_NONE, MESSAGE_READ_APDU, MESSAGE_WRITE_APDU } from '../../../shared-protocol/generated/assembly/protocol';
import { Demand, demand, LinkRequest, Priority } from './requests';

const IDLE: i32 = 0;
const GREETING: i32 = 1;
const WRITING: i32 = 2;
const READING: i32 = 3;

const PART_BYTES: i32 = 232;
const DEADLINE_us: i64 = 1_000_000;
/** An answer that takes longer is none: a signature is not waited for, it is asked for again. */
const PATIENCE_us: i64 = 10_000_000;

/** How a relaying stands. */
export namespace Relayed {
  export const WAITS: i32 = 0;
  export const DONE: i32 = 1;
  export const FAILED: i32 = 2;
}

// @ts-ignore: decorator
@lazy const REQUEST = memory.data(offsetof<LinkRequest>(), 8);
// @ts-ignore: decorator
@lazy const REPLY = memory.data(APDU_PART_BYTES, 8);

let step: i32 = 0;
/** Of the APDU under way; the next one has the next number. */
let number: i32 = 0;
let isGreeted: bool = false;
/** Who relays now: an address that says nothing but that; 0 for nobody. */
let owner: usize = 0;
let client: i32 = 0;
let apdu: usize = 0;
let length: i32 = 0;
/** Bytes written, then bytes read. */
let done: i32 = 0;
let began_us: i64 = 0;
/** Bytes of the answer. */
export let relayedLength: i32 = 0;

export function resetRelay(): void {
  memory.fill(REQUEST, 0, offsetof<LinkRequest>());
  step = IDLE;
  number = 0;
  isGreeted = false;
  owner = 0;
  done = 0;
  relayedLength = 0;
}

function payloadOf(r: LinkRequest): usize {
  return changetype<usize>(r) + offsetof<LinkRequest>('request_0');
}

function ask(message: i32, requestBytes: i32, replyBytes: i32, bodyBytes: i32, now_us: i64): void {
  const r = changetype<LinkRequest>(REQUEST);
  r.message = <u8>message;
  r.requestBytes = <u8>requestBytes;
  r.replyBytes = <u8>replyBytes;
  r.echo = 0;
  r.echoBytes = 1;
  r.bodyBytes = <u8>bodyBytes;
  r.body = apdu + <usize>done;
  r.mayBeShorter = message == MESSAGE_READ_APDU;
  r.reply = REPLY;
  r.priority = Priority.ASKED;
  r.deadline_us = now_us + DEADLINE_us;
  demand(r);
}

function askToRead(now_us: i64): void {
  const request = changetype<ReadApduRequest>(payloadOf(changetype<LinkRequest>(REQUEST)));
  request.number = <u8>number;
  request.reserved = 0;
  request.offset = <u16>(step == READING ? done : 0);
  ask(MESSAGE_READ_APDU, READ_APDU_REQUEST_BYTES, APDU_PART_BYTES, 0, now_us);
}

function askToWrite(now_us: i64): void {
  const segment = changetype<ApduSegment>(payloadOf(changetype<LinkRequest>(REQUEST)));
  const count = min(length - done, PART_BYTES);
  segment.number = <u8>number;
  segment.client = <u8>client;
  segment.length = <u16>length;
  segment.offset = <u16>done;
  segment.count = <u16>count;
  ask(MESSAGE_WRITE_APDU, <i32>APDU_SEGMENT_bytes, APDU_STATE_BYTES, count, now_us);
}

function askNext(now_us: i64): void {
  if (step == WRITING) askToWrite(now_us);
  else askToRead(now_us);
}

/** Begins to relay the APDU of 1 to APDU_MAX bytes at an address for an owner. False while another one is under way: ask again. */
export function beginRelay(asker: usize, from: i32, at: usize, bytes: i32, now_us: i64): bool {
  // What somebody gave up may wait in the queue still.
  if (owner != 0 || changetype<LinkRequest>(REQUEST).state == Demand.QUEUED) return false;
  owner = asker;
  client = from;
  apdu = at;
  length = bytes;
  done = 0;
  began_us = now_us;
  number = (number + 1) & 0xff;
  step = isGreeted ? WRITING : GREETING;
  askNext(now_us);
  return true;
}

/** Nobody waits for what this owner asked; the metering core may answer it all the same. */
export function abandonRelay(asker: usize): void {
  if (owner != asker) return;
  owner = 0;
  step = IDLE;
}

function end(state: i32): i32 {
  owner = 0;
  step = IDLE;
  if (state == Relayed.FAILED) isGreeted = false;
  return state;
}

/** A number that is known there belongs to somebody before this start. */
function takeGreeting(): void {
  if (<i32>changetype<ApduPart>(REPLY).state != APDU_NONE) {
    number = (number + 1) & 0xff;
    return;
  }
  isGreeted = true;
  step = WRITING;
}

function takeWritten(): void {
  done = changetype<ApduState>(REPLY).received;
  if (done < length) return;
  step = READING;
  done = 0;
}

/** Copies a part of the answer to where it is wanted. Returns a Relayed. */
function takePart(out: usize, room: i32): i32 {
  const part = changetype<ApduPart>(REPLY);
  const count = <i32>part.count;
  if (<i32>part.state != APDU_ANSWERED) return Relayed.WAITS;
  if (<i32>part.offset != done || done + count > room || count > PART_BYTES) return Relayed.FAILED;
  memory.copy(out + <usize>done, REPLY + APDU_PART_bytes, count);
  done += count;
  relayedLength = done;
  return done == <i32>part.length ? Relayed.DONE : Relayed.WAITS;
}

/** Goes a step further; the answer goes to an address. Call with each tick until it is DONE or FAILED. */
export function continueRelay(out: usize, room: i32, now_us: i64): i32 {
  const r = changetype<LinkRequest>(REQUEST);
  if (now_us - began_us > PATIENCE_us) return end(Relayed.FAILED);
  if (r.state == Demand.QUEUED) return Relayed.WAITS;
  const before = r.state;
  r.state = Demand.NONE;
  if (before == Demand.FAILED) return end(Relayed.FAILED);
  if (before == Demand.ANSWERED) {
    if (step == GREETING) takeGreeting();
    else if (step == WRITING) takeWritten();
    else {
      const state = takePart(out, room);
      if (state != Relayed.WAITS) return end(state);
    }
  }
  askNext(now_us);
  return Relayed.WAITS;
}
