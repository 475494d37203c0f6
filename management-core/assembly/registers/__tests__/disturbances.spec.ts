// Dips, swells and failures: each event is counted once, over restarts and over a cut at any byte, and no count ever falls.
import { encodeFrame, framePayload } from '../../../../shared-protocol/assembly/framing';
import {
  DISTURBANCES_BYTES, DISTURBANCES_swells, Events, EVENTS_BYTES, EVENTS_records, EventRecord, EVENT_RECORD_BYTES, Identification, Status as StatusRecord,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_DIP, EVENT_FREQUENCY, EVENT_INTERRUPTION, EVENT_POWER_OFF, EVENT_SWELL, EVENTS_IN_REPLY, FRAM_DISTURBANCES_A,
  FRAM_DISTURBANCES_B, FRAME_REPLY, MESSAGE_IDENTIFY, MESSAGE_READ_EVENTS, MESSAGE_READ_STATUS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import {
  framWritten, resetHost, requestByte, requestCount, setCutAfter, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { followEvents, resetEvents } from '../../link/events';
import { linkReplied, linkTick, resetLink } from '../../link/master';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { messageOfRequest, mirrorRecord, mirrorValue32, RECORD, REPLY, sequenceOfRequest } from '../../__tests__/testing';
import { disturbancesTick, eventsCounted, resetDisturbanceFollower } from '../disturbance-follower';
import { disturbances, failureEnded_s, failureLasted_s, failures, failuresLogged, longFailures, sagsOf, swellsOf } from '../disturbances';

const TICK: i64 = 10_000;
const RATE_Hz: u64 = 4000;
const CLOCK_s: u64 = 1_780_000_000;
/** The metering core's log, event n at n - 1. */
const LOG = memory.data(64 * 64, 8);
let logged: i32 = 0;
let starts: u16 = 1;
/** The oldest that the ring still holds. */
let oldest: i32 = 1;
/** What the status says of it. */
let isInterrupted: bool = false;
let asked: i32 = 0;
let now: i64 = TICK;

function inLog(sequence: i32): EventRecord {
  return changetype<EventRecord>(LOG + <usize>((sequence - 1) * 64));
}

/** An event begins at a sample; `lasted_s` below zero: it goes on. Returns its sequence. */
function happens(event: i32, scope: i32, lasted_s: i32, extreme: i32 = 0): i32 {
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

function tellStatus(): void {
  mirrorValue32(MESSAGE_IDENTIFY, 0, <i32>offsetof<Identification>('sampling_rate_mHz'), <u32>RATE_Hz * 1000, 0);
  memory.fill(RECORD, 0, 256);
  const status = changetype<StatusRecord>(RECORD);
  status.newest_event = logged;
  status.active_events = isInterrupted ? <u64>1 << EVENT_INTERRUPTION : 0;
  status.starts = starts;
  status.clock_s = CLOCK_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now);
}

function answer(index: i32): i32 {
  const payload = framePayload(REPLY);
  const asked = requestByte(index, 6) | (requestByte(index, 7) << 8);
  memory.fill(payload, 0, EVENTS_BYTES);
  changetype<Events>(payload).newest = logged;
  let count = 0;
  for (let n = max(asked ? asked : logged - EVENTS_IN_REPLY + 1, oldest); n <= logged && count < EVENTS_IN_REPLY; n++, count++) {
    memory.copy(payload + EVENTS_records + count * EVENT_RECORD_BYTES, changetype<usize>(inLog(n)), EVENT_RECORD_BYTES);
  }
  changetype<Events>(payload).count = <u8>count;
  return encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(index), <u8>MESSAGE_READ_EVENTS, EVENTS_BYTES);
}

function run(ticks: i32 = 250): void {
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
function restart(): void {
  resetMirror();
  resetLink();
  resetEvents();
  resetDisturbanceFollower();
  now = TICK;
}

function begin(): void {
  logged = 0;
  starts = 1;
  oldest = 1;
  isInterrupted = false;
  restart();
}

function follow(): void {
  tellStatus();
  run();
}

/** Bytes that one record takes in the FRAM. */
const WRITTEN: i32 = DISTURBANCES_BYTES;

describe('Dips, swells and failures', () => {
  beforeEach(() => {
    resetHost();
    begin();
  });

  test('are counted by phase, and nothing else is', () => {
    happens(EVENT_DIP, 1, 0);
    happens(EVENT_DIP, 3, 0);
    happens(EVENT_FREQUENCY, 0, 0);
    happens(EVENT_DIP, 3, 0);
    happens(EVENT_SWELL, 2, 0);
    follow();
    expect(sagsOf(0)).toBe(1);
    expect(sagsOf(1)).toBe(0);
    expect(sagsOf(2)).toBe(2);
    expect(swellsOf(1)).toBe(1);
    expect(failures()).toBe(0);
    expect(eventsCounted).toBe(true);
  });

  test('are counted once, whatever restarts, and all that came meanwhile is caught up with', () => {
    for (let n = 0; n < 4; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(4);
    restart();
    expect(sagsOf(0)).toBe(4);
    expect(eventsCounted).toBe(false);
    for (let n = 0; n < 37; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(eventsCounted).toBe(true);
    expect(sagsOf(0)).toBe(41);
    restart();
    follow();
    expect(sagsOf(0)).toBe(41);
  });

  test('that left the ring of the metering core are passed over', () => {
    happens(EVENT_DIP, 1, 0);
    follow();
    restart();
    for (let n = 0; n < 40; n++) happens(EVENT_DIP, 1, 0);
    oldest = 30;
    follow();
    expect(sagsOf(0)).toBe(1 + 12);
    expect(eventsCounted).toBe(true);
  });

  test('of another metering core are counted from then on, and what was counted stays', () => {
    for (let n = 0; n < 20; n++) happens(EVENT_DIP, 1, 0);
    follow();
    const before = sagsOf(0);
    restart();
    logged = 3;
    follow();
    expect(sagsOf(0)).toBe(before);
    happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(before + 1);
  });

  test('wait where they cannot be kept: then they are counted, once', () => {
    setStorageFails(1);
    for (let n = 0; n < 5; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(0);
    expect(eventsCounted).toBe(false);
    setStorageFails(0);
    run();
    expect(sagsOf(0)).toBe(5);
    expect(eventsCounted).toBe(true);
  });

  test('stop at the highest number there is room for', () => {
    for (let n = 0; n < 3; n++) happens(EVENT_SWELL, 1, 0);
    follow();
    store<u16>(changetype<usize>(disturbances()) + DISTURBANCES_swells, 65_535);
    happens(EVENT_SWELL, 1, 0);
    follow();
    expect(swellsOf(0)).toBe(65_535);
  });
});

describe('A failure', () => {
  beforeEach(() => {
    resetHost();
    begin();
  });

  test('is short up to three minutes, and long behind them, with its end and its length', () => {
    happens(EVENT_INTERRUPTION, 0, 179);
    happens(EVENT_INTERRUPTION, 0, 181);
    follow();
    expect(failures()).toBe(2);
    expect(longFailures()).toBe(1);
    expect(failuresLogged()).toBe(1);
    expect(failureLasted_s(0)).toBe(181);
  });

  test('that goes on is counted at once, and its length when it has ended', () => {
    const sequence = happens(EVENT_INTERRUPTION, 0, -1);
    isInterrupted = true;
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(0);
    const before = asked;
    run();
    expect(asked).toBe(before);
    restart();
    isInterrupted = false;
    inLog(sequence).end = inLog(sequence).start + 400 * RATE_Hz;
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(1);
    expect(failureLasted_s(0)).toBe(400);
    expect(<u64>failureEnded_s(0)).toBeGreaterThanOrEqual(CLOCK_s);
    expect(<u64>failureEnded_s(0)).toBeLessThan(CLOCK_s + 5);
  });

  test('of which the metering core has no record any more is settled as a short one', () => {
    happens(EVENT_INTERRUPTION, 0, -1);
    follow();
    for (let n = 0; n < 6; n++) happens(EVENT_DIP, 1, 0);
    oldest = 2;
    follow();
    run();
    expect(disturbances().open).toBe(0);
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(0);
    expect(sagsOf(0)).toBe(6);
  });

  test('behind one of which the end was not asked for yet is counted behind it', () => {
    const sequence = happens(EVENT_INTERRUPTION, 0, -1);
    tellStatus();
    run(12);
    expect(failures()).toBe(1);
    inLog(sequence).end = inLog(sequence).start + 400 * RATE_Hz;
    for (let n = 0; n < 30; n++) happens(EVENT_INTERRUPTION, 0, 1);
    follow();
    run();
    expect(failures()).toBe(31);
    expect(longFailures()).toBe(1);
  });

  test('of the supply is one with the interruption that it began with', () => {
    happens(EVENT_INTERRUPTION, 0, 0);
    starts = 2;
    happens(EVENT_POWER_OFF, 0, 0, 600);
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(1);
    expect(failureLasted_s(0)).toBe(600);
    starts = 3;
    happens(EVENT_POWER_OFF, 0, 0, 60);
    follow();
    expect(failures()).toBe(2);
    expect(longFailures()).toBe(1);
  });

  test('keeps the last seven long ones', () => {
    for (let n = 1; n <= 9; n++) {
      starts = <u16>n;
      happens(EVENT_POWER_OFF, 0, 0, 1000 + n);
    }
    follow();
    run();
    expect(longFailures()).toBe(9 - 4); // of the first nine events one reply holds five
    expect(failureLasted_s(0)).toBe(1009);
    for (let n = 10; n <= 14; n++) happens(EVENT_POWER_OFF, 0, 0, 1000 + n);
    follow();
    expect(failuresLogged()).toBe(7);
    expect(failureLasted_s(6)).toBe(1008);
  });
});

describe('A cut of the supply', () => {
  test('at any byte of any record leaves nothing out, counts nothing twice, and lets no count fall', () => {
    let cuts = 0;
    for (let cut: i32 = 0; cut <= 3 * WRITTEN; cut++) {
      resetHost();
      begin();
      for (let n = 0; n < 2; n++) happens(EVENT_DIP, 1, 0);
      happens(EVENT_INTERRUPTION, 0, 300);
      follow();
      const sags = sagsOf(0);
      const broken = failures();
      const long = longFailures();
      const written = framWritten();
      setCutAfter(cut);
      for (let n = 0; n < 7; n++) happens(EVENT_DIP, 1 + (n & 1), 0);
      happens(EVENT_INTERRUPTION, 0, 200);
      happens(EVENT_POWER_OFF, 0, 0, 20);
      follow();
      setCutAfter(-1);
      if (framWritten() > written) cuts++;
      restart();
      expect(sagsOf(0)).toBeGreaterThanOrEqual(sags);
      expect(failures()).toBeGreaterThanOrEqual(broken);
      expect(longFailures()).toBeGreaterThanOrEqual(long);
      follow();
      expect(sagsOf(0)).toBe(2 + 4);
      expect(sagsOf(1)).toBe(3);
      expect(failures()).toBe(3);
      expect(longFailures()).toBe(2);
      expect(eventsCounted).toBe(true);
    }
    expect(cuts).toBeGreaterThan(2 * WRITTEN);
    expect(FRAM_DISTURBANCES_B - FRAM_DISTURBANCES_A).toBeGreaterThanOrEqual(DISTURBANCES_BYTES);
  });
});
