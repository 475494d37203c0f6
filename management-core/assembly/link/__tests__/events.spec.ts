// The event follower: what it asks for, what it keeps, and how it bears a metering core that knows fewer.
import { encodeFrame, framePayload } from '../../../../shared-protocol/assembly/framing';
import { Events, EVENTS_BYTES, EVENTS_records, EventRecord, EVENT_RECORD_BYTES, Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { EVENTS_IN_REPLY, FRAME_REPLY, MESSAGE_READ_EVENTS, MESSAGE_READ_STATUS, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, requestByte, requestCount } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { followEvents, newestKept, resetEvents, scopeOfEvent } from '../events';
import { linkReplied, linkTick, resetLink } from '../master';
import { resetMirror } from '../mirror';
import { answerTo, messageOfRequest, mirrorValue32, REPLY, sequenceOfRequest } from '../../__tests__/testing';

const TICK: i64 = 10_000;
let now: i64 = TICK;

function statusTells(newest: u32): void {
  mirrorValue32(MESSAGE_READ_STATUS, 0, <i32>offsetof<StatusRecord>('newest_event'), newest, 0);
}

function firstAsked(index: i32): i32 {
  return requestByte(index, 6) | (requestByte(index, 7) << 8) | (requestByte(index, 8) << 16) | (requestByte(index, 9) << 24);
}

/** Events first..newest, as many as fit; event n has the number n % 10 and the scope n % 4. */
function answerEvents(index: i32, first: i32, newest: u32): i32 {
  const payload = framePayload(REPLY);
  memory.fill(payload, 0, EVENTS_BYTES);
  changetype<Events>(payload).newest = newest;
  let count = 0;
  for (let n = <u32>first; n <= newest && count < EVENTS_IN_REPLY; n++, count++) {
    const record = changetype<EventRecord>(payload + EVENTS_records + count * EVENT_RECORD_BYTES);
    record.sequence = n;
    record.event = <u8>(n % 10);
    record.scope = <u8>(n % 4);
  }
  changetype<Events>(payload).count = <u8>count;
  return encodeFrame(REPLY, FRAME_REPLY, sequenceOfRequest(index), <u8>MESSAGE_READ_EVENTS, EVENTS_BYTES);
}

/** Ticks; events are answered as a core would that has `newest` of them. Returns the requests for events. */
function run(ticks: i32, newest: u32): i32 {
  let asked = 0;
  for (let i = 0; i < ticks; i++, now += TICK) {
    const index = requestCount();
    followEvents(now);
    linkTick(now);
    if (requestCount() == index) continue;
    if (messageOfRequest(index) == MESSAGE_READ_EVENTS) {
      asked++;
      const first = firstAsked(index);
      linkReplied(REPLY, answerEvents(index, first ? first : <i32>newest - EVENTS_IN_REPLY + 1, newest), now);
    } else {
      linkReplied(REPLY, Status.TIMEOUT, now);
    }
  }
  return asked;
}

describe('The event follower', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetLink();
    resetEvents();
    now = TICK;
  });

  test('asks for nothing before the status tells of an event', () => {
    expect(run(20, 9)).toBe(0);
    statusTells(0);
    expect(run(20, 9)).toBe(0);
  });

  test('begins with the newest that one reply holds', () => {
    statusTells(40);
    expect(run(20, 40)).toBe(1);
    expect(newestKept()).toBe(40);
    expect(scopeOfEvent(39 % 10)).toBe(39 % 4);
    expect(scopeOfEvent(5)).toBe(0);
  });

  test('then asks for those behind the last, reply after reply, and for none twice', () => {
    statusTells(40);
    run(20, 40);
    statusTells(53);
    expect(run(40, 53)).toBe(3);
    expect(newestKept()).toBe(53);
    expect(run(40, 53)).toBe(0);
    expect(scopeOfEvent(41 % 10)).toBe(51 % 4);
  });

  test('passes over events that left the ring of the metering core', () => {
    statusTells(40);
    run(20, 40);
    statusTells(41);
    const index = requestCount();
    followEvents(now);
    linkTick(now);
    if (messageOfRequest(index) != MESSAGE_READ_EVENTS) linkReplied(REPLY, answerTo(index, FRAME_REPLY, 0), now);
    expect(run(20, 41)).toBeLessThanOrEqual(1);
    expect(newestKept()).toBe(41);
  });

  test('begins anew with a metering core that knows fewer', () => {
    statusTells(40);
    run(20, 40);
    statusTells(7);
    run(20, 7);
    expect(newestKept()).toBe(7);
    expect(scopeOfEvent(40 % 10)).toBe(0);
  });

  test('pauses for a second after a request that was not answered', () => {
    statusTells(40);
    let asked = 0;
    for (let i = 0; i < 250; i++, now += TICK) {
      const index = requestCount();
      followEvents(now);
      linkTick(now);
      if (requestCount() == index) continue;
      if (messageOfRequest(index) == MESSAGE_READ_EVENTS) asked++;
      linkReplied(REPLY, Status.TIMEOUT, now);
    }
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThanOrEqual(9);
  });
});
