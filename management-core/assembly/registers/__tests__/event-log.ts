// What the specs of the counts share: a metering core's log of events, and a management core that follows it.
import { encodeFrame, framePayload } from '../../../../shared-protocol/assembly/framing';
import {
  Events, EVENTS_BYTES, EVENTS_records, EventRecord, EVENT_RECORD_BYTES, Identification, Status as StatusRecord,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_INTERRUPTION, EVENTS_IN_REPLY, FRAME_REPLY, MESSAGE_IDENTIFY, MESSAGE_READ_EVENTS, MESSAGE_READ_STATUS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { requestByte, requestCount } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { followEvents, resetEvents } from '../../link/events';
import { linkReplied, linkTick, resetLink } from '../../link/master';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { messageOfRequest, mirrorRecord, mirrorValue32, RECORD, REPLY, sequenceOfRequest } from '../../__tests__/testing';
import { disturbancesTick, resetDisturbanceFollower } from '../disturbance-follower';

const TICK: i64 = 10_000;
export const RATE_Hz: u64 = 4000;
export const CLOCK_s: u64 = 1_780_000_000;
/** The metering core's log, event n at n - 1. */
const LOG = memory.data(64 * 64, 8);
let logged: i32 = 0;
let starts: u16 = 1;
/** The oldest that the ring still holds. */
let oldest: i32 = 1;
/** What the status says of it. */
let isInterrupted: bool = false;
/** Questions for events so far. */
export let asked: i32 = 0;
let now: i64 = TICK;

/** The metering core starts for the n-th time. */
export function startsAre(n: i32): void {
  starts = <u16>n;
}

export function oldestIs(sequence: i32): void {
  oldest = sequence;
}

export function interruptionIs(underWay: bool): void {
  isInterrupted = underWay;
}

/** Another metering core, with so many events. */
export function forgetBehind(sequence: i32): void {
  logged = sequence;
}

export function inLog(sequence: i32): EventRecord {
  return changetype<EventRecord>(LOG + <usize>((sequence - 1) * 64));
}

/** An event begins at a sample; `lasted_s` below zero: it goes on. Returns its sequence. */
export function happens(event: i32, scope: i32, lasted_s: i32, extreme: i32 = 0): i32 {
  const record = inLog(++logged);
  memory.fill(changetype<usize>(record), 0, 64);
  record.sequence = logged;
  record.event = <u8>event;
  record.scope = <u8>scope;
  record.start = <u64>logged * 1000;
  record.end = lasted_s < 0 ? 0 : record.start + <u64>lasted_s * RATE_Hz + 1;
  record.starts = starts;
  record.extreme = extreme;
  return logged;
}

export function tellStatus(): void {
  mirrorValue32(MESSAGE_IDENTIFY, 0, <i32>offsetof<Identification>('sampling_rate_mHz'), <u32>RATE_Hz * 1000, 0);
  memory.fill(RECORD, 0, 256);
  const status = changetype<StatusRecord>(RECORD);
  status.newest_event = logged;
  status.active_events = isInterrupted ? <u64>1 << EVENT_INTERRUPTION : 0;
  status.starts = starts;
  status.clock_s = CLOCK_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now);
}

/** What the metering core answers to a question for events. */
export function answer(index: i32): i32 {
  const payload = framePayload(REPLY);
  const first = requestByte(index, 6) | (requestByte(index, 7) << 8);
  memory.fill(payload, 0, EVENTS_BYTES);
  changetype<Events>(payload).newest = logged;
  let count = 0;
  for (let n = max(first ? first : logged - EVENTS_IN_REPLY + 1, oldest); n <= logged && count < EVENTS_IN_REPLY; n++, count++) {
    memory.copy(payload + EVENTS_records + count * EVENT_RECORD_BYTES, changetype<usize>(inLog(n)), EVENT_RECORD_BYTES);
  }
  changetype<Events>(payload).count = <u8>count;
  return encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(index), <u8>MESSAGE_READ_EVENTS, EVENTS_BYTES);
}

export function run(ticks: i32 = 250): void {
  for (let i = 0; i < ticks; i++, now += TICK) {
    const index = requestCount();
    followEvents(now);
    disturbancesTick(now);
    linkTick(now);
    if (requestCount() == index) continue;
    if (messageOfRequest(index) != MESSAGE_READ_EVENTS) linkReplied(REPLY, Status.TIMEOUT, now);
    else {
      asked++;
      linkReplied(REPLY, answer(index), now);
    }
  }
}

/** Management starts anew; what the metering core tells, it tells again. */
export function restart(): void {
  resetMirror();
  resetLink();
  resetEvents();
  resetDisturbanceFollower();
  now = TICK;
}

export function begin(): void {
  logged = 0;
  starts = 1;
  oldest = 1;
  isInterrupted = false;
  restart();
}

export function follow(): void {
  tellStatus();
  run();
}
